import { type Pair, pairStarts } from '../comparison/pairs.ts'
import type { Reference } from '../comparison/reference.ts'
import type { LoadPlan } from '../config/load-plan.ts'
import type { Limit, Metric, Rule } from '../config/threshold.ts'
import type { Start } from '../starts/start.ts'
import {
  type Bars,
  type CensoredShare,
  type Comparison as ComparedRounds,
  compareCensored,
  compareRounds,
  compareTail,
  type DecidedShift,
  decideShift,
  type Limits,
  MOST_CENSORED,
  type Risk,
} from '../statistics/compare.ts'
import { mean, type Sample } from '../statistics/sample.ts'
import { roundsToSettle } from '../statistics/settle.ts'
import {
  type DeploymentNoise,
  dropContaminated,
  estimateShift,
  type Round,
} from '../statistics/shift.ts'
import { formatCount } from '../units.ts'
import { type Comparison, type Finding, inconclusive } from './check.ts'
import { judgeRelativeShare } from './judge-relative-share.ts'
import type { Look } from './look.ts'
import type { Measured } from './measured.ts'
import { nounOf } from './phrase.ts'
import { phraseComparison } from './phrase-comparison.ts'
import {
  barsAt,
  IN_TURNS,
  LEAST_GAP,
  LEAST_TAIL_CHANGE,
  MIN_ROUNDS,
  MIN_STARTS,
  MOST_ERRORS,
  riskAt,
  STORED,
  TAIL,
  tailSpread,
} from './policy.ts'
import {
  type Figure,
  isLowerBound,
  quantileOf,
  readValues,
  sortValues,
  type Value,
} from './summary.ts'

/** Both sides of a comparison. */
export type Sides = {
  readonly candidate: Measured
  readonly reference: Reference
  readonly plan: Pick<LoadPlan, 'steps'>
}

export type RelativeFinding = Finding & {
  readonly limit: number | null
  readonly comparison: Comparison | null
}

type RelativeLimit = Extract<Limit, { kind: 'baseline' }>
type MeasureMetric = Extract<Metric, { kind: 'measure' }>

/** p50 and mean are judged by the shift of all values; every other percentile by itself. */
export function isLocation({ stat }: MeasureMetric): boolean {
  return stat.kind === 'mean' || (stat.kind === 'percentile' && stat.p === 50)
}

/** How many tests one rule brings: the shift comes with a check of unusually slow starts. */
export function testsOf(rule: Rule): number {
  const { limit, metric } = rule
  if (limit.kind !== 'baseline' || whyNotCompared(rule) !== undefined) return 0
  return metric.kind === 'measure' && isLocation(metric) ? 2 : 1
}

/** Why a metric cannot be compared with any baseline; undefined when it can. */
export function whyNotCompared({ metric }: Rule): string | undefined {
  if (metric.kind === 'count' || (metric.kind === 'total' && metric.total !== 'errors.rate')) {
    return 'a number depends on how much was sent to each side; compare a share, a rate or a time'
  }
  if (metric.kind !== 'total' && metric.class === 'super-cold') {
    return 'the baseline was deployed long ago, so nothing of it is super-cold; give an absolute limit'
  }
  if (metric.kind !== 'measure') return undefined
  const { stat } = metric
  return stat.kind === 'min' ||
    stat.kind === 'max' ||
    (stat.kind === 'percentile' && stat.p === 100)
    ? 'it is a single start of each side, which differs in every run; compare p50 or p90'
    : undefined
}

/**
 * Judges one rule about the baseline at one look.
 *
 * @param tests how many tests of the job share its risk of a false alarm.
 */
export function judgeRelative(
  rule: Rule,
  { reference, candidate, plan }: Sides,
  look: Look,
  tests: number,
): RelativeFinding {
  const { metric, limit } = rule
  const obstacle =
    reference.kind === 'refused'
      ? reference.reason
      : reference.kind === 'none'
        ? 'there is no baseline'
        : whyNotCompared(rule)
  if (limit.kind !== 'baseline' || reference.kind === 'none' || reference.kind === 'refused') {
    return notCompared(obstacle ?? 'there is no baseline')
  }
  if (obstacle !== undefined) return notCompared(obstacle)
  const { isStored } = reference.run
  if (isStored && limit.change < 0) {
    return notCompared(
      'a stored run may have drifted, so it shows no improvement; measure in turns (`baseline: function:…`)',
    )
  }
  const risk = (power: number): Risk => riskAt(look, isStored ? STORED : IN_TURNS, tests, power)
  const { run } = reference
  if (metric.kind !== 'measure') {
    return judgeRelativeShare(metric, limit, candidate, run, plan, risk(1))
  }
  const pairs = pairStarts(metric.class, plan, run.starts, candidate.classified.starts, isStored)
  const isRedrawn =
    !isStored && run.whyNotRecycled === undefined && pairs.length >= MIN_ROUNDS && isOfRounds(pairs)
  const stake = {
    bars: barsAt(look, tests),
    shareRisk: risk(IN_TURNS.alphaPower),
    risk: risk(1),
  }
  const hasRounds = plan.steps.some(({ kind }) => kind === 'rounds')
  const question = { rule, limit, metric, stake, isStored, hasRounds, isRedrawn, pairs }
  return judgePairs(question, missingShare(candidate), missingShare(run))
}

