import type { LogOptions } from '../options.ts'
import type { LogEvent } from './log-store.ts'

/** Where a reader stands: behind an event, with so many empty pages still to come. */
export type Position = { readonly after: LogEvent | null; readonly emptyPages: number }

export type Page = { readonly events: readonly LogEvent[]; readonly next: Position | null }

const maxEvents = 10_000
const maxBytes = 1_000_000
const repeated = 3

/** `visible` are the reader's events in any order; an event that shows up behind its back is missed. */
export function makePage(
  visible: readonly LogEvent[],
  position: Position,
  limit: number | undefined,
  options: LogOptions,
): Page {
  if (position.emptyPages > 0) {
    return { events: [], next: { ...position, emptyPages: position.emptyPages - 1 } }
  }
  const { after } = position
  const sorted = visible.toSorted(compare)
  const start = after === null ? 0 : sorted.findIndex((event) => compare(event, after) > 0)
  const rest = start === -1 ? [] : sorted.slice(start)
  const fresh = cut(rest, Math.min(limit ?? maxEvents, options.pageSize ?? maxEvents))
  const again =
    options.repeat && after !== null && fresh.length > 0
      ? sorted.slice(Math.max(0, start - repeated), start)
      : []
  const last = fresh.at(-1)
  return {
    events: [...again, ...fresh],
    next:
      last === undefined || fresh.length === rest.length
        ? null
        : { after: last, emptyPages: options.emptyPages ?? 0 },
  }
}

function cut(events: readonly LogEvent[], maxCount: number): readonly LogEvent[] {
  let bytes = 0
  const end = events.findIndex((event, index) => {
    bytes += event.message.length + 26
    return index >= maxCount || (index > 0 && bytes > maxBytes)
  })
  return end === -1 ? events : events.slice(0, end)
}

function compare(a: LogEvent, b: LogEvent): number {
  return a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime || a.order - b.order
}
