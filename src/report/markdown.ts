import type { FunctionFacts } from '../function-facts.ts'
import { formatCount, formatThousands } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import {
  type ClassSummaries,
  type MeasureSummary,
  type SummaryClass,
  type SummaryMeasure,
  TABLE_STATS,
  type TableStat,
} from '../verdict/summary.ts'
import { renderDifferences } from './baseline.ts'
import { renderChart } from './chart.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { renderHow } from './how.ts'
import { renderRules, VERDICT_ICONS } from './rules.ts'
import { renderDetails, renderTable } from './table.ts'

/** The study's columns. */
const STATS: readonly TableStat[] = TABLE_STATS.filter((stat) => stat !== 'min')
const ROW_CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']
const MEASURES: readonly SummaryMeasure[] = ['init', 'duration', 'overhead']

/** GitHub refuses more than 65,536 characters; 1,000 of 60,000 are kept for the marker and `LEFT_OUT`. */
const MOST_CHARACTERS = 59_000
const LEFT_OUT =
  'Some parts did not fit into a comment and were left out; `report.json` and `starts.csv` have everything.'
const IMPORTANCE = [
  'head',
  'rules',
  'starts',
  'notes',
  'differences',
  'how',
  'measures',
  'chart',
  'unreadable',
] as const

/**
 * The report as GitHub Markdown: verdict sentence, rules, starts, then folded parts. Stays under
 * 60,000 characters by leaving out whole parts, the least important ones first.
 */
export function renderMarkdown(result: Result): string {
  const parts = {
    head: renderHead(result),
    rules: renderRules(result),
    starts: renderStarts(result),
    notes: renderNotes(result),
    differences: renderDifferences(result),
    chart: renderChart(result),
    measures: renderMeasures(result),
    how: renderDetails('How it was measured', renderHow(result)),
    unreadable: renderUnreadable(result.unreadable),
  }
  let length = 0
  let leftOut = ''
  for (const name of IMPORTANCE) {
    if (length + parts[name].length > MOST_CHARACTERS) {
      parts[name] = ''
      leftOut = LEFT_OUT
    }
    length += parts[name].length + 2
  }
  const kept = [...Object.values(parts), leftOut].filter((part) => part !== '')
  return `${kept.join('\n\n')}\n`
}

function renderHead({ verdict, label, facts }: Result): string {
  const sentence = escapeMarkdown(shorten(capitalise(verdict.summary), 2_000))
  const title = `### ${VERDICT_ICONS[verdict.kind]} ${sentence}`
  return `${title}\n\n${[code(label), ...describeFunction(facts)].join(' · ')}`
}

function describeFunction(facts: FunctionFacts | undefined): readonly string[] {
  if (facts === undefined) return []
  const { version, packageType, architecture, memoryMB } = facts
  return [
    `version ${code(version)}`,
    escapeMarkdown(packageType),
    escapeMarkdown(architecture),
    `${formatThousands(memoryMB)} MB`,
  ]
}

/** One row per setup and class, and one of the requests without an answer; none for nothing. */
function renderStarts(result: Result): string {
  const rows = rowsOf(result, (classes, name) => classes[name].latency)
  if (result.noAnswer !== null) rows.push(rowOf(result.label, 'no answer', result.noAnswer))
  if (rows.length === 0) return 'No start was measured.'
  const header = ['setup', 'class', 'n', ...STATS]
  return `Latency in ms, as the client saw it:\n\n${renderTable(header, rows, isName)}`
}

function renderMeasures(result: Result): string {
  const rows = MEASURES.flatMap((measure) =>
    rowsOf(result, (classes, name) => classes[name][measure]).map(([setup = '', ...cells]) => [
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

/** By class, the baseline before the candidate. */
function rowsOf(
  { label, classes, classified, baseline }: Result,
  summaryOf: (classes: ClassSummaries, name: SummaryClass) => MeasureSummary | null,
): (readonly string[])[] {
  const { status, wave } = classified.superCold
  return ROW_CLASSES.flatMap((name) => {
    const before = baseline && summaryOf(baseline.classes, name)
    const after = summaryOf(classes, name)
    const isMixed = name === 'cold' && status === 'undetermined' && wave.n > 0
    return [
      ...(before ? [rowOf(`${baseline.label} (baseline)`, name, before)] : []),
      ...(after === null ? [] : [rowOf(label, isMixed ? 'cold or super-cold' : name, after)]),
    ]
  })
}

function rowOf(label: string, name: string, summary: MeasureSummary): readonly string[] {
  const figures = STATS.map((stat) => {
    if (!summary.atLeast.includes(stat)) return formatThousands(summary[stat])
    // A mean of bounds is a bound that nobody can use.
    return stat === 'mean' ? '–' : `≥ ${formatThousands(summary[stat])}`
  })
  return [escapeMarkdown(label), name, formatThousands(summary.n), ...figures]
}

/** Why nothing was compared stands beside the rules already, where there are any. */
function renderNotes({ notes, checks }: Result): string {
  const told = new Set(checks.map(({ reason }) => `${capitalise(reason)}.`))
  return notes
    .filter((note) => !told.has(note))
    .map((note) => `> [!NOTE]\n> ${escapeMarkdown(shorten(note, 500))}`)
    .join('\n\n')
}

function renderUnreadable(lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const shown = lines.slice(0, 3).map((line) => `- ${code(shorten(line, 200))}`)
  const title = `${formatCount(lines.length, 'log line')} like a platform's that could not be read`
  return renderDetails(title, shown.join('\n'))
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