/** What this look may get wrong, by the kind of test. */
type Stake = {
  /** Of a shift that was measured in turns. */
  readonly bars: Bars
  /** Of the share of unusually slow starts beside it. */
  readonly shareRisk: Risk
  /** Of everything else. */
  readonly risk: Risk
}

type Question = {
  readonly rule: Rule
  readonly limit: RelativeLimit
  readonly metric: MeasureMetric
  readonly stake: Stake
  readonly isStored: boolean
  readonly hasRounds: boolean
  /** Each pair has environments of its own. */
  readonly isRedrawn: boolean
  readonly pairs: readonly Pair[]
}

/** Of the requests that were sent, those without a full result. */
function missingShare({ counts }: Pick<Measured, 'counts'>): number {
  const unseen = counts.missing + counts.gaveUp
  return unseen / Math.max(1, unseen + counts.matched)
}

function judgePairs(
  question: Question,
  missing: number,
  missingOfBaseline: number,
): RelativeFinding {
  const { metric, pairs, hasRounds } = question
  const noun = nounOf(metric.class)
  const sides = {
    candidate: pairs.flatMap(({ candidate }) => candidate),
    baseline: pairs.flatMap(({ baseline }) => baseline),
  }
  for (const side of ['baseline', 'candidate'] as const) {
    const found = valuesOf(sides[side], metric).length
    if (found < MIN_STARTS) {
      const advice = hasRounds ? '' : '; `rounds` gives both sides new environments'
      return notCompared(`needs ≥ ${MIN_STARTS} ${noun}s of the ${side}, found ${found}${advice}`)
    }
    const broken = sides[side].filter(({ error, censored }) => error !== null && !censored).length
    if (broken > MOST_ERRORS * sides[side].length) {
      return notCompared(
        `${broken} of ${formatCount(sides[side].length, noun)} of the ${side} ended in an error, so their times are not those of a working function`,
      )
    }
    if ((side === 'candidate' ? missing : missingOfBaseline) > MOST_CENSORED) {
      return notCompared(
        `more than 10 % of the requests to the ${side} have no full result, and they may be the slowest ones`,
      )
    }
    if (valuesOf(sides[side], metric).some(({ value }) => value <= 0)) {
      return notCompared(`some values of the ${side} are not above 0, so they have no ratio`)
    }
  }
  return compare(question)
}

function compare(question: Question): RelativeFinding {
  const { rule, limit, metric, stake, isStored, isRedrawn, pairs } = question
  const all = pairs.map(({ baseline, candidate }) => ({
    baseline: valuesOf(baseline, metric),
    candidate: valuesOf(candidate, metric),
  }))
  const logsOfAll = all.map(({ baseline, candidate }) => ({
    baseline: baseline.map(({ value }) => Math.log(value)),
    candidate: candidate.map(({ value }) => Math.log(value)),
  }))
  const logs = isRedrawn ? dropUncached(logsOfAll) : logsOfAll
  const dropped = all.length - logs.length
  const rounds = all.slice(dropped)
  const before = sortValues(rounds.flatMap(({ baseline }) => baseline))
  const after = sortValues(rounds.flatMap(({ candidate }) => candidate))
  const base = statisticOf(before, metric)
  const limits = limitsOf(limit, metric, base.value, isStored)
  const noise = { sd: isStored ? STORED.sd : IN_TURNS.sd, isRedrawn }
  const censored = { baseline: censoredShare(before), candidate: censoredShare(after) }
  const decided = decide(logs, metric, limits, stake, noise, censored, isStored)
  if (Number.isNaN(decided.shift.estimate)) {
    return notCompared(
      Math.min(censored.baseline, censored.candidate) > MOST_CENSORED
        ? `nearly all ${nounOf(metric.class)}s of both sides ran into a time limit`
        : `no round has a measured ${metric.measure} of both sides`,
    )
  }
  const { value: observed, isAtLeast: atLeast } = statisticOf(after, metric)
  const comparison: Comparison = {
    baseline: base.value,
    change: Math.expm1(decided.shift.estimate),
    low: changeOf(decided.low),
    high: changeOf(decided.high),
    nBaseline: before.length,
    isImprovement: decided.isFaster,
  }
  const told = {
    ...{ rule, limit, metric, decided, comparison, limits, observed, atLeast, base },
    ...{ isStored, dropped },
    settling: isRedrawn
      ? roundsToSettle(decided.shift, limits, stake.bars, logs.length)
      : undefined,
  }
  return {
    result: decided.decision,
    observed,
    atLeast,
    low: scaled(base.value, comparison.low),
    high: scaled(base.value, comparison.high),
    n: after.length,
    limit: base.value * Math.exp(limits.fail),
    comparison,
    reason: phraseComparison(told),
  }
}

