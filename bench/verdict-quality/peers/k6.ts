import { percentile } from '../../../src/statistics/sample.ts'
import type { Peer } from './sides.ts'

/**
 * A k6 threshold such as `p(95)<1100`: the percentile itself is compared, whatever the number of
 * values. The limit here is the baseline's percentile and 10 %, as a team would write it down;
 * the percentile is exact, where k6 takes it from a histogram.
 *
 * Source: https://grafana.com/docs/k6/latest/using-k6/thresholds/; artillery's `ensure` and
 * Lighthouse CI's assertions have the same form.
 *
 * @param p 0 to 100. @param increase 0.1 for 10 %.
 */
export function k6Threshold(p: number, increase: number): Peer {
  return ({ baseline, candidate }) =>
    percentile(candidate, p) > percentile(baseline, p) * (1 + increase)
}
