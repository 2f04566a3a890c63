import type { Total } from '../config/threshold.ts'
import type { Ms } from '../units.ts'
import type { TableStat } from './summary.ts'

/** What a run lacks that was read from a file of another tool. */
export type Imported = {
  /** The rules that the file cannot answer, and why: what it lacks would read as "none happened". */
  readonly unanswered: { readonly rules: 'all' | readonly Total[]; readonly reason: string }
  /** Of a file without single requests, which has no starts; null for any other. */
  readonly toolFigures: ToolFigures | null
}

/**
 * A load tester's own figures over all of its requests, failed ones among them. They are shown in a
 * row; no rule judges them, and they merge with nothing.
 */
export type ToolFigures = {
  readonly tool: 'Locust' | 'k6' | 'Artillery'
  readonly n: number
  /** Null where the tool has none. */
  readonly figures: Readonly<Record<TableStat, Ms | null>>
  /** Statistics that lie at a gateway's limit: these figures are lower bounds. */
  readonly atLeast: readonly TableStat[]
}
