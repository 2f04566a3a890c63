import type { Expected, LogWorld } from '../../src/logs/collect.ts'
import type { LogEvent } from '../../src/logs/journal.ts'

/** One call of `readLogs`. */
export type Pass = { readonly at: number; readonly from: number }

/** A log group on a virtual clock that starts at 0. */
export type FakeLogs = LogWorld & {
  /** When an event can first be read. */
  readonly arrive: (at: number, ...events: readonly LogEvent[]) => void
  readonly schedule: (at: number, action: () => void) => void
  /** Numbers of the passes that throttling ends before they deliver anything. */
  readonly broken: Set<number>
  readonly passes: Pass[]
}

/** How long one pass takes. */
export const PASS = 100
/** Events a page; the page after the last event is empty. */
const PAGE = 2

export function makeFakeLogs(): FakeLogs {
  const arrivals: { readonly at: number; readonly event: LogEvent }[] = []
  const actions: { readonly at: number; readonly action: () => void }[] = []
  const broken = new Set<number>()
  const passes: Pass[] = []
  let time = 0

  function advanceTo(to: number): void {
    for (;;) {
      const due = actions.filter(({ at }) => at <= to).toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      actions.splice(actions.indexOf(due), 1)
      time = Math.max(time, due.at)
      due.action()
    }
    time = Math.max(time, to)
  }

  return {
    arrive: (at, ...events) => {
      arrivals.push(...events.map((event) => ({ at, event })))
    },
    schedule: (at, action) => {
      actions.push({ at, action })
    },
    broken,
    passes,
    now: () => time,
    sleepUntil: async (at) => advanceTo(at),
    readLogs: async (from, onPage) => {
      passes.push({ at: time, from })
      const begun = time
      advanceTo(time + PASS)
      if (broken.has(passes.length - 1)) return false
      const visible = arrivals.filter(({ at, event }) => at <= begun && event.timestamp >= from)
      const events = visible.map(({ event }) => event)
      for (let i = 0; i <= events.length; i += PAGE) onPage(events.slice(i, i + PAGE))
      return true
    },
  }
}

export function expecting(unmatched: Readonly<Record<string, number>>): Expected {
  const loadStartedAt = 0
  return {
    unmatched: new Map(Object.entries(unmatched)),
    billed: 0,
    loadStartedAt,
    loadEndedAt: loadStartedAt,
  }
}
