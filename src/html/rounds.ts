import type { Start } from '../starts/start.ts'
import type { Ms } from '../units.ts'
import type { Check } from '../verdict/check.ts'
import type { Result } from '../verdict/result.ts'
import {
  quantileOf,
  readValues,
  type SummaryMeasure,
  sortValues,
  startsOf,
} from '../verdict/summary.ts'

/** How a rule stood after so many rounds: a change as a fraction, or times in ms. */
export type Standing = {
  readonly rounds: number
  readonly result: Check['result']
  readonly n: number
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** A rule that was judged while the rounds went on. */
export type JudgedInRounds = {
  readonly rule: string
  readonly measure: SummaryMeasure
  /** Values are changes against the baseline, as fractions; otherwise milliseconds. */
  readonly isChange: boolean
  readonly limit: number | null
  readonly standings: readonly Standing[]
  readonly medians: readonly RoundMedians[]
}

export type RoundMedians = {
  readonly round: number
  readonly candidate: Ms | null
  readonly baseline: Ms | null
}

/** The rules that the rounds could settle; empty for a plan without rounds. */
export function readRounds({
  checks,
  effort,
  classified,
  baseline,
}: Pick<Result, 'checks' | 'effort' | 'classified' | 'baseline'>): readonly JudgedInRounds[] {
  if (effort === undefined) return []
  const others = baseline === undefined || baseline.isStored ? [] : baseline.starts
  return checks.flatMap((check): readonly JudgedInRounds[] => {
    const { rule, looks } = check
    const { metric } = rule
    if (looks.length === 0 || metric.kind !== 'measure' || !isTime(metric.measure)) return []
    const { measure } = metric
    const isChange = rule.limit.kind === 'baseline'
    const last = check.decidedAfter === null ? [{ ...check, rounds: effort.rounds }] : []
    const standings = [
      ...looks.filter(({ rounds }) => rounds < effort.rounds || last.length === 0),
      ...last,
    ]
    const medians = mediansOf(
      startsOf(classified.starts, metric.class),
      startsOf(others, metric.class),
      measure,
    )
    const limit = isChange ? limitAsChange(check) : check.limit
    return [
      {
        rule: rule.text,
        measure,
        isChange,
        limit,
        standings: standings.map((one) => standingOf(one, isChange)),
        medians,
      },
    ]
  })
}

function isTime(measure: string): measure is SummaryMeasure {
  return measure !== 'memory' && measure !== 'billed'
}

function standingOf(
  seen: Pick<Check, 'result' | 'n' | 'observed' | 'low' | 'high' | 'comparison'> & {
    readonly rounds: number
  },
  isChange: boolean,
): Standing {
  const { rounds, result, n, comparison } = seen
  const own = { rounds, result, n }
  if (!isChange) return { ...own, value: seen.observed, low: seen.low, high: seen.high }
  const { change = null, low = null, high = null } = comparison ?? {}
  return { ...own, value: change, low, high }
}

/** What is allowed, as a fraction of the baseline's own figure. */
function limitAsChange({ limit, comparison }: Check): number | null {
  return limit === null || comparison === null || comparison.baseline === 0
    ? null
    : limit / comparison.baseline - 1
}

function mediansOf(
  candidate: readonly Start[],
  baseline: readonly Start[],
  measure: SummaryMeasure,
): readonly RoundMedians[] {
  const after = Map.groupBy(candidate, ({ round }) => round)
  const before = Map.groupBy(baseline, ({ round }) => round)
  const rounds = new Set([...after.keys(), ...before.keys()])
  return [...rounds]
    .filter((round) => round !== null)
    .toSorted((a, b) => a - b)
    .map((round) => ({
      round: round + 1,
      candidate: medianOf(after.get(round) ?? [], measure),
      baseline: medianOf(before.get(round) ?? [], measure),
    }))
}

function medianOf(starts: readonly Start[], measure: SummaryMeasure): Ms | null {
  const sorted = sortValues(readValues(starts, measure))
  return sorted.length === 0 ? null : quantileOf(sorted, 0.5).value
}

/** What one round alone would say: its change, or its median; null where a side has none. */
export function valueOfRound(
  { candidate, baseline }: RoundMedians,
  isChange: boolean,
): number | null {
  if (!isChange) return candidate
  if (candidate === null || baseline === null || baseline <= 0) return null
  return candidate / baseline - 1
}
