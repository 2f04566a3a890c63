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
  const sleepers = sleepersOf(signal)
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer)
      sleepers.delete(wake)
      resolve()
    }
    // Node may fire a timer up to a millisecond early, and would then send before its time.
    const look = (): void => {
      if (now() >= at) wake()
      else timer = setTimeout(look, 1)
    }
    let timer = setTimeout(look, left)
    sleepers.add(wake)
  })
}

/** Of each signal, what wakes its sleepers: it looks through all its listeners to add another. */
const sleepersBySignal = new WeakMap<AbortSignal, Set<() => void>>()

function sleepersOf(signal: AbortSignal): Set<() => void> {
  const known = sleepersBySignal.get(signal)
  if (known !== undefined) return known
  const sleepers = new Set<() => void>()
  signal.addEventListener('abort', () => {
    for (const wake of sleepers) wake()
  })
  sleepersBySignal.set(signal, sleepers)
  return sleepers
}