function decide(
  rounds: readonly Round[],
  metric: MeasureMetric,
  limits: TailLimits,
  { bars, shareRisk, risk }: Stake,
  noise: DeploymentNoise,
  censored: CensoredShare,
  isStored: boolean,
): DecidedShift | ComparedRounds {
  if (Math.max(censored.baseline, censored.candidate) > MOST_CENSORED) {
    return compareCensored(rounds, censored, limits, risk, noise)
  }
  if (!isLocation(metric)) {
    const p = metric.stat.kind === 'percentile' ? metric.stat.p / 100 : 0.5
    return doubtTail(compareTail(rounds, p, limits, risk, tailSpread(p)), limits)
  }
  // A stored run's share of slow starts may be another day's; its median is all that is screened.
  return isStored
    ? decideShift(estimateShift(rounds, noise), limits, risk)
    : compareRounds(rounds, limits, bars, shareRisk, noise)
}

/** What a tail seems to be must be acceptable, too: so little rules out only a large rise. */
function doubtTail(decided: DecidedShift, { acceptable }: TailLimits): DecidedShift {
  const isDoubtful = decided.decision === 'pass' && decided.shift.estimate > acceptable
  return isDoubtful ? { ...decided, decision: 'inconclusive' } : decided
}

/** The side whose image is not cached yet is slower in the first rounds; both are looked after. */
function dropUncached(rounds: readonly Round[]): readonly Round[] {
  const kept = dropContaminated(rounds, MIN_ROUNDS).map(swap)
  return dropContaminated(kept, MIN_ROUNDS).map(swap)
}

function swap({ baseline, candidate }: Round): Round {
  return { baseline: candidate, candidate: baseline }
}

/** `acceptable` is the log ratio that a passing tail may seem to have. */
type TailLimits = Limits & { readonly acceptable: number }

/**
 * What fails, and what must be ruled out to pass, as log ratios. The floor, a time, raises the
 * allowed change where that is less than the floor.
 */
function limitsOf(
  { change, floorMs }: RelativeLimit,
  { stat }: MeasureMetric,
  base: number,
  isStored: boolean,
): TailLimits {
  const asked = isStored ? Math.max(change, STORED.leastChange) : change
  const allowed = floorMs === 0 ? asked : Math.max(asked, floorMs / base)
  const gap = Math.max(asked, LEAST_GAP)
  const isTail = stat.kind === 'percentile' && stat.p / 100 >= TAIL
  const ruledOut = Math.max(allowed + gap, isTail ? LEAST_TAIL_CHANGE : 0)
  return {
    fail: Math.log1p(allowed),
    pass: Math.log1p(ruledOut),
    acceptable: Math.log1p(allowed + gap),
  }
}

function isOfRounds(pairs: readonly Pair[]): boolean {
  return pairs.every(({ candidate }) => candidate.every(({ round }) => round !== null))
}

function valuesOf(starts: readonly Start[], { measure }: MeasureMetric): readonly Value[] {
  return readValues(starts, measure === 'memory' ? 'maxMemory' : measure)
}

function statisticOf(sorted: readonly Value[], { stat }: MeasureMetric): Figure {
  if (stat.kind !== 'percentile') {
    const sample = sorted.map(({ value }) => value) as unknown as Sample
    return { value: mean(sample), isAtLeast: isLowerBound(sorted, sorted.length - 1) }
  }
  return quantileOf(sorted, stat.p / 100)
}

function censoredShare(values: readonly Value[]): number {
  return values.filter(({ censored }) => censored).length / Math.max(1, values.length)
}

function notCompared(reason: string): RelativeFinding {
  return { ...inconclusive(`not compared: ${reason}`, 0), limit: null, comparison: null }
}

function scaled(base: number, change: number | null): number | null {
  return change === null ? null : base * (1 + change)
}

/** Of a bound; an infinite one is none. */
function changeOf(log: number): number | null {
  const change = Math.expm1(log)
  return Number.isFinite(log) && Number.isFinite(change) ? change : null
}
