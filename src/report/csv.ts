import type { Start } from '../starts/start.ts'
import type { Joined } from '../verdict/joined.ts'
import { startsOfBothSides } from '../verdict/result.ts'

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
  return [COLUMNS.join(','), ...starts.map(rowOf), ''].join('\n')
}

/** The same; several setups have their label in a column before all others. */
export function renderJoinedCsv({ setups }: Joined): string {
  const [first, ...others] = setups
  if (others.length === 0) return renderCsv(startsOfBothSides(first))
  const rows = setups.flatMap((setup) => {
    const label = cellOf(setup.label)
    return startsOfBothSides(setup).map((start) => `${label},${rowOf(start)}`)
  })
  return [`setup,${COLUMNS.join(',')}`, ...rows, ''].join('\n')
}

function rowOf(start: Start): string {
  return COLUMNS.map((column) => cellOf(start[column])).join(',')
}

/** Quoted where RFC 4180 asks for it. */
function cellOf(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = escapeFormula(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A spreadsheet would run a text that begins with one of these as a formula. */
function escapeFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
