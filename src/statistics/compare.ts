import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import type { Decision } from './decide.ts'
import { harrellDavis, maritzJarrettError } from './harrell-davis.ts'
import { mannWhitneyZ } from './mann-whitney.ts'
import { newcombe, type Proportion } from './proportions.ts'
import { sortSample } from './sample.ts'
import {
  alignRounds,
  completeRounds,
  type DeploymentNoise,
  estimateShift,
  type Round,
  type Shift,
} from './shift.ts'
import { upperLimit } from './upper-limit.ts'

/** What one test at one look may get wrong: a false alarm, a regression that passes. */
export type Risk = { readonly alpha: number; readonly beta: number }

/**
 * How much more likely the data must be under one hypothesis than under the other, as a natural
 * logarithm: to fail, that the shift is `Limits.pass` rather than none; to pass, the reverse.
 */
export type Bars = { readonly fail: number; readonly pass: number }

/** Log ratios: fail when surely slower by more than `fail`; pass when surely not by `pass`. */
export type Limits = { readonly fail: number; readonly pass: number }

export type DecidedShift = {
  readonly decision: Decision
  readonly shift: Shift
  /** One-sided bounds of the log ratio: `low` holds with confidence 1 − alpha, `high` 1 − beta. */
  readonly low: number
  readonly high: number
  /** Significantly faster than the baseline, by however little. */
  readonly isFaster: boolean
  /** The smallest true log ratio that this much data fails with chance 1 − beta. */
  readonly detectable: number
}

export type DecidedShare = {
  readonly decision: Decision
  /** Values above the baseline's usual. */
  readonly baseline: Proportion
  readonly candidate: Proportion
  /** One-sided bounds of the difference candidate − baseline, 1 − alpha and 1 − beta. */
  readonly low: number
  readonly high: number
}

export type Comparison = DecidedShift & { readonly share: DecidedShare }

/**
 * How far above the baseline's median the usual reaches at least. Where cold starts have a long tail
 * of their own, many lie above the lower limit anyway, and the higher one tells a new mode apart.
 */
const UNUSUAL_RATIOS = [1.5, 2.5] as const
/** By how much more of the candidate may be unusual, and what must be ruled out to pass. */
const SHARE_FAIL = 0.05
const SHARE_PASS = 0.15

/**
 * The relative rule at one look: the shift of the whole distribution, and the share of unusually
 * slow values, which no median sees. Either fails, both must pass.
 *
 * @param bars of the shift at this look.
 * @param risk of the share at this look.
 */
export function compareRounds(
  rounds: readonly Round[],
  limits: Limits,
  bars: Bars,
  risk: Risk,
  noise: DeploymentNoise,
): Comparison {
  const shift = weighShift(estimateShift(rounds, noise), limits, bars)
  const share = decideShareRise(rounds, risk)
  return { ...shift, decision: join(shift.decision, share.decision), share }
}

function join(a: Decision, b: Decision): Decision {
  if (a === 'fail' || b === 'fail') return 'fail'
  return a === 'pass' && b === 'pass' ? 'pass' : 'inconclusive'
}

/** Of the bounds that are shown beside a decision: 99 % sure, each on its side. */
const SHOWN_Z = 2.326
/** Of the chance with which a shift of `detectable` fails: 95 %. */
const DETECTED_Z = 1.645

/**
 * A sequential probability ratio test of two shifts: none (or, with wider limits, the one as far
 * below `limits.fail` as `limits.pass` lies above), against `limits.pass`.
 *
 * Source: Wald (1945), "Sequential Tests of Statistical Hypotheses", Annals of Mathematical
 * Statistics 16: whatever the looks, the chance of a wrong pass is at most exp(−bars.pass). That of a
 * false alarm at a look is at most that of a normal value above √(2 bars.fail): the larger the error
 * still is, the more the estimate must show.
 *
 * @param shift inconclusive when its error is infinite.
 */
