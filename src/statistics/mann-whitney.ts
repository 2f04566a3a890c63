/**
 * Standardised Mann-Whitney statistic with tie and continuity correction; positive where the
 * candidate's values tend to be larger.
 *
 * Source: Mann & Whitney (1947), Annals of Mathematical Statistics 18; the corrections as in Hollander,
 * Wolfe & Chicken, "Nonparametric Statistical Methods", 3rd ed., section 4.1.
 *
 * @returns 0 when all values are equal or a side is empty: nothing tells the two apart.
 */
export function mannWhitneyZ(baseline: readonly number[], candidate: readonly number[]): number {
  const m = baseline.length
  const n = candidate.length
  const total = m + n
  const { rankSum, ties } = rank(baseline, candidate)
  const excess = rankSum - (n * (n + 1)) / 2 - (m * n) / 2
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)))
  return variance > 0 ? (excess - Math.sign(excess) / 2) / Math.sqrt(variance) : 0
}

/**
 * Ranks both sides together, from 1; equal values share the middle of their ranks.
 *
 * @returns the sum of the candidate's ranks, and the sum of t³ − t over all groups of t equal values.
 */
function rank(
  baseline: readonly number[],
  candidate: readonly number[],
): { readonly rankSum: number; readonly ties: number } {
  const own = Float64Array.from(candidate).sort()
  const all = Float64Array.from([...baseline, ...candidate]).sort()
  let rankSum = 0
  let ties = 0
  let ranked = 0
  for (let start = 0, end = 0; start < all.length; start = end) {
    while (end < all.length && all[end] === all[start]) end += 1
    const equal = end - start
    ties += equal ** 3 - equal
    for (; ranked < own.length && own[ranked] === all[start]; ranked += 1) {
      rankSum += (start + 1 + end) / 2
    }
  }
  return { rankSum, ties }
}
