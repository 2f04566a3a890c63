import { performance } from 'node:perf_hooks'

// The clock of hrtime is the machine's: its times can be compared between processes.
const OFFSET = Number(process.hrtime.bigint()) / 1e6 - performance.now()

/** In ms; the same clock in every process of this machine. */
export function monotonic(): number {
  return performance.now() + OFFSET
}

/** A time of the product's clock, which counts from 1970, on the machine's clock. */
export function toMonotonic(at: number): number {
  return at - performance.timeOrigin + OFFSET
}
