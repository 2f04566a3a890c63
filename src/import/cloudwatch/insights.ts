import type { StoredRun } from '../../join/stored-run.ts'
import type { Start } from '../../starts/start.ts'
import type { MB } from '../../units.ts'
import { quote, readAmount, readInstant, readTime } from '../cells.ts'
import { nameStart } from '../client-times.ts'
import { type LogLine, runOfLogLines, runOfStarts } from './log-lines.ts'

/** One row of a Logs Insights query, by field; a field that an event does not have is absent or ''. */
export type InsightsRow = { readonly place: string; readonly field: (name: string) => string }

/** What a query without an own `limit` returns at most, now and before 2023. */
const LIMITS: ReadonlySet<number> = new Set([1_000, 10_000])

/**
 * Rows of a Logs Insights query: by their `@message` where there is one, otherwise by the fields
 * that Insights discovers in REPORT lines. Its sizes are bytes, 1,000,000 to a MB.
 *
 * Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 *
 * @param names of all fields of the result.
 * @returns why there is no start, naming the row.
 */
export function runOfInsights(
  source: string,
  label: string,
  rows: readonly InsightsRow[],
  names: ReadonlySet<string>,
): StoredRun | string {
  const run = names.has('@message')
    ? runOfLogLines(source, label, rows.map(lineOf))
    : runOfFields(source, label, rows, names)
  if (typeof run === 'string' || !LIMITS.has(rows.length)) return run
  const note = `The query returned exactly ${rows.length} rows, which is a limit of Logs Insights: others may be missing.`
  return { ...run, notes: [...run.notes, note] }
}

function lineOf({ place, field }: InsightsRow): LogLine {
  const stream = field('@logStream')
  return {
    place,
    at: readInstant(field('@timestamp')),
    stream: stream === '' ? undefined : stream,
    message: field('@message'),
  }
}

function runOfFields(
  source: string,
  label: string,
  rows: readonly InsightsRow[],
  names: ReadonlySet<string>,
): StoredRun | string {
  const absent = ['@duration', '@initDuration'].filter((name) => !names.has(name))
  if (absent.length > 0) {
    return `is a query result without ${absent.join(' and ')}, so cold starts cannot be told; query: fields @timestamp, @logStream, @message | filter @type = "REPORT"`
  }
  const starts = new Map<string, Start>()
  for (const row of rows) {
    if (row.field('@duration') === '') continue
    const start = startOf(row, source)
    if (typeof start === 'string') return start
    starts.set(start.requestId, start)
  }
  if (starts.size === 0) return 'is a query result without a REPORT line'
  return runOfStarts(
    source,
    label,
    [...starts.values()],
    [
      `The query has REPORT lines alone, so a start whose init failed or ran into its time limit counts as warm.`,
    ],
  )
}

function startOf({ place, field }: InsightsRow, source: string): Start | string {
  const wrong = (name: string): string =>
    `is corrupt: ${place} has the ${name} ${quote(field(name))}, expected a number`
  const read = (name: string): number | null | undefined =>
    field(name) === '' ? null : readTime(field(name))
  const size = (name: string): MB | null | undefined => {
    if (field(name) === '') return null
    const bytes = readAmount(field(name))
    return bytes === undefined ? undefined : bytes / 1e6
  }
  const [duration, init] = [read('@duration'), read('@initDuration')]
  const [billed, maxMemory] = [read('@billedDuration'), size('@maxMemoryUsed')]
  const memorySize = size('@memorySize')
  if (duration === undefined || duration === null) return wrong('@duration')
  if (init === undefined) return wrong('@initDuration')
  if (billed === undefined) return wrong('@billedDuration')
  if (maxMemory === undefined) return wrong('@maxMemoryUsed')
  if (memorySize === undefined) return wrong('@memorySize')
  const at = readInstant(field('@timestamp'))
  return {
    requestId: field('@requestId').slice(0, 100) || nameStart(source, place),
    side: 'candidate',
    step: 0,
    round: null,
    wave: 'fresh',
    class: init === null ? 'warm' : 'cold',
    environment: field('@logStream').slice(0, 400) || null,
    sentAt: at === undefined ? null : at - duration - (init ?? 0),
    clientDelay: null,
    latency: null,
    init,
    initKind: init === null ? 'none' : 'init',
    initCensored: false,
    duration,
    overhead: null,
    billed,
    maxMemory,
    memorySize,
    censored: false,
    error: null,
  }
}
