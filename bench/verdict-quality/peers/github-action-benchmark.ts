import { mean } from '../../../src/statistics/sample.ts'
import type { Peer } from './sides.ts'

/**
 * benchmark-action/github-action-benchmark: alert when current / previous is above
 * `alert-threshold`. One value for each benchmark: the mean here.
 *
 * Source: `findAlerts` in src/write.ts; action.yml has `alert-threshold: '200%'`
 * (and `fail-on-alert: false`, which is taken as true here: else it never stops anything).
 *
 * @param threshold 2 for 200 %.
 */
export function githubActionBenchmark(threshold: number): Peer {
  return ({ baseline, candidate }) => mean(candidate) / mean(baseline) > threshold
}
