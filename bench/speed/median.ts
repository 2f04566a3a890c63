import type { Quantiles } from './job.ts'

/** Of the middle two, their mean; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** The smallest value that at least the share p of all does not exceed. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = Float64Array.from(values).sort()
  const at = (p: number): number =>
    sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** Undefined where either is, or where there is nothing to divide by. */
export function ratio(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined || b === 0 ? undefined : a / b
}

/** The median of one figure of several runs. */
export function medianOf<T>(
  runs: readonly T[],
  figure: (run: T) => number | undefined,
): number | undefined {
  return median(runs.map(figure).filter((value) => value !== undefined))
}
