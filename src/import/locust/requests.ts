import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readInstant, readTime } from '../cells.ts'
import {
  type ClientRule,
  type ClientStatus,
  type ClientTime,
  runOfClientTimes,
} from '../client-times.ts'
import { describeNames } from '../request-names.ts'
import { readTable } from '../table.ts'

const LATENCY = ['response_time', 'response_time_ms', 'latency_ms', 'elapsed_ms']
const STARTED = ['start_time', 'started_at', 'sent_at']
const LOGGED = ['timestamp', 'time', 'logged_at']
const STATUS = ['status_code', 'status', 'response_code']
const ERROR = ['exception', 'error']

/** Whether a header is that of a request log. */
export function isRequestLog(header: readonly string[]): boolean {
  return findColumn(header, LATENCY) >= 0
}

/**
 * A CSV request log, as a listener of Locust's `request` event writes it: one row per request, with
 * `response_time` in ms and, where it has them, `start_time` (or `timestamp`, of the end),
 * `status_code`, `exception` and `name`.
 *
 * @returns why it has no times, naming the line.
 */
export function readRequestLog(
  source: string,
  label: string,
  text: string,
  rule: ClientRule,
): StoredRun | string {
  const table = readTable(text)
  if (typeof table === 'string') return table
  const find = (names: readonly string[]): number => findColumn(table.header, names)
  const [latencyAt, startedAt, loggedAt] = [find(LATENCY), find(STARTED), find(LOGGED)]
  const [statusAt, errorAt, nameAt] = [find(STATUS), find(ERROR), find(['name'])]
  const times: ClientTime[] = []
  const names = new Set<string>()
  for (const [i, row] of table.rows.entries()) {
    const wrong = (what: string, cell: string, expected: string): string =>
      `is corrupt: line ${table.lineOf(i)} has the ${what} ${quote(cell)}, expected ${expected}`
    const text = row[latencyAt] ?? ''
    const latency = readTime(text)
    if (latency === undefined) return wrong('response time', text, 'milliseconds')
    const instant = row[startedAt] ?? row[loggedAt] ?? ''
    const at = readInstant(instant)
    if (at === undefined && instant !== '') {
      return wrong('time', instant, 'seconds since 1970 or an ISO date')
    }
    const error = readError(row[errorAt])
    const status = readStatus(row[statusAt], error)
    if (status === null) return wrong('status', row[statusAt] ?? '', 'one of HTTP')
    const sentAt = at === undefined ? null : at - (startedAt < 0 ? latency : 0)
    const gaveUp = status === 'none' && /timed? ?out/i.test(error ?? '')
    times.push({ place: `row ${i + 1}`, sentAt, latency, status, gaveUp })
    if (nameAt >= 0) names.add(row[nameAt] ?? '')
  }
  if (times.length === 0) return 'is a request log without a request'
  const hasStatus = statusAt >= 0 || errorAt >= 0
  const notes = [
    ...(hasStatus ? [] : [`The log has no HTTP status, so failed requests are among the others.`]),
    ...describeNames(names),
  ]
  return runOfClientTimes(
    {
      source,
      label,
      times,
      form: 'a request log',
      what: 'a request log (response_time)',
      notes,
      hasStatus,
    },
    rule,
  )
}

function findColumn(header: readonly string[], names: readonly string[]): number {
  const lower = header.map((name) => name.trim().toLowerCase())
  return names.map((name) => lower.indexOf(name)).find((index) => index >= 0) ?? -1
}

/** Python writes None for "no exception" where it does not write nothing. */
function readError(cell: string | undefined): string | undefined {
  return cell === 'None' ? '' : cell
}

/**
 * Locust writes 0, or nothing, for no answer; `raise_for_status` begins its text with the status.
 *
 * @param cell undefined without such a column, as is `error`.
 * @returns null for what is no status.
 */
function readStatus(cell: string | undefined, error: string | undefined): ClientStatus | null {
  if (cell !== undefined && !['', 'None', '0'].includes(cell)) {
    return /^[1-5]\d\d$/.test(cell) ? Number(cell) : null
  }
  const told = /\b([45]\d\d) (?:Client|Server) Error\b/.exec(error ?? '')?.[1]
  if (told !== undefined) return Number(told)
  if (cell === '0' || (error ?? '') !== '') return 'none'
  return error === undefined ? undefined : 'good'
}
