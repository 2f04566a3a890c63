import type { Sample } from '../../../src/statistics/sample.ts'

/**
 * z of the Mann-Whitney U test that `candidate − shift` is larger than `baseline`, by the normal
 * approximation with the corrections for ties and for continuity, as R's `wilcox.test` has it and
 * both benchstat and Kayenta after it.
 *
 * @returns 0 when all values are the same.
 */
export function rankSumZ(baseline: Sample, candidate: Sample, shift: number): number {
  const [n, m] = [baseline.length, candidate.length]
  let [i, j, u, ties] = [0, 0, 0, 0]
  while (i < n || j < m) {
    const next = Math.min(baseline[i] ?? Infinity, (candidate[j] ?? Infinity) - shift)
    const below = i
    while (i < n && baseline[i] === next) i++
    const same = i - below
    const first = j
    while (j < m && (candidate[j] as number) - shift === next) j++
    // Pairs in which the candidate is the larger one; equal ones count half.
    u += (j - first) * (below + same / 2)
    const tied = same + (j - first)
    ties += tied ** 3 - tied
  }
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)))
  const above = u - (n * m) / 2
  return variance <= 0 ? 0 : (above - Math.sign(above) / 2) / Math.sqrt(variance)
}
