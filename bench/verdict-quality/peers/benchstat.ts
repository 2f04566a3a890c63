import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { rankSumZ } from './rank-sum.ts'
import type { Peer } from './sides.ts'

/**
 * benchstat prints a difference when the two-sided Mann-Whitney U test has p < 0.05, else `~`.
 * It stops nothing by itself: the gate here stops on a printed difference in the slow direction.
 *
 * Source: golang.org/x/perf/benchmath, `AssumeNothing` and `DefaultThresholds` (alpha 0.05);
 * github.com/aclements/go-moremath/stats, `MannWhitneyUTest`: exact up to 50 values a side, beyond
 * by the normal approximation. All runs here have 100.
 *
 * @param alpha two-sided.
 */
export function benchstat(alpha: number): Peer {
  const critical = normalQuantile(1 - alpha / 2, 0, 1)
  return ({ baseline, candidate }) => rankSumZ(baseline, candidate, 0) > critical
}
