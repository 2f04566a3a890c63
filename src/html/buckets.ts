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
 * Response time over time; spans in which nothing was sent are left out, and so are starts of which
 * the time of sending or the latency is unknown.
 *
 * @param from when the first request of either side was sent.
 */
export function makeBuckets(starts: readonly Start[], from: number): Buckets {
  const placed = starts.flatMap((start) =>
    start.sentAt === null || start.latency === null ? [] : [{ start, at: start.sentAt - from }],
  )
  const length = placed.reduce((longest, { at }) => Math.max(longest, at), 0)
  const width = WIDTHS.find((one) => length / one <= MOST) ?? Math.ceil(length / MOST)
  const groups = Map.groupBy(placed, ({ at }) => Math.floor(at / width))
  const buckets = [...groups]
    .toSorted(([a], [b]) => a - b)
    .map(([index, group]): Bucket => {
      const values = readValues(
        group.map(({ start }) => start),
        'latency',
      )
      const sorted = sortValues(values)
      const at = (p: number): Figure => quantileOf(sorted, p)
      return { from: index * width, n: group.length, p50: at(0.5), p95: at(0.95), max: at(1) }
    })
  return { width, buckets }
}
