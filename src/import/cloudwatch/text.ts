import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readInstant } from '../cells.ts'
import { type LogLine, runOfLogLines } from './log-lines.ts'

const STREAM = String.raw`\d{4}/\d{2}/\d{2}/[\w-]*\[(?:\$LATEST|\d+)\][0-9a-f]{32}`
const TIME = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?`
/** `aws logs tail` in its forms "detailed" and "json"; of a pretty-printed message only this. */
const TAIL = new RegExp(String.raw`^(${TIME})\s(${STREAM})(?:\s(.*))?$`)
const SAM = new RegExp(String.raw`^(${STREAM})\s(${TIME})\s(.*)$`)
/** `aws logs tail --format short`, or copied from the console; but a timeout's message has a time, too. */
const TIMED = new RegExp(String.raw`^[▶▼\s]*(${TIME})(?:\s+(?!\S{8,64} Task timed out)(.*))?$`)
/** `filter-log-events --output text`; `get-log-events` has neither id nor stream. */
const FILTERED = new RegExp(String.raw`^EVENTS\t(?:(\d{20,})\t\d{13}\t(${STREAM})|\d{13})\t(.*)$`)
const STAMP = /^(.*)\t(\d{13})$/s

/** Colours of a terminal. Not in a literal, for control characters are invisible there. */
const COLOUR = new RegExp(String.raw`${String.fromCharCode(27)}\[[\d;]*m`, 'g')

/** Two messages in one line: --output text puts a tab between those that end without a line break. */
const BORDER =
  /(?<!\t)\t+(?=(?:REPORT|START|END) RequestId: |INIT_REPORT |INIT_START |RESTORE_REPORT )/

/** Whether the text looks like the log of a function, in whatever way it was exported. */
export function isFunctionLog(text: string): boolean {
  return /REPORT RequestId:|"platform\.report"/.test(text)
}

/**
 * Log lines as `aws logs tail` (every --format), `aws logs filter-log-events --output text`,
 * `aws logs get-log-events --output text` and `sam logs` print them, or as pasted from the console.
 *
 * @returns why there is no start, naming the line.
 */
export function readLogText(source: string, label: string, text: string): StoredRun | string {
  const lines = [...linesOf(text.replace(COLOUR, ''))]
  const unknown = lines.find((line) => line.stream === undefined && HIDDEN.test(line.message))
  if (unknown !== undefined) {
    return `has a REPORT line in a form that is not known: ${unknown.place} is ${quote(unknown.message)}; export them, aws logs tail /aws/lambda/NAME --since 1h --format detailed`
  }
  return runOfLogLines(source, label, lines)
}

/** Taking it for the function's own output would lose a start. */
const HIDDEN = /^[^{].*[^\w"]REPORT RequestId: [\w-]{36}\s/

function* linesOf(text: string): Generator<LogLine> {
  const rows = text.split('\n')
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? ''
    const place = `line ${i + 1}`
    if (row.startsWith('EVENTS\t')) {
      // The message keeps its own line breaks; the event's time ends the row.
      let end = i
      while (end + 1 < rows.length && !isStamped(rows, i, end)) end += 1
      yield* eventOf(rows.slice(i, end + 1).join('\n'), place)
      i = end
      continue
    }
    const open = openOf(row, place)
    if (open.message === '' && rows[i + 1]?.trimEnd() === '{') {
      // Pretty-printed: only the outermost brackets stand at the margin.
      const end = rows.indexOf('}', i + 1)
      const last = end < 0 ? rows.length - 1 : end
      yield { ...open, message: rows.slice(i + 1, last + 1).join('\n') }
      i = last
    } else if (open.message === '' && open.at !== undefined && open.stream === undefined) {
      // Copied from the console: the time above its message.
      i += 1
      yield { ...open, message: rows[i]?.trim() ?? '' }
    } else {
      for (const message of open.message.split(BORDER)) yield { ...open, message }
    }
  }
}

function isStamped(rows: readonly string[], begin: number, end: number): boolean {
  const isNext = rows[end + 1]?.startsWith('EVENTS\t') === true
  return isNext || STAMP.test(begin === end ? (rows[end] ?? '').slice(30) : (rows[end] ?? ''))
}

function* eventOf(event: string, place: string): Generator<LogLine> {
  const [, message = event, stamp = ''] = STAMP.exec(event) ?? []
  const [first = '', ...rest] = message.split('\n')
  const [, id, stream = '', begin = first] = FILTERED.exec(first) ?? []
  yield {
    place,
    id,
    stream,
    at: readInstant(stamp),
    message: [begin, ...rest].join('\n').trimEnd(),
  }
}

function openOf(row: string, place: string): LogLine {
  const tail = TAIL.exec(row)
  if (tail !== null) {
    const [, time = '', stream, message = ''] = tail
    return { place, at: readInstant(time), stream, message }
  }
  const sam = SAM.exec(row)
  if (sam !== null) {
    const [, stream, time = '', message = ''] = sam
    return { place, at: readInstant(time), stream, message }
  }
  const timed = TIMED.exec(row)
  if (timed !== null) {
    const [, time = '', message = ''] = timed
    return { place, at: readInstant(time), stream: undefined, message: message.trim() }
  }
  return { place, at: undefined, stream: undefined, message: row.trim() }
}
