import type { Ms } from '../units.ts'
import type { TableStat } from './summary.ts'

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
