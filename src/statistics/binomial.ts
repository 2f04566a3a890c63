import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf'

/** Bounds of a share; each holds with the stated confidence on its own side. */
export type ShareBounds = { readonly low: number; readonly high: number }

/**
 * One-sided exact bounds of a share of which k of n were seen.
 *
 * Source: Clopper & Pearson (1934), Biometrika 26. Never more than `alpha` wrong on either side,
 * which Wilson's interval does not promise.
 *
 * @param alpha risk on each side.
 */
export function clopperPearson(k: number, n: number, alpha: number): ShareBounds {
  return {
    low: k === 0 ? 0 : betaQuantile(alpha, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - alpha, k + 1, n - k),
  }
}

/** Ranks, from 1, of the order statistics that bound a quantile; undefined when n is too small. */
export type QuantileRanks = {
  readonly lower: number | undefined
  readonly upper: number | undefined
}

/**
 * One-sided distribution-free bounds of the p-quantile of n values:
 * upper rank u = min{u : P(Bin(n, p) ≤ u − 1) ≥ 1 − α}, lower l = max{l : P(Bin(n, p) ≥ l) ≥ 1 − α}.
 *
 * Source: Conover, "Practical Nonparametric Statistics", 3rd ed., section 3.2.
 *
 * @param p 0 to 1.
 * @param alpha risk on each side.
 */
export function quantileRanks(n: number, p: number, alpha: number): QuantileRanks {
  const atMost = (k: number): number => (k < 0 ? 0 : binomialCdf(k, n, p))
  const upper = firstWhere(1, n, (u) => atMost(u - 1) >= 1 - alpha)
  // P(Bin ≥ l) falls as l rises, so the largest good l is just before the first bad one.
  const firstBad = firstWhere(1, n, (l) => 1 - atMost(l - 1) < 1 - alpha) ?? n + 1
  return { lower: firstBad === 1 ? undefined : firstBad - 1, upper }
}

/** The fewest values that can bound the p-quantile from above: ⌈ln α / ln p⌉. */
export function minimumForUpperBound(p: number, alpha: number): number {
  return Math.ceil(Math.log(alpha) / Math.log(p) - 1e-9)
}

/** Smallest integer in [from, to] for which a test that turns true once holds; bisection. */
function firstWhere(
  from: number,
  to: number,
  holds: (value: number) => boolean,
): number | undefined {
  if (to < from || !holds(to)) return undefined
  let low = from
  let high = to
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
