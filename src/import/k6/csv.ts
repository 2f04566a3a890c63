import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readInstant, readTime } from '../cells.ts'
import { type ClientRule, type ClientTime, runOfClientTimes } from '../client-times.ts'
import { describeNames } from '../request-names.ts'
import { readTable } from '../table.ts'
import { isOfLoad, METRIC, timeOfPoint, WHAT } from './point.ts'

const NEEDED = ['metric_name', 'timestamp', 'metric_value', 'status', 'error_code', 'group', 'name']

/**
 * The file of `k6 run --out csv=file`. Its times are whole seconds unless K6_CSV_TIME_FORMAT asks
 * for more; latencies are exact in either case.
 *
 * @returns why it has no times, naming the line.
 */
export function readK6Csv(
  source: string,
  label: string,
  text: string,
  rule: ClientRule,
): StoredRun | string {
  const table = readTable(text)
  if (typeof table === 'string') return table
  const absent = NEEDED.filter((name) => !table.header.includes(name))
  if (absent.length > 0) {
    return `has no column ${absent.join(', ')}: k6 was told to leave it out (--system-tags)`
  }
  const [metricAt, timeAt, valueAt, statusAt, errorAt, groupAt, nameAt] = NEEDED.map((name) =>
    table.header.indexOf(name),
  ) as [number, number, number, number, number, number, number]
  const times: ClientTime[] = []
  const names = new Set<string>()
  for (const [i, row] of table.rows.entries()) {
    const cell = (column: number): string => row[column] ?? ''
    if (cell(metricAt) !== METRIC) continue
    const wrong = (column: number, expected: string): string =>
      `is corrupt: line ${table.lineOf(i)} has the ${table.header[column]} ${quote(cell(column))}, expected ${expected}`
    const at = readInstant(cell(timeAt))
    const value = readTime(cell(valueAt))
    if (at === undefined) return wrong(timeAt, 'a time since 1970 or a date')
    if (value === undefined) return wrong(valueAt, 'milliseconds')
    const [status, errorCode, group] = [cell(statusAt), cell(errorAt), cell(groupAt)]
    const point = { place: `row ${i + 1}`, at, value, status, errorCode, group }
    const time = timeOfPoint(point)
    if (time === undefined) return wrong(statusAt, 'an HTTP status')
    if (!isOfLoad(point)) continue
    times.push(time)
    names.add(cell(nameAt))
  }
  if (times.length === 0) return `is output of k6 without a ${METRIC}: no HTTP request was made`
  return runOfClientTimes(
    {
      source,
      label,
      times,
      form: 'the CSV of k6',
      what: WHAT,
      notes: describeNames(names),
      hasStatus: true,
    },
    rule,
  )
}
