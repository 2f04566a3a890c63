import { type Pair, pairStarts } from '../comparison/pairs.ts'
import type { Reference } from '../comparison/reference.ts'
import { isRecycling, type LoadPlan } from '../config/load-plan.ts'
import type { Rule } from '../config/threshold.ts'
import type { Start } from '../starts/start.ts'
import { MOST_CENSORED } from '../statistics/compare.ts'
import { mean, type Sample } from '../statistics/sample.ts'
import { roundsToSettle } from '../statistics/settle.ts'
import { dropUnsettled } from '../statistics/shift.ts'
import { formatCount } from '../units.ts'
import { type Comparison, inconclusive, type RelativeFinding } from './check.ts'
import { decideRelative, type Stake, stakeAt } from './decide-relative.ts'
import { judgeRelativeShare } from './judge-relative-share.ts'
import type { Look } from './look.ts'
import type { Measured } from './measured.ts'
import { nounOf } from './phrase.ts'
import { phraseComparison } from './phrase-comparison.ts'
import { IN_TURNS, MIN_A_ROUND, MIN_ROUNDS, MIN_STARTS, MOST_ERRORS, STORED } from './policy.ts'
import {
  limitsOf,
  type MeasureMetric,
  type RelativeLimit,
  whyNotCompared,
} from './relative-rule.ts'
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
        ? 'no baseline was measured'
        : whyNotCompared(rule)
  if (limit.kind !== 'baseline' || reference.kind === 'none' || reference.kind === 'refused') {
    return notCompared(obstacle ?? 'no baseline was measured')
  }
  if (obstacle !== undefined) return notCompared(obstacle)
  const { isStored } = reference.run
  if (isStored && limit.change < 0) {
    return notCompared(
      'a stored run may have drifted, so it shows no improvement; measure in turns (baseline: function:…)',
    )
  }
  const stake = stakeAt(look, tests, isStored)
  const { run } = reference
  if (metric.kind !== 'measure') {
    return judgeRelativeShare(metric, limit, candidate, run, plan, stake.risk)
  }
  const pairs = pairStarts(metric.class, plan, run.starts, candidate.classified.starts, {
    isPooled: isStored,
    isRecycled: run.whyNotRecycled === undefined,
  })
  const isRedrawn =
    !isStored && run.whyNotRecycled === undefined && pairs.length >= MIN_ROUNDS && isOfRounds(pairs)
  const hasRounds = plan.steps.some(({ kind }) => kind === 'rounds')
  const mayBeSuperCold = isFreshDoubt(metric, plan, candidate)
  const kind = { isStored, hasRounds, isRedrawn, mayBeSuperCold }
  const question = { rule, limit, metric, stake, ...kind, pairs }
  return judgePairs(question, missingShare(candidate), missingShare(run))
}

type Question = {
  readonly rule: Rule
  readonly limit: RelativeLimit
  readonly metric: MeasureMetric
  readonly stake: Stake
  readonly isStored: boolean
  readonly hasRounds: boolean
  /** The candidate is fresh, and what it shows may be super-cold starts. */
  readonly mayBeSuperCold: boolean
  /** Each pair has environments of its own. */
  readonly isRedrawn: boolean
  readonly pairs: readonly Pair[]
}

/**
 * Without recycling, the candidate's starts are those of a fresh deployment. Super-cold ones are
 * slow by the way of the package, which latency and overhead contain.
 */
function isFreshDoubt(
  { class: name, measure }: MeasureMetric,
  { steps }: Pick<LoadPlan, 'steps'>,
  { classified }: Measured,
): boolean {
  const { status } = classified.superCold
  const isTold = status === 'none' || (status === 'separated' && name === 'cold')
  const isOfStart = measure === 'latency' || measure === 'overhead'
  return isOfStart && name !== 'warm' && !isTold && !steps.some(isRecycling)
}

/** Of the requests that were sent, those without a full result. */
function missingShare({ counts }: Pick<Measured, 'counts'>): number {
  const unseen = counts.missing + counts.failed
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
    if ((side === 'candidate' ? missing : missingOfBaseline) > MOST_CENSORED) {
      return notCompared(
        `more than 10 % of the requests to the ${side} have no full result, and they may be the slowest ones`,
      )
    }
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
    if (valuesOf(sides[side], metric).some(({ value }) => value <= 0)) {
      return notCompared(`some values of the ${side} are not above 0, so they have no ratio`)
    }
  }
  if (question.isRedrawn && sides.candidate.length < MIN_A_ROUND * pairs.length) {
    return notCompared(
      `rounds of fewer than ${MIN_A_ROUND} ${noun}s are too small to tell noise from change; take larger ones, such as \`rounds 16 of 10\``,
    )
  }
  return compare(question)
}

function compare(question: Question): RelativeFinding {
  const { rule, limit, metric, stake, isStored, isRedrawn, mayBeSuperCold, pairs } = question
  const all = pairs.map(({ baseline, candidate }) => ({
    baseline: valuesOf(baseline, metric),
    candidate: valuesOf(candidate, metric),
  }))
  const logsOfAll = all.map(({ baseline, candidate }) => ({
    baseline: baseline.map(({ value }) => Math.log(value)),
    candidate: candidate.map(({ value }) => Math.log(value)),
  }))
  const logs = isRedrawn ? dropUnsettled(logsOfAll) : logsOfAll
  const dropped = all.length - logs.length
  const rounds = all.slice(dropped)
  const before = sortValues(rounds.flatMap(({ baseline }) => baseline))
  const after = sortValues(rounds.flatMap(({ candidate }) => candidate))
  const base = statisticOf(before, metric)
  const limits = limitsOf(limit, metric, base.value, isStored)
  const noise = { sd: isStored ? STORED.sd : IN_TURNS.sd, isRedrawn }
  const censored = { baseline: censoredShare(before), candidate: censoredShare(after) }
  const seen = decideRelative(logs, metric, limits, stake, noise, censored, isStored)
  const isDoubtful = mayBeSuperCold && seen.decision === 'fail'
  const decided = isDoubtful ? { ...seen, decision: 'inconclusive' as const } : seen
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
    isBaselineAtLeast: base.isAtLeast,
    change: Math.expm1(decided.shift.estimate),
    low: changeOf(decided.low),
    high: changeOf(decided.high),
    nBaseline: before.length,
    isImprovement: decided.isFaster,
  }
  const told = {
    ...{ rule, limit, metric, decided, comparison, limits, observed, atLeast, base },
    ...{ isStored, dropped, isUnsettled: isRedrawn && logs.length < MIN_ROUNDS, isDoubtful },
    isCut: Math.max(censored.baseline, censored.candidate) > MOST_CENSORED,
    // Only the shift grows surer with the rounds by a law that is known.
    settling:
      isRedrawn && 'share' in decided
        ? roundsToSettle(decided.shift, limits, stake.bars, logs.length, dropped)
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
