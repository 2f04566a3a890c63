import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { mean, type Sample } from './sample.ts'

/**
 * One-sided bounds of a mean by Student's t, for at least two values.
 *
 * Cold starts have heavy tails, for which these bounds are only approximate; percentiles have
 * exact ones. `mean` exists because people ask for it.
 *
 * @param alpha risk on each side.
 */
export function meanBounds(
  sample: Sample,
  alpha: number,
): { readonly low: number; readonly high: number } {
  const n = sample.length
  const middle = mean(sample)
  const variance = sample.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (n - 1)
  const half = tQuantile(1 - alpha, n - 1) * Math.sqrt(variance / n)
  return { low: middle - half, high: middle + half }
}
