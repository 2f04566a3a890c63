import { performance } from 'node:perf_hooks'
import type { EpochMs } from '../units.ts'

/** Monotonic within this process, unlike Date.now(). */
export function now(): EpochMs {
  return performance.timeOrigin + performance.now()
}

/** Resolves at that time, or as soon as the signal aborts; never rejects. */
export function sleepUntil(at: EpochMs, signal: AbortSignal): Promise<void> {
  const left = at - now()
  if (left <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    // Node may fire a timer up to a millisecond early, and would then send before its time.
    const timer = setTimeout(() => (now() < at ? setTimeout(wake, 1) : wake()), left)
    signal.addEventListener('abort', wake, { once: true })
  })
}
