import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readInstant, readTime } from '../cells.ts'
import { type ClientRule, type ClientTime, runOfClientTimes } from '../client-times.ts'

const LINE =
  /^\[(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3})\] (?:[^/]*)\/([A-Z]+)\/([\w.-]+): ?(.*)$/
/** A message that is meant as a figure, be it a right one or not. */
const FIGURE = /^(?:[-+]?[\d.]|nan\b|[-+]?inf\b)/i

/** Whether the text begins like a `--logfile` of Locust. */
export function isLocustLog(text: string): boolean {
  return LINE.test(text.slice(0, 2_000).split('\n', 1)[0] ?? '')
}

/**
 * A Locust `--logfile` with the response time of each request in ms as the whole message, as the
 * study "Serving machine learning models with AWS Lambda" (I. Whitestone, 2021) logged them:
 *
 *     [2021-07-24 15:37:25,745] Ians-MBP.local/INFO/root: 3799.82
 *
 * Lines of Locust's own loggers, other messages and the tables at the end are left out. The dates
 * have no zone; they are taken as UTC, of which only the order and the distances mean anything.
 *
 * @returns why it has no times, naming the line.
 */
export function readLocustLog(
  source: string,
  label: string,
  text: string,
  rule: ClientRule,
): StoredRun | string {
  const times: ClientTime[] = []
  for (const [i, line] of text.split('\n').entries()) {
    const [, date = '', , logger = '', message = ''] = LINE.exec(line) ?? []
    if (logger === '' || logger.startsWith('locust.') || !FIGURE.test(message)) continue
    const place = `line ${i + 1}`
    const latency = readTime(message.trimEnd())
    if (latency === undefined) {
      return `is corrupt: ${place} logs ${quote(message)}, expected a response time in ms alone`
    }
    const loggedAt = readInstant(date)
    const sentAt = loggedAt === undefined ? null : loggedAt - latency
    times.push({ place, sentAt, latency, status: undefined, gaveUp: false })
  }
  if (times.length === 0) {
    return 'is a log of Locust without a response time of any request; log each one in ms alone, logging.info(f"{1000 * (end - start):0.2f}"), or write a request log (docs/other-tools.md)'
  }
  const what = 'a Locust log (the time around each call)'
  const notes = [`The log has no HTTP status, so failed requests are among the others.`]
  const form = 'a Locust log'
  return runOfClientTimes({ source, label, times, form, what, notes, hasStatus: false }, rule)
}