export function weighShift({ estimate, error }: Shift, limits: Limits, bars: Bars): DecidedShift {
  const { distance, middle } = hypothesesOf(limits)
  const failsAbove = Math.max(limits.fail, middle + (bars.fail * error ** 2) / distance)
  const passesBelow = middle - (bars.pass * error ** 2) / distance
  return {
    decision: estimate > failsAbove ? 'fail' : estimate < passesBelow ? 'pass' : 'inconclusive',
    shift: { estimate, error },
    low: estimate - SHOWN_Z * error,
    high: estimate + SHOWN_Z * error,
    isFaster: estimate < -Math.sqrt(2 * bars.fail) * error,
    detectable: failsAbove + DETECTED_Z * error,
  }
}

/** The two shifts that `weighShift` tells apart, by the lower one, their distance and their middle. */
export function hypothesesOf({ fail, pass }: Limits): {
  readonly none: number
  readonly distance: number
  readonly middle: number
} {
  const none = Math.max(Math.min(0, fail), 2 * fail - pass)
  return { none, distance: pass - none, middle: (none + pass) / 2 }
}

/**
 * Fails a shift that lies above `limits.fail` and significantly above no change (above the limit
 * itself where that asks for an improvement); passes one that lies surely below `limits.pass`.
 *
 * @param shift inconclusive when its error is infinite.
 */
export function decideShift(shift: Shift, limits: Limits, risk: Risk): DecidedShift {
  const { estimate, error } = shift
  const alarm = upperZ(risk.alpha) * error
  const doubt = upperZ(risk.beta) * error
  const mustExceed = Math.max(limits.fail, Math.min(0, limits.fail) + alarm)
  const high = estimate + doubt
  return {
    decision: estimate > mustExceed ? 'fail' : high < limits.pass ? 'pass' : 'inconclusive',
    shift,
    low: estimate - alarm,
    high,
    isFaster: estimate + alarm < 0,
    detectable: mustExceed + doubt,
  }
}

/**
 * Fails when more of the candidate's values than of the baseline's are unusually slow: significantly,
 * and by more than 5 percentage points. Passes when 15 points are ruled out at the lower limit.
 */
export function decideShareRise(rounds: readonly Round[], risk: Risk): DecidedShare {
  const sides = pool(rounds)
  const sample = sortSample(sides.baseline)
  const alpha = risk.alpha / UNUSUAL_RATIOS.length
  const [lower, higher] = UNUSUAL_RATIOS.map((ratio) => {
    const limit = sample === undefined ? Infinity : upperLimit(sample, ratio)
    const baseline = countAbove(sides.baseline, limit)
    const candidate = countAbove(sides.candidate, limit)
    const { low } = newcombe(baseline, candidate, upperZ(alpha))
    const { high } = newcombe(baseline, candidate, upperZ(risk.beta))
    return { baseline, candidate, low, high }
  }) as [Rise, Rise]
  const failed = [lower, higher].find(isTooMuch)
  if (failed !== undefined) return { decision: 'fail', ...failed }
  return { decision: lower.high < SHARE_PASS ? 'pass' : 'inconclusive', ...lower }
}

type Rise = Omit<DecidedShare, 'decision'>

function isTooMuch({ baseline, candidate, low }: Rise): boolean {
  return low > 0 && candidate.k / candidate.n - baseline.k / baseline.n > SHARE_FAIL
}

function countAbove(values: readonly number[], limit: number): Proportion {
  return { k: values.filter((value) => value > limit).length, n: values.length }
}

/**
 * With fewer values beyond the quantile its error comes out far too small: p99 of 40 values raised
 * 12 % false alarms where 0.5 % were asked for (simulated, Student's t with 3 degrees of freedom).
 */
const FEWEST_BEYOND = 2
/** 20 × (1 − 0.9) is a little less than 2. */
const ROUNDING = 1e-9

/**
 * The relative rule for a tail quantile (p90 and above), whose noise between rounds is far above
 * that of the middle. It sees large changes only: think of `limits` from +50 % on.
 *
 * @param p 0 to 1.
 * @param spread standard deviation of the true tail quantile between rounds, log scale.
 * @returns error infinite with fewer than 2 values beyond the quantile on a side (p90: 20 values).
 */
export function compareTail(
  rounds: readonly Round[],
  p: number,
  limits: Limits,
  risk: Risk,
  spread: number,
): DecidedShift {
  const complete = completeRounds(rounds)
  const sides = alignRounds(complete)
  const beyond = Math.min(sides.baseline.length, sides.candidate.length) * (1 - p)
  const { estimate, error } = estimateQuantileShift(sides, p, (2 * spread ** 2) / complete.length)
  const isKnown = beyond >= FEWEST_BEYOND - ROUNDING
  return decideShift({ estimate, error: isKnown ? error : Infinity }, limits, risk)
}

