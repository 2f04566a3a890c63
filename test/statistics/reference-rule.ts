import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import type { Decision } from '../../src/statistics/decide.ts'
import { newcombe, type Proportion } from '../../src/statistics/proportions.ts'
import { median, type Sample, sortSample } from '../../src/statistics/sample.ts'
import {
  completeRounds,
  type DeploymentNoise,
  hodgesLehmann,
  type Round,
  type Shift,
} from '../../src/statistics/shift.ts'
import { decideShift, type Limits, type Risk } from '../../src/statistics/shift-test.ts'
import { spend } from '../../src/statistics/spend.ts'
import { upperLimit } from '../../src/statistics/upper-limit.ts'

/*
 * The relative rule as the reference implementation in numpy has it: the one that the product's grew
 * out of. What both have in common comes from src/, so that the reference's figures still check it;
 * what the product does better is written here in its old form.
 */

const LOOKS = [4, 6, 8, 12, 16]
const ALPHA = 0.01
const BETA = 0.05
const TESTS = 2
const LIMITS: Limits = { fail: Math.log(1.05), pass: Math.log(1.1) }
const NOISE: DeploymentNoise = { sd: 0.02, isRedrawn: true }

const Z = 2
const PRIOR_ROUNDS = 8
const UNUSUAL_RATIO = 1.5

/** Each round without the median of all its values. */
function alignByPooledMedian(rounds: readonly Round[]): Round {
  const aligned = rounds.map(({ baseline, candidate }) => {
    const middle = median(sortSample([...baseline, ...candidate]) as Sample)
    return {
      baseline: baseline.map((value) => value - middle),
      candidate: candidate.map((value) => value - middle),
    }
  })
  return {
    baseline: aligned.flatMap(({ baseline }) => baseline),
    candidate: aligned.flatMap(({ candidate }) => candidate),
  }
}

/** The spread between rounds beyond what the error of all rounds together makes of a single one. */
export function referenceShift(all: readonly Round[], noise: DeploymentNoise): Shift {
  const rounds = completeRounds(all)
  const { baseline, candidate } = alignByPooledMedian(rounds)
  const { estimate, low, high } = hodgesLehmann(baseline, candidate, Z)
  const error = (high - low) / (2 * Z)
  const count = rounds.length
  const prior = noise.sd ** 2
  if (!noise.isRedrawn || count < 3) {
    return {
      estimate,
      error: Math.hypot(error, Math.sqrt((2 * prior) / (noise.isRedrawn ? count : 1))),
    }
  }
  const own = rounds.map((round) => hodgesLehmann(round.baseline, round.candidate, Z).estimate)
  const middle = own.reduce((sum, shift) => sum + shift, 0) / count
  const seen = own.reduce((sum, shift) => sum + (shift - middle) ** 2, 0) / (count - 1)
  const excess = Math.max(0, seen - count * error ** 2) / 2
  const variance = (PRIOR_ROUNDS * prior + (count - 1) * excess) / (PRIOR_ROUNDS + count - 1)
  return { estimate, error: Math.hypot(error, Math.sqrt((2 * variance) / count)) }
}

/** One limit, with all of the risk. */
function decideReferenceShare(rounds: readonly Round[], risk: Risk): Decision {
  const before = rounds.flatMap(({ baseline }) => baseline)
  const after = rounds.flatMap(({ candidate }) => candidate)
  const limit = upperLimit(sortSample(before) as Sample, UNUSUAL_RATIO)
  const above = (values: readonly number[]): Proportion => {
    return { k: values.filter((value) => value > limit).length, n: values.length }
  }
  const [baseline, candidate] = [above(before), above(after)]
  const { low } = newcombe(baseline, candidate, normalQuantile(1 - risk.alpha, 0, 1))
  const { high } = newcombe(baseline, candidate, normalQuantile(1 - risk.beta, 0, 1))
  if (low > 0 && candidate.k / candidate.n - baseline.k / baseline.n > 0.05) return 'fail'
  return high < 0.15 ? 'pass' : 'inconclusive'
}

export type ReferenceVerdict = Shift & {
  readonly decision: Decision
  readonly rounds: number
  readonly byShift: Decision
  readonly byShare: Decision
}

/** Looks until it is decided; undefined when it never is. */
export function judgeByReference(rounds: readonly Round[]): ReferenceVerdict | undefined {
  const alphas = spend(LOOKS, ALPHA / TESTS)
  const betas = spend(LOOKS, BETA)
  for (const [look, count] of LOOKS.entries()) {
    const risk = { alpha: alphas[look] as number, beta: betas[look] as number }
    const seen = rounds.slice(0, count)
    const shift = referenceShift(seen, NOISE)
    const byShift = decideShift(shift, LIMITS, risk).decision
    const byShare = decideReferenceShare(seen, risk)
    const found = { ...shift, rounds: count, byShift, byShare }
    if (byShift === 'fail' || byShare === 'fail') return { ...found, decision: 'fail' }
    if (byShift === 'pass' && byShare === 'pass') return { ...found, decision: 'pass' }
  }
  return undefined
}
