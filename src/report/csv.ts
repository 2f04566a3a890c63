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

/** `starts.csv`: one row per matched request; times in ms, memory in MB, empty where there is none. */
export function renderCsv(starts: readonly Start[]): string {
  return stringify(
    starts.map((start) => COLUMNS.map((column) => start[column])),
    {
      header: true,
      columns: [...COLUMNS],
      cast: { boolean: String, string: escapeFormula },
    },
  )
}

/** A spreadsheet would run a text that begins with one of these as a formula. */
function escapeFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
