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
  const isOfLog = result.classes.all.latency === null && result.classes.all.count !== 0
  const [latency = NOTHING, ...others] = SUMMARY_MEASURES.map((measure) => {
    const rows = ROW_CLASSES.flatMap((name) => rowsOf(result, name, measure))
    return renderMeasure([...rows, ...(measure === 'latency' ? toolRows(result) : [])], measure)
  })
  const parts = others.filter((one) => one !== NOTHING)
  if (latency === NOTHING) return html`<p>No start was measured.</p>`
  if (parts.length === 0) return latency
  if (isOfLog) return html`${parts}<p>Latency: unknown, for no client measured.</p>`
  return html`${latency}
<details><summary>Init, duration and overhead</summary>
<p>latency = overhead + init + duration</p>
${parts}</details>`
}

/** Setups beside each other, class by class. */
export function renderSetupsTable(results: readonly Result[]): Markup {
  const rows = [
    ...SETUP_CLASSES.flatMap((name) => results.flatMap((one) => rowsOf(one, name, 'latency'))),
    ...results.flatMap(noAnswerRows),
    ...results.flatMap(toolRows),
  ]
  return rows.length === 0 ? html`<p>No start was measured.</p>` : renderMeasure(rows, 'latency')
}

const SETUP_CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']

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

/** Of a tool's own figures, those that it does not have are null. */
type Figures = Readonly<Record<TableStat, number | null>> & Pick<MeasureSummary, 'n' | 'atLeast'>

/** Those of a class that has values; of "all" also the requests without an answer. */
function rowsOf(result: Result, name: SummaryClass, measure: SummaryMeasure): readonly Row[] {
  const { label, classes, classified, baseline } = result
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
  const title = isMixed ? 'cold or super-cold' : name
  const own = row(label, title, `candidate ${path}`, classes[name][measure])
  return [
    ...row(`${baseline?.label} (baseline)`, name, `baseline ${path}`, before),
    ...(measure === 'latency' && own.length === 0 ? unknownRow(label, name, title, classes) : own),
    ...(name === 'all' && measure === 'latency' ? noAnswerRows(result) : []),
  ]
}

function noAnswerRows({ label, noAnswer }: Result): readonly Row[] {
  if (noAnswer === null) return []
  const figures = figuresOf(noAnswer, 'candidate no-answer latency')
  return [[html`${label}`, renderClass('all', 'no answer'), ...figures]]
}

/** Starts of which a log tells, but not how long the client waited. */
function unknownRow(
  label: string,
  name: SummaryClass,
  title: string,
  classes: Result['classes'],
): readonly Row[] {
  const { count } = classes[name]
  if (count === null || count === 0) return []
  const none = TABLE_STATS.map(() => html`–`)
  return [[html`${label}`, renderClass(name, title), html`${formatThousands(count)}`, ...none]]
}

/** A load tester's own figures, which are over all of its requests. */
function toolRows({ label, imported }: Result): readonly Row[] {
  if (!imported?.toolFigures) return []
  const { tool, n, figures, atLeast } = imported.toolFigures
  const shown = figuresOf({ ...figures, n, atLeast }, 'tool')
  return [[html`${label}`, renderClass('all', `all, by ${tool}`), ...shown]]
}

/** The name of a class with its colour. */
export function renderClass(name: SummaryClass, title: string = name): Markup {
  return html`<span class="class"><span class="key ${name}"></span>${title}</span>`
}

function figuresOf(summary: Figures, path: string): readonly Markup[] {
  const figure = (stat: 'n' | TableStat, text: string): Markup =>
    html`<span data-figure="${path} ${stat}">${text}</span>`
  return [
    figure('n', formatThousands(summary.n)),
    ...TABLE_STATS.map((stat) => figure(stat, formatStat(summary, stat))),
  ]
}

function formatStat(summary: Figures, stat: TableStat): string {
  const value = summary[stat]
  if (value === null) return '–'
  if (!summary.atLeast.includes(stat)) return formatThousands(value)
  // A mean of bounds is a bound that nobody can use.
  return stat === 'mean' ? '–' : `≥ ${formatThousands(value)}`
}
