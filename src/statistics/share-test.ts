import type { Decision } from './decide.ts'
import { newcombe, type Proportion } from './proportions.ts'
import { sortSample } from './sample.ts'
import { poolRounds, type Round } from './shift.ts'
import { type Risk, upperZ } from './shift-test.ts'
import { upperLimit } from './upper-limit.ts'

export type DecidedShare = {
  readonly decision: Decision
  /** Values above the baseline's usual. */
  readonly baseline: Proportion
  readonly candidate: Proportion
  /** One-sided bounds of the difference candidate − baseline, 1 − alpha and 1 − beta. */
  readonly low: number
  readonly high: number
}

/**
 * How far above the baseline's median the usual reaches at least. Where cold starts have a long tail
 * of their own, many lie above the lower limit anyway, and the higher one tells a new mode apart.
 */
const UNUSUAL_RATIOS = [1.5, 2.5] as const
/** By how much more of the candidate may be unusual, and what must be ruled out to pass. */
const SHARE_FAIL = 0.05
const SHARE_PASS = 0.15

/**
 * Fails when more of the candidate's values than of the baseline's are unusually slow: significantly,
 * and by more than 5 percentage points. Passes when 15 points are ruled out at the lower limit.
 *
 * @param allowed log ratio by which all of the candidate's may be slower.
 */
export function decideShareRise(rounds: readonly Round[], risk: Risk, allowed = 0): DecidedShare {
  const { baseline: before, candidate: after } = poolRounds(rounds)
  // A shift that is allowed makes no start unusual.
  const sides = { baseline: before, candidate: after.map((value) => value - Math.max(0, allowed)) }
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
