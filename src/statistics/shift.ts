import { median, type Sample, sortSample } from './sample.ts'

/** One round of an interleaved measurement: natural logarithms of times, of both versions. */
export type Round = { readonly baseline: readonly number[]; readonly candidate: readonly number[] }

/** How much slower the candidate is: a log ratio, and its standard error. */
export type Shift = { readonly estimate: number; readonly error: number }

/** What two deployments of the same code differ by. */
export type DeploymentNoise = {
  /** Standard deviation of one deployment's effect, log scale. */
  readonly sd: number
  /** Each round re-creates the environments, so that the noise averages out. */
  readonly isRedrawn: boolean
}

/** Standard errors from the estimate to each bound of the interval that gives its error. */
const Z = 2
/** How many rounds the prior on the deployment noise is worth. */
const PRIOR_ROUNDS = 8
/** Fewer rounds cannot tell a spread between rounds. */
const MIN_ROUNDS = 3

/**
 * The median of all differences candidate − baseline, with bounds by inversion of the
 * Mann-Whitney test (normal approximation of the ranks).
 *
 * Source: Hodges & Lehmann (1963), Annals of Mathematical Statistics 34; the bounds: Hollander,
 * Wolfe & Chicken, "Nonparametric Statistical Methods", 3rd ed., sections 4.2 and 4.3.
 *
 * @param baseline at least one value, like `candidate`; any order.
 * @param z standard normal quantile of each bound's confidence.
 * @returns bounds are infinite where so few values cannot bound the shift.
 */
export function hodgesLehmann(
  baseline: readonly number[],
  candidate: readonly number[],
  z: number,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const a = Float64Array.from(baseline).sort()
  const b = Float64Array.from(candidate).sort()
  const pairs = a.length * b.length
  const spread = Math.sqrt((pairs * (a.length + b.length + 1)) / 12)
  const rank = Math.floor(pairs / 2 - z * spread - 0.5 + 1e-9)
  return {
    estimate: medianDifference(a, b),
    low: rank < 0 ? -Infinity : differenceAt(a, b, rank),
    high: rank < 0 ? Infinity : differenceAt(a, b, pairs - 1 - rank),
  }
}

function medianDifference(baseline: Float64Array, candidate: Float64Array): number {
  const last = baseline.length * candidate.length - 1
  const below = differenceAt(baseline, candidate, Math.floor(last / 2))
  if (last % 2 === 0) return below
  return (below + differenceAt(baseline, candidate, Math.ceil(last / 2))) / 2
}

/**
 * The k-th smallest difference candidate − baseline, from 0, without making them all: bisection
 * over the doubles in their order, so at most 64 passes, and the result is a difference to the bit.
 *
 * @param baseline ascending, like `candidate`.
 */
function differenceAt(baseline: Float64Array, candidate: Float64Array, k: number): number {
  let low = toOrdinal((candidate[0] as number) - (baseline.at(-1) as number))
  let high = toOrdinal((candidate.at(-1) as number) - (baseline[0] as number))
  while (low < high) {
    const middle = (low + high) >> 1n
    if (countUpTo(baseline, candidate, fromOrdinal(middle)) > k) high = middle
    else low = middle + 1n
  }
  return fromOrdinal(low)
}

/** How many differences are at most `limit`. Subtraction rounds, but never out of order. */
function countUpTo(baseline: Float64Array, candidate: Float64Array, limit: number): number {
  let count = 0
  let fitting = 0
  for (const value of baseline) {
    while (fitting < candidate.length && (candidate[fitting] as number) - value <= limit) {
      fitting += 1
    }
    count += fitting
  }
  return count
}

/** Place of a double among all doubles, 0 at 0: its bits as an integer, with the sign outside. */
function toOrdinal(value: number): bigint {
  const [bits] = new BigInt64Array(Float64Array.of(Math.abs(value)).buffer)
  return value < 0 ? -(bits as bigint) : (bits as bigint)
}

function fromOrdinal(ordinal: bigint): number {
  const bits = BigInt64Array.of(ordinal < 0n ? -ordinal : ordinal)
  const [magnitude] = new Float64Array(bits.buffer)
  return ordinal < 0n ? -(magnitude as number) : (magnitude as number)
}

/**
 * All rounds as one, after what is common to both versions in a round is taken away: the mean of
 * their two medians. (The median of both together would lie nearer to the slower one's values, and
 * hide a part of the shift.)
 */
