import { stringify } from 'csv-stringify/sync'
import type { Start } from '../starts/start.ts'

const COLUMNS = [
  'requestId',
  'side',
  'step',
  'round',
  'wave',
  'class',
  'environment',
  'sentAt',
  'clientDelay',
  'latency',
  'init',
  'initKind',
  'initCensored',
  'duration',
  'overhead',
  'billed',
  'maxMemory',
  'memorySize',
  'censored',
  'error',
] as const satisfies readonly (keyof Start)[]

/** As many rows are written at a time. */
const ROWS = 1_000

/**
 * `starts.csv`: one row per matched request; times in ms, memory in MB, empty where there is none.
 *
 * @returns the text in parts, to be written one after the other.
 */
export function* printCsv(starts: readonly Start[]): Generator<string> {
  yield stringify([COLUMNS])
  for (let from = 0; from < starts.length; from += ROWS) {
    const rows = starts.slice(from, from + ROWS)
    yield stringify(
      rows.map((start) => COLUMNS.map((column) => start[column])),
      { cast: { boolean: String, string: escapeFormula } },
    )
  }
}

/** The same in one piece. */
export function renderCsv(starts: readonly Start[]): string {
  return [...printCsv(starts)].join('')
}

/** A spreadsheet would run a text that begins with one of these as a formula. */
function escapeFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
