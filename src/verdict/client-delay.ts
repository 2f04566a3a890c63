import type { Start } from '../starts/start.ts'
import { percentile, sortSample } from '../statistics/sample.ts'
import { formatShare, formatShortTime, formatTime, type Ms } from '../units.ts'
import { MOST_CLIENT_DELAY } from './policy.ts'
import type { ClassSummaries } from './summary.ts'

/** How long requests waited for the client itself: for its event loop, or for a connection. */
export type ClientDelay = {
  readonly n: number
  readonly p50: Ms
  readonly p99: Ms
  readonly max: Ms
}

/** @returns null without a start whose delay is known. */
export function summariseClientDelay(starts: readonly Start[]): ClientDelay | null {
  const delays = starts.map(({ clientDelay }) => clientDelay).filter((delay) => delay !== null)
  const sample = sortSample(delays)
  if (sample === undefined) return null
  const max = sample.at(-1) ?? sample[0]
  return { n: sample.length, p50: percentile(sample, 50), p99: percentile(sample, 99), max }
}

/** A note when the delay is a part of the figures that may matter; empty otherwise. */
export function describeClientDelay(
  delay: ClientDelay | null,
  classes: ClassSummaries,
): readonly string[] {
  const cold = classes['any-cold'].latency
  const median = (cold ?? classes.all.latency)?.p50
  if (delay === null || median === undefined || delay.p99 <= MOST_CLIENT_DELAY * median) return []
  const whose = cold === null ? 'all requests' : 'the cold starts'
  return [
    `The client itself was late: p99 of its own delay is ${formatShortTime(delay.p99)}, ${formatShare(delay.p99 / median)} of the median latency of ${whose} (${formatTime(median)}); the figures contain it. A smaller load, or a larger runner, would keep it out.`,
  ]
}
