import { formatThousands } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import {
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

/** One row per class, the baseline before the candidate. */
export function renderStarts(result: Result): Markup {
  const [latency, ...others] = SUMMARY_MEASURES.map((measure) =>
    renderMeasure(
      ROW_CLASSES.flatMap((name) => rowsOf(result, name, measure)),
      measure,
    ),
  )
  const parts = others.filter((one) => one !== NOTHING)
  if (latency === undefined || latency === NOTHING) return html`<p>No start was measured.</p>`
  if (parts.length === 0) return latency
  return html`${latency}
<details><summary>Init, duration and overhead</summary>
<p>latency = overhead + init + duration</p>
${parts}</details>`
}

/** Setups beside each other, class by class. */
export function renderSetupsTable(results: readonly Result[]): Markup {
  const rows = SETUP_CLASSES.flatMap((name) =>
    results.flatMap((result) => rowsOf(result, name, 'latency')),
  )
  return rows.length === 0 ? html`<p>No start was measured.</p>` : renderMeasure(rows, 'latency')
}

const SETUP_CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm']

type Row = readonly Markup[]

function renderMeasure(rows: readonly Row[], measure: SummaryMeasure): Markup {
  if (rows.length === 0) return NOTHING
  const columns = [
    { title: 'setup', isText: true },
    { title: 'class', isText: true },
    { title: 'n' },
    ...TABLE_STATS.map((title) => ({ title })),
  ]
  return renderTable(TITLES[measure], columns, rows)
}

/** Those of a class that has values; of "all" also the requests without an answer. */
function rowsOf(result: Result, name: SummaryClass, measure: SummaryMeasure): readonly Row[] {
  const { label, classes, classified, baseline, noAnswer } = result
  const { status, wave } = classified.superCold
  const isMixed = name === 'cold' && status === 'undetermined' && wave.n > 0
  const row = (
    setup: string,
    title: string,
    path: string,
    summary: MeasureSummary | null | undefined,
  ): readonly Row[] =>
    summary === null || summary === undefined
      ? []
      : [[html`${setup}`, renderClass(name, title), ...figuresOf(summary, path)]]
  const before = baseline?.classes[name][measure]
  const path = `${name} ${measure}`
  return [
    ...row(`${baseline?.label} (baseline)`, name, `baseline ${path}`, before),
    ...row(
      label,
      isMixed ? 'cold or super-cold' : name,
      `candidate ${path}`,
      classes[name][measure],
    ),
    ...(name === 'all' && measure === 'latency'
      ? row(label, 'no answer', 'candidate no-answer latency', noAnswer)
      : []),
  ]
}

/** The name of a class with its colour. */
export function renderClass(name: SummaryClass, title: string = name): Markup {
  return html`<span class="class"><span class="key ${name}"></span>${title}</span>`
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
