import type { Ms } from '../units.ts'
import { isPassing, isThrottled } from './aws-errors.ts'
import { now, sleepUntil } from './clock.ts'

/** The smallest quota is 5 calls a second for the whole account and region; others read too. */
const SHORTEST_SPACING: Ms = 200
/** Where calls are refused in a row, others are reading from the same quota. */
const LONGEST_SPACING: Ms = 2_000
const BACKOFF: Ms = 1_000
/** After this many faults other than throttling a pass gives up; the next one begins anew. */
const MOST_FAULTS = 5

/** When the next call may begin: calls keep a distance, which grows where AWS throttles them. */
export type Pace = {
  /** Resolves when it is time, or as soon as the signal aborts. */
  readonly wait: (signal: AbortSignal) => Promise<void>
  readonly speedUp: () => void
  readonly slowDown: () => void
  readonly pause: (duration: Ms) => void
}

export function makePace(): Pace {
  let spacing = SHORTEST_SPACING
  let lastCallAt = 0
  let pausedUntil = 0
  return {
    wait: async (signal) => {
      await sleepUntil(Math.max(lastCallAt + spacing, pausedUntil), signal)
      lastCallAt = now()
    },
    speedUp: () => {
      spacing = SHORTEST_SPACING
    },
    slowDown: () => {
      spacing = Math.min(LONGEST_SPACING, spacing * 2)
    },
    pause: (duration) => {
      pausedUntil = now() + duration
    },
  }
}

/**
 * Makes one call until it succeeds. Where AWS throttles, beginning anew would only mean more calls.
 *
 * @returns undefined when it was given up.
 * @throws what waiting cannot cure.
 */
export async function callPatiently<T>(
  send: () => Promise<T>,
  pace: Pace,
  patience: Ms,
  signal: AbortSignal,
): Promise<T | undefined> {
  let faults = 0
  let throttledAt = Number.POSITIVE_INFINITY
  while (faults < MOST_FAULTS && now() - throttledAt < patience) {
    await pace.wait(signal)
    if (signal.aborted) return undefined
    try {
      const found = await send()
      pace.speedUp()
      return found
    } catch (error) {
      if (signal.aborted) return undefined
      if (!isPassing(error)) throw error
      if (isThrottled(error)) {
        throttledAt = Math.min(throttledAt, now())
        pace.slowDown()
      } else {
        faults += 1
        pace.pause(BACKOFF * faults)
      }
    }
  }
  return undefined
}
