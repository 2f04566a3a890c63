import type { Start } from '../starts/start.ts'
import type { Ms } from '../units.ts'
import { type Figure, quantileOf, readValues, sortValues } from '../verdict/summary.ts'

/** Latency of the starts that were sent within a span of time. */
export type Bucket = {
  /** Since the first request; the span begins here. */
  readonly from: Ms
  readonly n: number
  readonly p50: Figure
  readonly p95: Figure
  readonly max: Figure
}

/** The study's width first. */
const WIDTHS: readonly Ms[] = [5_000, 10_000, 30_000, 60_000, 300_000]
const MOST = 240

export type Buckets = { readonly width: Ms; readonly buckets: readonly Bucket[] }

/**
 * Response time over time; spans in which nothing was sent are left out.
 *
 * @param from when the first request of either side was sent.
 */
export function makeBuckets(starts: readonly Start[], from: number): Buckets {
  const length = starts.reduce((longest, { sentAt }) => Math.max(longest, sentAt - from), 0)
  const width = WIDTHS.find((one) => length / one <= MOST) ?? Math.ceil(length / MOST)
  const groups = Map.groupBy(starts, ({ sentAt }) => Math.floor((sentAt - from) / width))
  const buckets = [...groups]
    .toSorted(([a], [b]) => a - b)
    .map(([index, group]): Bucket => {
      const sorted = sortValues(readValues(group, 'latency'))
      const at = (p: number): Figure => quantileOf(sorted, p)
      return { from: index * width, n: group.length, p50: at(0.5), p95: at(0.95), max: at(1) }
    })
  return { width, buckets }
}
