import { formatAtLeast, formatThousands } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import {
  type ClassSummaries,
  type ClassSummary,
  type MeasureSummary,
  type SummaryClass,
  type SummaryMeasure,
  TABLE_STATS,
  type TableStat,
} from '../verdict/summary.ts'
import { escapeMarkdown, shorten } from './escape.ts'
import { renderDetails, renderTable } from './table.ts'

/** The study's columns. */
const STATS: readonly TableStat[] = TABLE_STATS.filter((stat) => stat !== 'min')
const ROW_CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']
const MEASURES: readonly SummaryMeasure[] = ['init', 'duration', 'overhead']
const MOST_OF_LABEL = 200

/**
 * One row per setup and class, and one of the requests without an answer; none for nothing. An
 * imported log has no latencies, and an imported summary nothing but its tool's own figures.
 */
export function renderStarts(setups: readonly Result[]): string {
  const rows = rowsOf(setups, (classes, name) => classes[name].latency ?? unknownOf(classes[name]))
  for (const { label, noAnswer } of setups) {
    if (noAnswer !== null) rows.push(rowOf(label, 'no answer', noAnswer))
  }
  for (const { label, imported } of setups) {
    if (!imported?.toolFigures) continue
    const { tool, n, figures, atLeast } = imported.toolFigures
    rows.push(rowOf(label, `all, by ${tool}`, { n, ...figures, atLeast }))
  }
  if (rows.length === 0) return 'No start was measured.'
  const header = ['setup', 'class', 'n', ...STATS]
  return `Latency in ms, as the client saw it:\n\n${renderTable(header, rows, isName)}`
}

export function renderMeasures(setups: readonly Result[]): string {
  const rows = MEASURES.flatMap((measure) =>
    rowsOf(setups, (classes, name) => classes[name][measure]).map(([setup = '', ...cells]) => [
      measure,
      setup,
      ...cells,
    ]),
  )
  if (rows.length === 0) return ''
  const header = ['measure', 'setup', 'class', 'n', ...STATS]
  const table = renderTable(header, rows, (column) => column < 3)
  return renderDetails(
    'Init, duration and overhead',
    `In ms; latency = overhead + init + duration.\n\n${table}`,
  )
}

function isName(column: number): boolean {
  return column < 2
}

/** By class, so that setups stand side by side; a baseline stands before its candidate. */
function rowsOf(
  setups: readonly Result[],
  summaryOf: (classes: ClassSummaries, name: SummaryClass) => Row | null,
): (readonly string[])[] {
  return ROW_CLASSES.flatMap((name) =>
    setups.flatMap(({ label, classes, classified, baseline }) => {
      const { status, wave } = classified.superCold
      const before = baseline && summaryOf(baseline.classes, name)
      const after = summaryOf(classes, name)
      const isMixed = name === 'cold' && status === 'undetermined' && wave.n > 0
      return [
        ...(before ? [rowOf(`${baseline.label} (baseline)`, name, before)] : []),
        ...(after === null ? [] : [rowOf(label, isMixed ? 'cold or super-cold' : name, after)]),
      ]
    }),
  )
}

/** A summary of which not every figure is known. */
type Row = Readonly<Record<TableStat, number | null>> & Pick<MeasureSummary, 'n' | 'atLeast'>

const UNKNOWN = Object.fromEntries(TABLE_STATS.map((stat) => [stat, null])) as Record<
  TableStat,
  null
>

function unknownOf({ count }: ClassSummary): Row | null {
  return count === null || count === 0 ? null : { n: count, ...UNKNOWN, atLeast: [] }
}

function rowOf(label: string, name: string, summary: Row): readonly string[] {
  const figures = STATS.map((stat) => {
    const value = summary[stat]
    if (value === null) return '–'
    if (!summary.atLeast.includes(stat)) return formatThousands(value)
    // A mean of bounds is a bound that nobody can use.
    return stat === 'mean' ? '–' : formatAtLeast(value)
  })
  return [
    escapeMarkdown(shorten(label, MOST_OF_LABEL)),
    name,
    formatThousands(summary.n),
    ...figures,
  ]
}
