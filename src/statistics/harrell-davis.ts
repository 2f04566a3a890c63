import betaCdf from '@stdlib/stats-base-dists-beta-cdf'
import type { Sample } from './sample.ts'

/**
 * The p-quantile as a weighted mean of all order statistics: less noisy than any one of them.
 *
 * Source: Harrell & Davis (1982), "A new distribution-free quantile estimator", Biometrika 69.
 *
 * @param p 0 to 1, without both ends.
 * @returns same unit as the sample.
 */
export function harrellDavis(sample: Sample, p: number): number {
  return weightedMean(sample, weigh(sample.length, p))
}

/**
 * Standard error of `harrellDavis`: the standard deviation of the sample under the same weights.
 *
 * Source: Maritz & Jarrett (1978), "A note on estimating the variance of the sample median",
 * Journal of the American Statistical Association 73; with the weights of Harrell and Davis in place
 * of those of a single order statistic.
 *
 * @param p 0 to 1, without both ends.
 * @returns same unit as the sample; 0 for a sample of one, which tells no spread.
 */
export function maritzJarrettError(sample: Sample, p: number): number {
  const weights = weigh(sample.length, p)
  const middle = weightedMean(sample, weights)
  const variance = sample.reduce(
    (sum, value, i) => sum + (weights[i] as number) * (value - middle) ** 2,
    0,
  )
  return Math.sqrt(variance)
}

function weightedMean(sample: Sample, weights: Float64Array): number {
  return sample.reduce((sum, value, i) => sum + (weights[i] as number) * value, 0)
}

/** Weight of each order statistic: what Beta((n + 1) p, (n + 1) (1 − p)) gives to its n-th part. */
function weigh(n: number, p: number): Float64Array {
  const below = (i: number): number => betaCdf(i / n, (n + 1) * p, (n + 1) * (1 - p))
  const weights = new Float64Array(n)
  let previous = 0
  for (let i = 0; i < n; i += 1) {
    const next = below(i + 1)
    weights[i] = next - previous
    previous = next
  }
  return weights
}
