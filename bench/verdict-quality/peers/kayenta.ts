import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { percentile, type Sample, sortSample } from '../../../src/statistics/sample.ts'
import { rankSumZ } from './rank-sum.ts'
import type { Peer } from './sides.ts'

/** Precision of Kayenta's root finder, ms here. */
const PRECISION = 1e-4

/**
 * Kayenta's NetflixACAJudge calls a metric High when the lower confidence bound of the shift
 * between the versions is above a quarter of its Hodges-Lehmann estimate. Outliers go first.
 *
 * Source: spinnaker/spinnaker, kayenta/kayenta-judge: NetflixACAJudge.scala (tolerance 0.25,
 * confLevel 0.98, outlierFactor 3.0; removal was always on before it became an option),
 * MannWhitneyClassifier.scala, IQRDetector.scala (`reduceSensitivity`); MannWhitney.scala for the
 * bounds, which are R's. Its own lower side (a faster candidate) is not counted.
 *
 * @param tolerance share of the estimate. @param level of the two-sided interval.
 * @param factor of the interquartile range, for outliers.
 */
export function kayenta(tolerance: number, level: number, factor: number): Peer {
  const critical = normalQuantile(0.5 + level / 2, 0, 1)
  return (sides) => {
    const baseline = removeOutliers(sides.baseline, factor)
    const candidate = removeOutliers(sides.candidate, factor)
    const estimate = shiftAtZ(baseline, candidate, 0)
    return shiftAtZ(baseline, candidate, critical) > tolerance * Math.abs(estimate)
  }
}

/** The shift at which the test has this z; z falls as the shift grows. */
function shiftAtZ(baseline: Sample, candidate: Sample, z: number): number {
  let low = candidate[0] - (baseline.at(-1) as number)
  let high = (candidate.at(-1) as number) - baseline[0]
  while (high - low > PRECISION) {
    const middle = (low + high) / 2
    if (rankSumZ(baseline, candidate, middle) > z) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Keeps what is within the fences or between the 1st and the 99th percentile. */
export function removeOutliers(sample: Sample, factor: number): Sample {
  const [p1, q1, q3, p99] = [1, 25, 75, 99].map((p) => percentile(sample, p)) as [
    number,
    number,
    number,
    number,
  ]
  const low = Math.min(p1, q1 - factor * (q3 - q1))
  const high = Math.max(p99, q3 + factor * (q3 - q1))
  return sortSample(sample.filter((value) => value >= low && value <= high)) ?? sample
}
