import type { Decision } from './decide.ts'
import { harrellDavis, maritzJarrettError } from './harrell-davis.ts'
import { mannWhitneyZ } from './mann-whitney.ts'
import { sortSample } from './sample.ts'
import { type DecidedShare, decideShareRise } from './share-test.ts'
import {
  alignRounds,
  completeRounds,
  type DeploymentNoise,
  estimateShift,
  poolRounds,
  type Round,
  type Shift,
} from './shift.ts'
import {
  type Bars,
  type DecidedShift,
  decideShift,
  type Limits,
  type Risk,
  upperZ,
  weighShift,
} from './shift-test.ts'

export type Comparison = DecidedShift & { readonly share: DecidedShare }

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
  const share = decideShareRise(rounds, risk, limits.fail)
  return { ...shift, decision: join(shift.decision, share.decision), share }
}

function join(a: Decision, b: Decision): Decision {
  if (a === 'fail' || b === 'fail') return 'fail'
  return a === 'pass' && b === 'pass' ? 'pass' : 'inconclusive'
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
  const sides = poolRounds(rounds)
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
