import type { EpochMs } from '../units.ts'
import type { LogEvent } from './journal.ts'

/** One answer of FilterLogEvents. */
export type LogPage = {
  readonly events: readonly LogEvent[]
  /** Undefined at the end of the list; an empty page is not the end. */
  readonly nextToken: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads the body of an answer, as awsJson1_1 has it.
 *
 * @returns undefined when it is none.
 */
export function parsePage(body: string, group: string): LogPage | undefined {
  const page = parseObject(body)
  if (page === undefined) return undefined
  const { events = [], nextToken } = page
  if (!Array.isArray(events) || !events.every(isFields)) return undefined
  return {
    events: events.map((event) => makeEvent(event, group)),
    nextToken: typeof nextToken === 'string' && nextToken !== '' ? nextToken : undefined,
  }
}

function makeEvent(event: Fields, group: string): LogEvent {
  const stream = textOf(event.logStreamName)
  const message = textOf(event.message)
  const timestamp = instantOf(event.timestamp) ?? 0
  return {
    // Without ids, a platform line is known by its text: it carries a request id or a measured time.
    id: textOf(event.eventId) || `${stream} ${message}`,
    group,
    stream,
    timestamp,
    ingestedAt: instantOf(event.ingestionTime) ?? timestamp,
    message,
  }
}

/** JSON has numbers that are too large for any time. Source: ECMA-262, "Time Values and Time Range". */
function instantOf(value: unknown): EpochMs | undefined {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15 ? value : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** An object of a JSON text; undefined when the text is none. */
export function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}
