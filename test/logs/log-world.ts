import type { LogWindow } from '../../src/logs/bearings.ts'
import type { Expected, LogWorld } from '../../src/logs/collect.ts'
import type { LogEvent } from '../../src/logs/journal.ts'
import { makeClock } from '../virtual-clock.ts'

/** One call of `readLogs`. */
export type Pass = { readonly at: number; readonly from: number; readonly to: number | undefined }

/** A log group on a virtual clock that starts at 0. */
export type FakeLogs = LogWorld & {
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** When an event can first be read. */
  readonly arrive: (at: number, ...events: readonly LogEvent[]) => void
  readonly schedule: (at: number, action: () => void) => void
  /** Numbers of the passes that throttling ends before they deliver anything. */
  readonly broken: Set<number>
  /** For how long a pass of that number goes on with empty pages after it delivered everything. */
  readonly slow: Map<number, number>
  readonly passes: Pass[]
}

/** How long one pass takes. */
export const PASS = 100
/** Events a page; the page after the last event is empty. */
const PAGE = 2

export function makeFakeLogs(): FakeLogs {
  const arrivals: { readonly at: number; readonly event: LogEvent }[] = []
  const broken = new Set<number>()
  const slow = new Map<number, number>()
  const passes: Pass[] = []
  const clock = makeClock(0)

  async function readLogs(
    { from, to = Infinity, prefixOf = () => '' }: LogWindow,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const begun = clock.now()
    const number = passes.length
    passes.push({ at: begun, from, to: to === Infinity ? undefined : to })
    await clock.sleepUntil(begun + PASS, signal)
    if (signal.aborted || broken.has(number)) return false
    const events = arrivals
      .filter(({ at }) => at <= begun)
      .map(({ event }) => event)
      .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
      .filter(({ group, stream }) => stream.startsWith(prefixOf(group) ?? ''))
    for (let i = 0; i <= events.length; i += PAGE) onPage(events.slice(i, i + PAGE))
    await clock.sleepUntil(clock.now() + (slow.get(number) ?? 0), signal)
    return !signal.aborted
  }

  return {
    ...clock,
    arrive: (at, ...events) => {
      arrivals.push(...events.map((event) => ({ at, event })))
    },
    schedule: (at, action) => {
      void clock.sleepUntil(at).then(action)
    },
    broken,
    slow,
    passes,
    readLogs,
  }
}

export function expecting(unmatched: Readonly<Record<string, number>>): Expected {
  const loadStartedAt = 0
  return {
    unmatched: new Map(
      Object.entries(unmatched).map(([id, intendedAt]) => [
        id,
        { side: 'candidate', intendedAt, latency: 0 },
      ]),
    ),
    onMatched: () => undefined,
    isAwaited: false,
    loadStartedAt,
    loadEndedAt: loadStartedAt,
    puzzles: () => [],
  }
}
