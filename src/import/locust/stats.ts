import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readAmount, readTime } from '../cells.ts'
import { readTable, type Table } from '../table.ts'
import { type Printed, runOfFigures } from '../tool-figures.ts'

const ROUNDED =
  'Locust rounds its percentiles to two digits (above 1 s to 100 ms, above 10 s to 1 s); log each request to have exact ones (docs/other-tools.md).'

type Columns = Readonly<Record<'n' | 'failed' | 'mean' | 'min' | 'max' | 'p50', string>> & {
  readonly p75?: string
  readonly p95?: string
  readonly p99?: string
}

const OF_STATS: Columns = {
  n: 'Request Count',
  failed: 'Failure Count',
  mean: 'Average Response Time',
  min: 'Min Response Time',
  max: 'Max Response Time',
  p50: '50%',
  p75: '75%',
  p95: '95%',
  p99: '99%',
}

/** The percentiles of a history are of its last 10 s; only its totals are of the whole run. */
const OF_HISTORY: Columns = {
  n: 'Total Request Count',
  failed: 'Total Failure Count',
  mean: 'Total Average Response Time',
  min: 'Total Min Response Time',
  max: 'Total Max Response Time',
  p50: 'Total Median Response Time',
}

/** Locust's `*_stats.csv`: the row of everything. */
export function readLocustStats(source: string, text: string): StoredRun | string {
  return readRow(source, text, OF_STATS, [`${ROUNDED}`])
}

/** Locust's `*_stats_history.csv`, with or without `--csv-full-history`: its last row of everything. */
export function readLocustHistory(source: string, text: string): StoredRun | string {
  return readRow(source, text, OF_HISTORY, [
    `A history of Locust has no percentile of the whole run but the median; its *_stats.csv has more. ${ROUNDED}`,
  ])
}

function readRow(
  source: string,
  text: string,
  columns: Columns,
  notes: readonly string[],
): StoredRun | string {
  const table = readTable(text)
  if (typeof table === 'string') return table
  const absent = Object.values(columns).filter((name) => !table.header.includes(name))
  if (absent.length > 0)
    return `is statistics of Locust without the column ${quote(absent.join(', '))}`
  const nameAt = table.header.indexOf('Name')
  const row = table.rows.findLastIndex((cells) => cells[nameAt] === 'Aggregated')
  if (row < 0) return 'is statistics of Locust without a row "Aggregated": it was cut off'
  const found = readFigures(table, row, columns)
  if (typeof found === 'string') return found
  const { n, failed, ...figures } = found
  if (n === 0) return 'is statistics of Locust without a request'
  if (failed > n) return `is corrupt: line ${table.lineOf(row)} counts more failures than requests`
  return runOfFigures({
    source,
    tool: 'Locust',
    sent: n,
    n,
    failed,
    throttled: 0,
    figures,
    notes,
  })
}

function readFigures(
  table: Table,
  row: number,
  columns: Columns,
): (Printed['figures'] & { readonly n: number; readonly failed: number }) | string {
  const figures: Record<string, number> = {}
  for (const [stat, name] of Object.entries(columns)) {
    const cell = table.rows[row]?.[table.header.indexOf(name)] ?? ''
    const isCount = stat === 'n' || stat === 'failed'
    const value = isCount ? readAmount(cell) : readTime(cell)
    if (value === undefined || (isCount && !Number.isInteger(value))) {
      // Before the first answer Locust writes N/A for percentiles.
      if (cell === 'N/A') continue
      return `is corrupt: line ${table.lineOf(row)} has the ${name} ${quote(cell)}, expected a number`
    }
    figures[stat] = value
  }
  const { n = 0, failed = 0, ...rest } = figures
  return { n, failed, ...rest }
}
