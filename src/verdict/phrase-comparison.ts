import type { Limit, Measure, Metric, Rule } from '../config/threshold.ts'
import type { Comparison as ComparedRounds } from '../statistics/compare.ts'
import type { DecidedShift, Limits } from '../statistics/shift-test.ts'
import { formatChange, formatCount, formatPoints, formatShare, formatTime } from '../units.ts'
import type { Comparison } from './check.ts'
import { describeMetric, formatObserved } from './phrase.ts'
import type { Figure } from './summary.ts'

/** A decided comparison, as far as it is to be told. */
export type Told = {
  readonly rule: Rule
  readonly limit: Extract<Limit, { kind: 'baseline' }>
  readonly metric: Extract<Metric, { kind: 'measure' }>
  readonly decided: DecidedShift | ComparedRounds
  readonly comparison: Comparison
  readonly limits: Limits
  readonly observed: number
  readonly atLeast: boolean
  readonly base: Figure
  readonly isStored: boolean
  /** Leading rounds that were left out. */
  readonly dropped: number
  /** So many of them that too few are left. */
  readonly isUnsettled: boolean
  /** It would fail, but the candidate's starts are fresh and may be super-cold. */
  readonly isDoubtful: boolean
  /** Told from the starts within a time limit, for many ran into it. */
  readonly isCut: boolean
  /** Rounds that would settle it, if the change is what it seems; undefined when none would. */
  readonly settling: number | undefined
}

/** One sentence for someone who never read a statistics book. */
export function phraseComparison(told: Told): string {
  const { rule, metric, observed, atLeast, base, dropped } = told
  const figures = `${describeMetric(metric)} ${formatObserved(base.value, base.isAtLeast, rule)} → ${formatObserved(observed, atLeast, rule)}`
  const left =
    dropped === 0
      ? ''
      : ` (without the first ${dropped === 1 ? 'round' : `${dropped} rounds`}, whose times differed from the later ones)`
  return `${figures}${left}: ${conclusionOf(told)}${slowStarts(told)}${caveat(told)}`
}

function conclusionOf(told: Told): string {
  const { metric, decided, comparison, limits } = told
  const range = told.isCut
    ? `${formatRange(comparison)} among the starts within the time limit`
    : formatRange(comparison)
  const change = describeChange(comparison.change, metric.measure)
  switch (decided.decision) {
    case 'fail':
      return `${change} (${range}), ${allowance(told)}`
    case 'pass':
      // Where even the bound is an improvement, there is nothing more to rule out.
      return (comparison.high ?? 0) < 0
        ? `${change} (${range})`
        : `${change} (${range}), so not ${RISES[wordsOf(metric.measure).more]} by ${formatChange(Math.expm1(limits.pass), false)} or more`
    case 'inconclusive':
      // The shift is small for sure; what is open is told by `slowStarts`.
      if (decided.high < limits.pass && isOpenByShare(decided) && !told.isUnsettled)
        return `${change} (${range})`
      return `${change} (${range}), ${allowance(told)}: not enough data to tell; ${settlement(told)}`
  }
}

/** A change that no shift shows: more starts of the unusually slow kind. */
function slowStarts({ decided, limits, isUnsettled }: Told): string {
  if (!('share' in decided) || isUnsettled) return ''
  const { decision, baseline, candidate } = decided.share
  if (decision === 'pass' || isShiftEnough(decided, limits)) return ''
  const counts = `${candidate.k} of ${candidate.n} starts were unusually slow, on the baseline ${baseline.k} of ${baseline.n}`
  if (decision === 'fail') return `; ${counts}`
  return decided.decision === 'inconclusive'
    ? `; ${counts}, too few starts to tell whether that is chance`
    : ''
}

/** Whether the shift by itself tells the decision. */
function isShiftEnough({ decision, shift, low, high }: DecidedShift, limits: Limits): boolean {
  if (decision === 'fail') return low > limits.fail
  return shift.estimate > limits.fail && high >= limits.pass
}

function isOpenByShare(decided: Told['decided']): boolean {
  return 'share' in decided && decided.share.decision === 'inconclusive'
}

function caveat({ isStored, decided }: Told): string {
  return isStored && decided.decision === 'fail'
    ? '; a stored baseline may only have drifted: confirm by measuring in turns (baseline: function:…)'
    : ''
}

function allowance({ limit, comparison, limits, isStored }: Told): string {
  const { change, floorMs } = limit
  if (change < 0) return `asked is ${formatChange(-change, false)} less`
  if (change === 0 && floorMs === 0 && !isStored) return 'no rise is allowed'
  const asked = change === 0 && floorMs > 0 ? '' : formatChange(change, true)
  const floor = floorMs === 0 ? '' : `+${formatTime(floorMs)}`
  const words = [asked, floor].filter((one) => one !== '').join(' and at least ')
  // A stored run is judged by a wider limit than the one asked for.
  const real = Math.expm1(limits.fail)
  const isWider = real > change + 1e-9 && floorMs / comparison.baseline < real - 1e-9
  return isWider
    ? `allowed is ${words}, and a stored baseline can show ${formatChange(real, true)} at the least`
    : `allowed is ${words}`
}

function settlement({ settling, decided, isUnsettled, isDoubtful }: Told): string {
  if (isDoubtful) {
    return 'the deployment is fresh, and these may be super-cold starts; `rounds` compares settled ones'
  }
  if (isUnsettled) return 'the first rounds were slower than the last, and too few are left'
  if (settling !== undefined) return `about ${settling} rounds would settle it`
  if (!Number.isFinite(decided.detectable)) return 'more starts of each side would tell'
  return `the smallest rise that this much data shows is ${formatChange(Math.expm1(decided.detectable), true)}`
}

const RISES = { more: 'up', slower: 'slower' } as const

/** "24 % slower", "no change". */
export function describeChange(change: number, measure: Measure): string {
  const { more, less } = wordsOf(measure)
  const size = formatChange(Math.abs(change), false)
  if (size === formatChange(0, false)) return 'no change'
  return `${size} ${change > 0 ? more : less}`
}

function wordsOf(measure: Measure): {
  readonly more: 'more' | 'slower'
  readonly less: 'less' | 'faster'
} {
  return measure === 'memory' || measure === 'billed'
    ? { more: 'more', less: 'less' }
    : { more: 'slower', less: 'faster' }
}

/** "+19 … +29 %", "at least +19 %". */
export function formatRange({ low, high }: Pick<Comparison, 'low' | 'high'>): string {
  if (low === null) return high === null ? 'nothing is sure' : `at most ${formatChange(high, true)}`
  if (high === null) return `at least ${formatChange(low, true)}`
  return `${formatChange(low, true).replace(/ %$/, '')} … ${formatChange(high, true)}`
}

/** "−1.0 … +6.3 points". */
export function formatPointRange(low: number, high: number): string {
  return `${formatPoints(low).replace(/ points?$/, '')} … ${formatPoints(high)}`
}

/** How many of these starts, for a sentence about shares. */
export function describeShares(
  noun: string,
  baseline: { readonly k: number; readonly n: number },
  candidate: { readonly k: number; readonly n: number },
): string {
  const of = ({ k, n }: { readonly k: number; readonly n: number }): string =>
    `${k} of ${formatCount(n, noun)} (${formatShare(k / n)})`
  return `${of(baseline)} → ${of(candidate)}`
}
