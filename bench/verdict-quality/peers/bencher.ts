import tQuantile from '@stdlib/stats-base-dists-t-quantile'
import { mean } from '../../../src/statistics/sample.ts'
import type { Peer } from './sides.ts'

/**
 * Bencher's `t_test` threshold: alert when the new value is above the quantile of a Student's t
 * that has the mean and the standard deviation (divisor n) of the stored values, n − 1 degrees of
 * freedom. The baseline of the same job is not looked at.
 *
 * Source: bencherdev/bencher, lib/bencher_boundary/src: `TTest` in boundary.rs, `new_normal` in
 * limits, `variance` in mean.rs. Upper boundary 0.99 as in the example of
 * https://bencher.dev/docs/explanation/thresholds/.
 *
 * @param boundary 0.5 to 1.
 */
export function bencherTTest(boundary: number): Peer {
  return ({ candidate, history }) => mean(candidate) > tLimit(history, boundary)
}

function tLimit(history: readonly number[], boundary: number): number {
  const n = history.length
  const middle = history.reduce((sum, value) => sum + value, 0) / n
  const variance = history.reduce((sum, value) => sum + (value - middle) ** 2, 0) / n
  return middle + Math.sqrt(variance) * quantileOfT(boundary, n - 1)
}

const known = new Map<string, number>()

/** The same few quantiles are asked for in every run, and they are slow to find. */
function quantileOfT(p: number, freedom: number): number {
  const key = `${p} ${freedom}`
  const quantile = known.get(key) ?? tQuantile(p, freedom)
  known.set(key, quantile)
  return quantile
}
