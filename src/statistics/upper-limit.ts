import { median, type Sample, scaledMad } from './sample.ts'

/** Below this, spreads are finer than one run can tell. Log scale. */
const FLOOR = 0.03
const SPREADS = 3

/**
 * Where the usual ends: m + max(ln ratio, 3 s), with m the median and s the scaled median absolute
 * deviation, at least 0.03.
 *
 * @param logs natural logarithms of times.
 * @param ratio the nearest that the limit may lie to the median, as a factor above it.
 * @returns natural logarithm of a time.
 */
export function upperLimit(logs: Sample, ratio: number): number {
  const spread = Math.max(scaledMad(logs), FLOOR)
  return median(logs) + Math.max(Math.log(ratio), SPREADS * spread)
}
