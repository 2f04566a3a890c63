import { formatThousands } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import {
  type ClassSummaries,
  type MeasureSummary,
  SUMMARY_MEASURES,
  type SummaryClass,
  type SummaryMeasure,
  TABLE_STATS,
  type TableStat,
} from '../verdict/summary.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { renderTable } from './table.ts'

const ROW_CLASSES: readonly SummaryClass[] = [
  'cold',
  'super-cold',
  'warm',
  'any-cold',
  'all',
  'reset',
]

const TITLES: Readonly<Record<SummaryMeasure, string>> = {
  latency: 'Latency in ms, as the client saw it',
  init: 'Init in ms: the initialisation that the caller waited for',
  duration: 'Duration in ms: the handler',
  overhead: 'Overhead in ms: latency − init − duration',
}

/** One row per setup and class, the baseline before the candidate. */
export function renderStarts(results: readonly Result[]): Markup {
  const [latency, ...others] = SUMMARY_MEASURES.map((measure) => renderMeasure(results, measure))
  const parts = others.filter((one) => one !== NOTHING)
  if (latency === undefined || latency === NOTHING) return html`<p>No start was measured.</p>`
  if (parts.length === 0) return latency
  return html`${latency}
<details><summary>Init, duration and overhead</summary>
<p>latency = overhead + init + duration</p>
${parts}</details>`
}

function renderMeasure(results: readonly Result[], measure: SummaryMeasure): Markup {
  const rows = results.flatMap((result) => rowsOf(result, measure))
  if (rows.length === 0) return NOTHING
  const columns = [
    { title: 'setup', isText: true },
    { title: 'class', isText: true },
    { title: 'n' },
    ...TABLE_STATS.map((title) => ({ title })),
  ]
  return renderTable(TITLES[measure], columns, rows)
}

function rowsOf(
  { label, classes, classified, baseline, noAnswer }: Result,
  measure: SummaryMeasure,
): readonly (readonly Markup[])[] {
  const { status, wave } = classified.superCold
  const isMixed = status === 'undetermined' && wave.n > 0
  const row = (
    setup: string,
    side: string,
    name: SummaryClass,
    own: ClassSummaries,
  ): (readonly Markup[])[] => {
    const summary = own[name][measure]
    if (summary === null) return []
    const title = name === 'cold' && isMixed && side === 'candidate' ? 'cold or super-cold' : name
    return [
      [
        html`${setup}`,
        renderClass(name, title),
        ...figuresOf(summary, `${side} ${name} ${measure}`),
      ],
    ]
  }
  const rows = ROW_CLASSES.flatMap((name) => [
    ...(baseline === undefined
      ? []
      : row(`${baseline.label} (baseline)`, 'baseline', name, baseline.classes)),
    ...row(label, 'candidate', name, classes),
  ])
  if (measure !== 'latency' || noAnswer === null) return rows
  return [
    ...rows,
    [html`${label}`, html`no answer`, ...figuresOf(noAnswer, 'candidate no-answer latency')],
  ]
}

/** The name of a class with its colour. */
export function renderClass(name: SummaryClass, title: string = name): Markup {
  return html`<span class="key ${name}"></span>${title}`
}

function figuresOf(summary: MeasureSummary, path: string): readonly Markup[] {
  const figure = (stat: 'n' | TableStat, text: string): Markup =>
    html`<span data-figure="${path} ${stat}">${text}</span>`
  return [
    figure('n', formatThousands(summary.n)),
    ...TABLE_STATS.map((stat) => figure(stat, formatStat(summary, stat))),
  ]
}

function formatStat(summary: MeasureSummary, stat: TableStat): string {
  if (!summary.atLeast.includes(stat)) return formatThousands(summary[stat])
  // A mean of bounds is a bound that nobody can use.
  return stat === 'mean' ? '–' : `≥ ${formatThousands(summary[stat])}`
}
