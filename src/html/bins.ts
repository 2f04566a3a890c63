import { percentile, sortSample } from '../statistics/sample.ts'
import type { Ms } from '../units.ts'

/** Bins of equal width; bin i begins at `from + i × width`. */
export type Bins = {
  readonly from: Ms
  readonly width: Ms
  /** By series, as many counts each. */
  readonly counts: readonly (readonly number[])[]
}

const FEWEST = 12
const MOST = 60

/**
 * Histograms of several series over the same bins, whose width is Freedman and Diaconis' of all
 * values, rounded to 1, 2 or 5 times a power of ten. Source: Freedman, Diaconis (1981).
 *
 * @returns undefined without any value.
 */
export function makeBins(series: readonly (readonly Ms[])[]): Bins | undefined {
  const sorted = sortSample(series.flat())
  if (sorted === undefined) return undefined
  const [lowest] = sorted
  const highest = sorted.at(-1) ?? lowest
  const range = highest - lowest
  const quartiles = percentile(sorted, 75) - percentile(sorted, 25)
  const ideal = (2 * quartiles) / Math.cbrt(sorted.length)
  const width = Math.max(roundUp(range / MOST), roundDown(Math.min(ideal, range / FEWEST))) || 1
  const from = Math.floor(lowest / width) * width
  const length = Math.floor((highest - from) / width) + 1
  const counts = series.map((values) => {
    const own = Array.from({ length }, () => 0)
    for (const value of values) {
      const bin = Math.min(length - 1, Math.floor((value - from) / width))
      own[bin] = (own[bin] ?? 0) + 1
    }
    return own
  })
  return { from, width, counts }
}

/** The nearest of 1, 2 and 5 times a power of ten that is not below. */
function roundUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width) + 1e-9)
  return power * ([1, 2, 5].find((one) => one * power >= width * (1 - 1e-9)) ?? 10)
}

/** The nearest that is not above. */
function roundDown(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width) + 1e-9)
  return power * ([5, 2].find((one) => one * power <= width * (1 + 1e-9)) ?? 1)
}
