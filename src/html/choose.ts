import type { Start } from '../starts/start.ts'
import type { Ms } from '../units.ts'
import { startsOf } from '../verdict/summary.ts'

/** More dots than this are a blot, and the file would pass 1 MB. */
export const MOST_DOTS = 6_000
/** More bars than this are thinner than a pixel on a phone. */
export const MOST_BARS = 300

/** What of the starts is drawn. No figure is calculated from this. */
export type Chosen = {
  /** In the order of sending. */
  readonly dots: readonly Start[]
  /** Indices of the cold starts in `dots` that have a bar, fastest first. */
  readonly bars: readonly number[]
}

/**
 * All starts; of too many the slowest and the failed ones, those that have a bar, and of the others
 * some that are evenly spread over the time.
 *
 * @param starts of both sides, in the order of sending.
 */
export function chooseStarts(starts: readonly Start[], most = MOST_DOTS): Chosen {
  const own = starts.filter(({ side }) => side === 'candidate')
  const cold = startsOf(own, 'any-cold').toSorted(byKnownTime)
  const bars = spread(cold, Math.min(MOST_BARS, most))
  const kept = starts.length <= most ? new Set(starts) : new Set(bars)
  const byInterest = starts.toSorted(
    (a, b) => Number(b.error !== null) - Number(a.error !== null) || byKnownTime(b, a),
  )
  for (const start of byInterest) {
    if (kept.size >= most / 2) break
    kept.add(start)
  }
  const others = starts.filter((start) => !kept.has(start))
  for (const start of spread(others, Math.max(0, most - kept.size))) kept.add(start)
  const dots = starts.filter((start) => kept.has(start))
  const indices = new Map(dots.map((start, i) => [start, i]))
  return { dots, bars: bars.map((start) => indices.get(start) ?? 0) }
}

type Times = Pick<Start, 'latency' | 'init' | 'duration'>

/** The latency; of a start that only a log knows, what the log has of it. Null without either. */
export function knownTime({ latency, init, duration }: Times): Ms | null {
  if (latency !== null) return latency
  return init === null && duration === null ? null : (init ?? 0) + (duration ?? 0)
}

/** Fastest first; those of which nothing is known before all others. */
export function byKnownTime(a: Times, b: Times): number {
  return (knownTime(a) ?? -1) - (knownTime(b) ?? -1)
}

/** Evenly spread, both ends included. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  if (most < 2) return all.slice(all.length - most)
  const step = (all.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, i) => all[Math.round(i * step)] as T)
}
