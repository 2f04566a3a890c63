import * as v from 'valibot'
import type { StoredRun } from '../../join/stored-run.ts'
import { type InsightsRow, runOfInsights } from './insights.ts'
import { type LogLine, runOfLogLines } from './log-lines.ts'

const EVENT = v.object({
  message: v.string(),
  timestamp: v.pipe(v.number(), v.finite(), v.minValue(0)),
  logStreamName: v.optional(v.string()),
  eventId: v.optional(v.string()),
})
const EVENTS = v.object({ events: v.array(EVENT) })
const CELL = v.object({ field: v.string(), value: v.string() })
const RESULTS = v.object({ status: v.optional(v.string()), results: v.array(v.array(CELL)) })
const ROWS = v.array(v.record(v.string(), v.nullable(v.union([v.string(), v.number()]))))

/** Whether a JSON document comes from CloudWatch Logs. */
export function isLogDocument(value: object): boolean {
  if (Array.isArray(value)) return Object.keys(value[0] ?? {}).some((name) => name.startsWith('@'))
  return 'events' in value || 'results' in value
}

/**
 * What `aws logs filter-log-events` and `aws logs get-log-events` print as JSON, what
 * `aws logs get-query-results` prints, and the JSON that the console saves of a query.
 *
 * @returns why there is no start, naming the place in the document.
 */
export function readLogDocument(source: string, label: string, value: object): StoredRun | string {
  if (Array.isArray(value)) {
    const parsed = v.safeParse(ROWS, value, { abortEarly: true })
    if (!parsed.success) return refuse(parsed.issues[0])
    return runOfRecords(source, label, parsed.output)
  }
  if ('events' in value) {
    const parsed = v.safeParse(EVENTS, value, { abortEarly: true })
    if (!parsed.success) return refuse(parsed.issues[0])
    return runOfLogLines(source, label, parsed.output.events.map(lineOf))
  }
  const parsed = v.safeParse(RESULTS, value, { abortEarly: true })
  if (!parsed.success) return refuse(parsed.issues[0])
  const { status, results } = parsed.output
  if (status !== undefined && status !== 'Complete') {
    return 'is the result of a query that was not complete; ask for it again when its status is Complete'
  }
  const records = results.map((cells) =>
    Object.fromEntries(cells.map((cell) => [cell.field, cell.value])),
  )
  return runOfRecords(source, label, records)
}

/** Only `get-log-events` leaves out the stream: it is of one. */
function lineOf(event: v.InferOutput<typeof EVENT>, i: number): LogLine {
  const { message, timestamp: at, logStreamName: stream = '', eventId: id } = event
  return { place: `events[${i}]`, at, stream, id, message }
}

function runOfRecords(
  source: string,
  label: string,
  records: v.InferOutput<typeof ROWS>,
): StoredRun | string {
  const rows = records.map(
    (record, i): InsightsRow => ({
      place: `row ${i + 1}`,
      field: (name) => (Object.hasOwn(record, name) ? String(record[name] ?? '') : ''),
    }),
  )
  // A field that no event has is in no row: then nobody knows whether the query asked for it.
  const names = new Set(records.flatMap((record) => Object.keys(record)))
  return runOfInsights(source, label, rows, names)
}

function refuse(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the document'
  return `is no output of CloudWatch Logs (${path}: expected ${issue.expected ?? 'another value'})`
}
