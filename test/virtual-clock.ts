import type { EpochMs } from '../src/units.ts'

/** Hours pass in no time, and always in the same way. */
export type Clock = {
  readonly now: () => EpochMs
  readonly sleepUntil: (at: EpochMs, signal?: AbortSignal) => Promise<void>
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
}

export function makeClock(startsAt: EpochMs): Clock {
  let now = startsAt
  const sleepers = new Set<{ readonly at: EpochMs; readonly wake: () => void }>()
  return {
    now: () => now,
    sleepUntil: (at, signal) => {
      if (at <= now || signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const sleeper = {
          at,
          wake: () => {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake, { once: true })
      })
    },
    run: async (work) => {
      let done = false
      const end = (): void => {
        done = true
      }
      work.then(end, end)
      for (;;) {
        // Everything that can happen at this time happens before time passes.
        await new Promise(setImmediate)
        if (done) return await work
        const next = Math.min(...[...sleepers].map(({ at }) => at))
        if (next === Number.POSITIVE_INFINITY) throw new Error('Nothing is left to wait for')
        now = next
        for (const sleeper of [...sleepers]) if (sleeper.at === now) sleeper.wake()
      }
    },
  }
}