/**
 * Difference of the two Harrell-Davis quantiles.
 *
 * @param noise variance of the difference that no sample shows.
 * @returns estimate NaN and error infinite when a side is empty.
 */
function estimateQuantileShift({ baseline, candidate }: Round, p: number, noise: number): Shift {
  const before = sortSample(baseline)
  const after = sortSample(candidate)
  if (before === undefined || after === undefined) return { estimate: Number.NaN, error: Infinity }
  const variance = maritzJarrettError(before, p) ** 2 + maritzJarrettError(after, p) ** 2 + noise
  return {
    estimate: harrellDavis(after, p) - harrellDavis(before, p),
    error: Math.sqrt(variance),
  }
}

/** Share of each side's values that are known only to be "at least" their bound. */
export type CensoredShare = { readonly baseline: number; readonly candidate: number }

/** Where more of either side is censored, `compareRounds` loses its power: use `compareCensored`. */
export const MOST_CENSORED = 0.1
/** The lowest quantile to compare at. */
const LEAST_QUANTILE = 0.05

/**
 * The relative rule for values of which many are censored, and stand at their bound. The effect is
 * the shift of a quantile halfway up what is not censored. Mann-Whitney, which needs only the order,
 * tells how far it stands out of the sample's noise.
 *
 * A side that is censored right down to that quantile is known only to be slower than that. The
 * candidate alone: fail if the order is significant, however little of the effect was seen; never
 * pass. The baseline alone: never fail; a pass stands, for the truth is better still. Both:
 * inconclusive.
 *
 * @param limits an improvement asked for (`fail` below 0) is tested by the quantile's own error: to
 * move one side in the order would move its bounds too.
 */
export function compareCensored(
  rounds: readonly Round[],
  censored: CensoredShare,
  limits: Limits,
  risk: Risk,
  noise: DeploymentNoise,
): DecidedShift {
  const sides = pool(rounds)
  const p = Math.max(LEAST_QUANTILE, (1 - Math.max(censored.baseline, censored.candidate)) / 2)
  const isBeyond = { baseline: censored.baseline >= 1 - p, candidate: censored.candidate >= 1 - p }
  if (isBeyond.baseline && isBeyond.candidate) {
    return decideShift({ estimate: Number.NaN, error: Infinity }, limits, risk)
  }
  const deployments = (2 * noise.sd ** 2) / (noise.isRedrawn ? completeRounds(rounds).length : 1)
  const shift = estimateQuantileShift(sides, p, deployments)
  const seen = decideShift(shift, limits, risk)
  const order = mannWhitneyZ(sides.baseline, sides.candidate)
  const z = upperZ(risk.alpha)
  if (isBeyond.candidate) {
    const decision = order > z ? 'fail' : 'inconclusive'
    return { ...seen, decision, high: Infinity, isFaster: false }
  }
  const isSignificant =
    limits.fail < 0
      ? seen.low > limits.fail
      : standOutOf(order, shift.estimate / Math.sqrt(deployments)) > z
  const fails = isSignificant && shift.estimate > limits.fail && !isBeyond.baseline
  const decision = fails ? 'fail' : seen.high < limits.pass ? 'pass' : 'inconclusive'
  return { ...seen, decision, low: isBeyond.baseline ? -Infinity : seen.low }
}

/** How far one effect stands out of two independent noises, from how far out of each; 0 for less. */
function standOutOf(a: number, b: number): number {
  return a > 0 && b > 0 ? 1 / Math.hypot(1 / a, 1 / b) : 0
}

/** All rounds as one, as measured. */
function pool(rounds: readonly Round[]): Round {
  return {
    baseline: rounds.flatMap(({ baseline }) => baseline),
    candidate: rounds.flatMap(({ candidate }) => candidate),
  }
}

/** Standard normal quantile of 1 − risk, without the rounding of 1 − risk. */
function upperZ(risk: number): number {
  return -normalQuantile(risk, 0, 1)
}
