/** At least one number, ascending. Made only by `sortSample`. */
export type Sample = readonly [number, ...number[]] & { readonly __sorted: true }

/** Sorts a copy; undefined when there is nothing to sort. */
export function sortSample(values: readonly number[]): Sample | undefined {
  if (values.length === 0) return undefined
  return Array.from(Float64Array.from(values).sort()) as unknown as Sample
}

/**
 * The p-th percentile, interpolated linearly between the two closest ranks.
 *
 * This is R's type 7 and numpy's default, so results can be checked against either.
 * Source: Hyndman & Fan (1996), "Sample Quantiles in Statistical Packages".
 *
 * @param p 0 to 100.
 * @returns same unit as the sample.
 */
export function percentile(sample: Sample, p: number): number {
  return interpolate(sample.length, (rank) => sample[rank] as number, p / 100)
}

/**
 * The same of values that need not be copied for it.
 *
 * @param valueAt the value of a rank, from 0; ascending.
 * @param p 0 to 1.
 */
export function interpolate(n: number, valueAt: (rank: number) => number, p: number): number {
  const rank = p * (n - 1)
  const below = valueAt(Math.floor(rank))
  const above = valueAt(Math.ceil(rank))
  const fraction = rank - Math.floor(rank)
  // numpy's form: exact at both ends, and never outside of them.
  return fraction < 0.5
    ? below + (above - below) * fraction
    : above - (above - below) * (1 - fraction)
}

export function median(sample: Sample): number {
  return percentile(sample, 50)
}

export function mean(sample: Sample): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length
}

/**
 * Median absolute deviation, scaled to the standard deviation of a normal distribution.
 *
 * Source: Rousseeuw & Croux (1993), "Alternatives to the Median Absolute Deviation".
 */
export function scaledMad(sample: Sample): number {
  const middle = median(sample)
  const deviations = sortSample(sample.map((value) => Math.abs(value - middle)))
  return deviations === undefined ? 0 : 1.4826 * median(deviations)
}
