/** k of n. */
export type Proportion = { readonly k: number; readonly n: number }

type Interval = { readonly low: number; readonly high: number }

/**
 * Score interval of a share.
 *
 * Source: Wilson (1927), Journal of the American Statistical Association 22. Its coverage is right
 * on average only: verdicts about one share use Clopper-Pearson, differences of two use this.
 *
 * @param z standard normal quantile of one side's confidence.
 * @returns NaN where n is 0.
 */
export function wilson({ k, n }: Proportion, z: number): Interval {
  const share = k / n
  const scale = 1 + (z * z) / n
  const middle = (share + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return { low: middle - half, high: middle + half }
}

/**
 * Interval of the difference of two independent shares, candidate − baseline.
 *
 * Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10. Each bound may be used
 * on its own, with its own z.
 *
 * @param z standard normal quantile of one side's confidence.
 * @returns from −1 to 1; NaN where either n is 0.
 */
export function newcombe(baseline: Proportion, candidate: Proportion, z: number): Interval {
  const before = baseline.k / baseline.n
  const after = candidate.k / candidate.n
  const around = wilson(baseline, z)
  const aroundAfter = wilson(candidate, z)
  return {
    low: after - before - Math.hypot(after - aroundAfter.low, around.high - before),
    high: after - before + Math.hypot(aroundAfter.high - after, before - around.low),
  }
}
