import type { StoredRun } from '../join/stored-run.ts'
import type { Ms } from '../units.ts'
import type { ToolFigures } from '../verdict/imported.ts'
import { TABLE_STATS, type TableStat } from '../verdict/summary.ts'
import { limitOf } from './client-times.ts'
import { nameOf } from './label.ts'

/** What an aggregated file says. */
export type Printed = {
  readonly source: string
  readonly tool: ToolFigures['tool']
  /** Requests. */
  readonly sent: number
  /** Of these, the ones with a time: what the figures are of. */
  readonly n: number
  /** Of the requests, the ones without a good answer. */
  readonly failed: number
  readonly throttled: number
  readonly figures: Partial<Readonly<Record<TableStat, Ms | undefined>>>
  /** How far the figures can be trusted, and what to export to have more: sentences. */
  readonly notes: readonly string[]
}

/**
 * A run of figures alone: without single requests nothing can be told apart, joined or judged.
 *
 * A statistic just above a gateway's limit is taken as cut off there, as a single time would be; the
 * mean is a bound as soon as the maximum is one.
 */
export function runOfFigures(printed: Printed): StoredRun {
  const { source, tool, sent, n, failed, throttled, notes } = printed
  const isCut = (stat: TableStat): boolean => {
    const value = printed.figures[stat === 'mean' ? 'max' : stat]
    return value !== undefined && limitOf(value) !== undefined
  }
  const shown = (stat: TableStat): Ms | null => {
    const value = printed.figures[stat]
    if (value === undefined) return null
    return stat === 'mean' ? value : (limitOf(value) ?? value)
  }
  const entries = TABLE_STATS.map((stat) => [stat, shown(stat)] as const)
  const figures = Object.fromEntries(entries) as Record<TableStat, Ms | null>
  const atLeast = TABLE_STATS.filter((stat) => figures[stat] !== null && isCut(stat))
  return {
    source,
    label: nameOf(source),
    facts: undefined,
    planText: '',
    starts: [],
    counts: {
      sent,
      answered: sent - failed - throttled,
      failed,
      throttled,
      dropped: 0,
      matched: 0,
      missing: sent - failed - throttled,
      foreign: 0,
      functionErrors: 0,
      gaveUp: 0,
      unreadable: 0,
    },
    missing: [],
    gaveUp: [],
    baseline: undefined,
    stopRules: [],
    notes: [
      `The figures are ${tool}’s own, over all requests, failed ones among them; the file has no single requests, so cold starts cannot be told from warm ones and no rule can be judged.`,
      ...notes,
    ],
    failure: undefined,
    form: `figures of ${tool}`,
    imported: {
      unanswered: {
        rules: 'all',
        reason: `the file has ${tool}’s own figures, and no single requests`,
      },
      toolFigures: { tool, n, figures, atLeast },
    },
  }
}