export function alignRounds(rounds: readonly Round[]): Round {
  const aligned = completeRounds(rounds).map(({ baseline, candidate }) => {
    const middle = (medianOf(baseline) + medianOf(candidate)) / 2
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

/** Of at least one value. */
function medianOf(values: readonly number[]): number {
  return median(sortSample(values) as Sample)
}

/** All rounds as one, as measured. */
export function poolRounds(rounds: readonly Round[]): Round {
  return {
    baseline: rounds.flatMap(({ baseline }) => baseline),
    candidate: rounds.flatMap(({ candidate }) => candidate),
  }
}

/** Rounds in which both versions were measured: the others cannot be aligned. */
export function completeRounds(rounds: readonly Round[]): readonly Round[] {
  return rounds.filter(({ baseline, candidate }) => baseline.length > 0 && candidate.length > 0)
}

/**
 * The shift over all complete rounds. Its error is that of the sample (from the interval of
 * Hodges and Lehmann) and that of two deployments, which each round redraws or none does.
 *
 * @returns estimate NaN and error infinite without a complete round; error infinite with too few
 * values (four on each side are enough).
 */
export function estimateShift(rounds: readonly Round[], noise: DeploymentNoise): Shift {
  const complete = completeRounds(rounds)
  if (complete.length === 0) return { estimate: Number.NaN, error: Infinity }
  const { baseline, candidate } = alignRounds(complete)
  const { shift, error } = sampleShift(baseline, candidate)
  const deployments = noise.isRedrawn
    ? roundVariance(complete, noise.sd) / complete.length
    : noise.sd ** 2
  return { estimate: shift, error: Math.sqrt(error ** 2 + 2 * deployments) }
}

/** The shift and its standard error as the sample alone shows it. */
function sampleShift(
  baseline: readonly number[],
  candidate: readonly number[],
): { readonly shift: number; readonly error: number } {
  const { estimate, low, high } = hodgesLehmann(baseline, candidate, Z)
  return { shift: estimate, error: (high - low) / (2 * Z) }
}

/**
 * Variance of one deployment's effect: the prior's, shrunk towards what the shifts of the single
 * rounds vary by more than their own samples explain (halved, for a shift is between two
 * deployments).
 */
function roundVariance(rounds: readonly Round[], prior: number): number {
  const count = rounds.length
  if (count < MIN_ROUNDS) return prior ** 2
  const own = rounds.map(({ baseline, candidate }) => sampleShift(baseline, candidate))
  const middle = own.reduce((sum, { shift }) => sum + shift, 0) / count
  const seen = own.reduce((sum, { shift }) => sum + (shift - middle) ** 2, 0) / (count - 1)
  const explained = own.reduce((sum, { error }) => sum + error ** 2, 0) / count
  const excess = Math.max(0, seen - explained) / 2
  return (PRIOR_ROUNDS * prior ** 2 + (count - 1) * excess) / (PRIOR_ROUNDS + count - 1)
}

/** What a round's shift may differ by from the later ones': this ratio, or so many errors. */
const SETTLED_RATIO = 1.25
const SETTLED_ERRORS = 3
/** Whatever differs later is noise: caching an image takes seconds, not many rounds. */
const MOST_UNSETTLED = 4

/**
 * Drops the leading rounds before both sides were settled: an image that is not cached yet makes one
 * of them slower than it stays. Settled are the last rounds whose shifts agree, counted from the end.
 *
 * @param rounds complete ones.
 * @returns at least the last round; too few to decide anything when the others have gone.
 */
export function dropUnsettled(rounds: readonly Round[]): readonly Round[] {
  let sum = 0
  let variance = 0
  let count = 0
  for (const { baseline, candidate } of rounds.toReversed()) {
    const { shift, error } = sampleShift(baseline, candidate)
    const limit = SETTLED_ERRORS * Math.hypot(error, Math.sqrt(variance) / count)
    const differs = Math.abs(shift - sum / count) > Math.max(Math.log(SETTLED_RATIO), limit)
    if (count > 0 && differs) break
    sum += shift
    variance += error ** 2
    count += 1
  }
  const unsettled = rounds.length - count
  return unsettled > MOST_UNSETTLED ? rounds : rounds.slice(unsettled)
}
