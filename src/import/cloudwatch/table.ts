import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readInstant } from '../cells.ts'
import { readTable, type Table } from '../table.ts'
import { runOfInsights } from './insights.ts'
import { runOfLogLines } from './log-lines.ts'

/** Whether a header is that of the console's "Download search results (CSV)". */
export function isConsoleExport(header: readonly string[]): boolean {
  return header.includes('timestamp') && header.includes('message')
}

/** Whether a header is that of a Logs Insights result. */
export function isInsightsExport(header: readonly string[]): boolean {
  return header.some((name) => name.startsWith('@'))
}

/**
 * The CSV that the console of CloudWatch Logs saves: `timestamp,message` of log events.
 *
 * @returns why there is no start, naming the line.
 */
export function readConsoleExport(source: string, label: string, text: string): StoredRun | string {
  const table = readTable(text)
  if (typeof table === 'string') return table
  const cell = cellsOf(table)
  const wrong = table.rows.findIndex((_, i) => readInstant(cell(i, 'timestamp')) === undefined)
  if (wrong >= 0) {
    return `is corrupt: line ${table.lineOf(wrong)} has the timestamp ${quote(cell(wrong, 'timestamp'))}, expected ms since 1970`
  }
  const lines = table.rows.map((_, i) => ({
    place: `row ${i + 1}`,
    at: readInstant(cell(i, 'timestamp')),
    stream: cell(i, 'logStreamName') || undefined,
    message: cell(i, 'message'),
  }))
  return runOfLogLines(source, label, lines)
}

/**
 * The CSV of a Logs Insights query.
 *
 * @returns why there is no start, naming the row.
 */
export function readInsightsExport(
  source: string,
  label: string,
  text: string,
): StoredRun | string {
  const table = readTable(text)
  if (typeof table === 'string') return table
  const cell = cellsOf(table)
  const rows = table.rows.map((_, i) => ({
    place: `row ${i + 1}`,
    field: (name: string) => cell(i, name),
  }))
  return runOfInsights(source, label, rows, new Set(table.header))
}

function cellsOf({ header, rows }: Table): (row: number, name: string) => string {
  const columns = new Map(header.map((name, column) => [name, column]))
  return (row, name) => {
    const column = columns.get(name)
    return column === undefined ? '' : (rows[row]?.[column] ?? '').trim()
  }
}
