import { whyTooLarge } from '../join/document-size.ts'
import { readLabel } from '../join/label.ts'
import type { StoredRun } from '../join/stored-run.ts'
import { formatThousands } from '../units.ts'
import { isArtillery, readArtillery } from './artillery.ts'
import type { ClientRule } from './client-times.ts'
import { isLogDocument, readLogDocument } from './cloudwatch/document.ts'
import {
  isConsoleExport,
  isInsightsExport,
  readConsoleExport,
  readInsightsExport,
} from './cloudwatch/table.ts'
import { isFunctionLog, readLogText } from './cloudwatch/text.ts'
import { readK6Csv } from './k6/csv.ts'
import { readK6Points } from './k6/points.ts'
import { isK6Summary, readK6Summary } from './k6/summary.ts'
import { labelOf } from './label.ts'
import { isLocustLog, readLocustLog } from './locust/log.ts'
import { isRequestLog, readRequestLog } from './locust/requests.ts'
import { readLocustHistory, readLocustStats } from './locust/stats.ts'

/** Why a file is refused whose form is not told. */
export const NOT_KNOWN =
  'is none of the files that can be read: a report.json of this action; a log, request log, *_stats.csv or *_stats_history.csv of Locust; k6 --out json or csv, or its summary; a report of Artillery; REPORT lines from CloudWatch Logs'

/** A file of 100 MB has fewer, unless they are nearly empty. */
const MOST_LINES = 1_000_000
/** No header of a table is longer. */
const MOST_OF_HEADER = 100_000

type Read = (source: string, label: string, text: string, rule: ClientRule) => StoredRun | string

/**
 * A run of one setup from a file of another tool. What the file is, its content tells; the name only
 * becomes the label.
 *
 * @param source the file's path.
 * @param rule by which client times alone are told apart.
 * @returns why it has none, to follow the file's name: "is corrupt: line 3 …".
 */
export function readImport(source: string, text: string, rule: ClientRule): StoredRun | string {
  if (hasMoreLines(text, MOST_LINES)) {
    return `has more than ${formatThousands(MOST_LINES)} lines; give a part of it`
  }
  const body = text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n')
  if (body.trim() === '') return 'is empty'
  if (body.includes('\0'))
    return 'is no UTF-8 text; save it as UTF-8 (PowerShell’s > writes UTF-16)'
  const read = /^\s*[[{]/.test(body) && !isLocustLog(body) ? readJson : readerOfText(body)
  if (typeof read === 'string') return read
  const run = read(source, labelOf(source), body, rule)
  if (typeof run === 'string') return run
  const label = readLabel(run.label)
  return label === '' ? 'has a name that can be no label; rename it' : { ...run, label }
}

function readerOfText(text: string): Read | string {
  if (isLocustLog(text)) return readLocustLog
  const [first = ''] = text.slice(0, MOST_OF_HEADER).split('\n', 1)
  const header = headerOf(first)
  if (header[0] === 'Type' && header[1] === 'Name')
    return (source, _, text) => readLocustStats(source, text)
  if (header[0] === 'Timestamp' && header[1] === 'User Count')
    return (source, _, text) => readLocustHistory(source, text)
  if (header[0] === 'metric_name') return readK6Csv
  if (isConsoleExport(header)) return readConsoleExport
  if (isInsightsExport(header)) return readInsightsExport
  if (isRequestLog(header)) return readRequestLog
  if (header.includes('Occurrences') || header.includes('Traceback')) {
    return 'is Locust’s list of failures or exceptions, which has no times; take its *_stats.csv, or a request log (docs/other-tools.md)'
  }
  return isFunctionLog(text) ? readLogText : NOT_KNOWN
}

/** Of any delimiter: which one it is, the reader of the table says. */
function headerOf(line: string): readonly string[] {
  return line.split(/[,;\t|]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}

function readJson(
  source: string,
  label: string,
  text: string,
  rule: ClientRule,
): StoredRun | string {
  const [first = ''] = text.trimStart().split('\n', 1)
  // k6 writes one object a line, and so is a log in the JSON format.
  if (/^\{.*"metric":/.test(first)) return readK6Points(source, label, text, rule)
  const obstacle = whyTooLarge(text)
  if (obstacle !== undefined) return obstacle
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) {
    return isFunctionLog(text)
      ? readLogText(source, label, text)
      : 'is no JSON: it is cut off or corrupt'
  }
  if (isLogDocument(value)) return readLogDocument(source, label, value)
  if (isArtillery(value)) return readArtillery(source, value)
  if (isK6Summary(value)) return readK6Summary(source, value)
  if ('type' in value && isFunctionLog(text)) return readLogText(source, label, text)
  return NOT_KNOWN
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whichever way they end; stops as soon as it knows. */
function hasMoreLines(text: string, most: number): boolean {
  let lines = 0
  for (const end of ['\n', '\r']) {
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
      lines += Number(end === '\n' || text[at + 1] !== '\n')
      if (lines >= most) return true
    }
  }
  return false
}
