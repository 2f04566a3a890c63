import type { FunctionFacts } from '../function-facts.ts'
import { formatCount, formatThousands } from '../units.ts'
import type { Check } from '../verdict/check.ts'
import { formatObserved, formatValue } from '../verdict/phrase.ts'
import type { Result } from '../verdict/result.ts'
import {
  type MeasureSummary,
  type SummaryClass,
  type SummaryMeasure,
  TABLE_STATS,
  type TableStat,
} from '../verdict/summary.ts'
import type { VerdictKind } from '../verdict/verdict.ts'
import { renderChart } from './chart.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { renderHow } from './how.ts'
import { renderDetails, renderTable } from './table.ts'

export const VERDICT_ICONS: Readonly<Record<VerdictKind, string>> = {
  pass: '✅',
  warn: '⚠️',
  inconclusive: '❔',
  overridden: '🔓',
  fail: '❌',
  error: '💥',
}

export const RESULT_ICONS: Readonly<Record<Check['result'], string>> = {
  pass: '✅',
  fail: '❌',
  inconclusive: '❔',
}

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
  'how',
  'measures',
  'chart',
  'unreadable',
] as const
const MOST_RULES = 100

/**
 * The report as GitHub Markdown: verdict sentence, rules, starts, then folded parts. Stays under
 * 60,000 characters by leaving out whole parts, the least important ones first.
 */
export function renderMarkdown(result: Result): string {
  const parts = {
    head: renderHead(result),
    rules: renderRules(result),
    starts: renderStarts(result),
    notes: renderNotes(result.notes),
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

function renderRules({ checks, verdict }: Result): string {
  if (checks.length === 0) return ''
  const caveat =
    verdict.kind === 'error'
      ? 'The measurement is not complete, so none of these results counts:\n\n'
      : ''
  const rows = checks
    .slice(0, MOST_RULES)
    .map((check) => [
      iconOf(check),
      code(shorten(check.rule.text, 200)),
      check.observed === null ? '–' : formatObserved(check.observed, check.atLeast, check.rule),
      formatBounds(check),
      escapeMarkdown(shorten(check.reason, 500)),
    ])
  const more = checks.length > MOST_RULES ? `\n\nand ${checks.length - MOST_RULES} more rules` : ''
  const header = ['', 'rule', 'observed', '95 % bounds', 'why']
  return caveat + renderTable(header, rows, (i) => i !== 2 && i !== 3) + more
}

function iconOf({ result, rule }: Check): string {
  return result === 'fail' && rule.severity === 'warn' ? VERDICT_ICONS.warn : RESULT_ICONS[result]
}

/** None for a figure that is exact. */
function formatBounds({ low, high, rule }: Check): string {
  if (low === high) return '–'
  if (low === null) return high === null ? '–' : `≤ ${formatValue(high, rule)}`
  if (high === null) return `≥ ${formatValue(low, rule)}`
  return `${formatValue(low, rule)} … ${formatValue(high, rule)}`
}

/** One row per setup and class, and one of the requests without an answer; none for nothing. */
function renderStarts(result: Result): string {
  const rows = rowsOf(result, (name) => result.classes[name].latency)
  if (result.noAnswer !== null) rows.push(rowOf(result.label, 'no answer', result.noAnswer))
  if (rows.length === 0) return 'No start was measured.'
  const header = ['setup', 'class', 'n', ...STATS]
  return `Latency in ms, as the client saw it:\n\n${renderTable(header, rows, isName)}`
}

function renderMeasures(result: Result): string {
  const rows = MEASURES.flatMap((measure) =>
    rowsOf(result, (name) => result.classes[name][measure]).map(([, ...cells]) => [
      measure,
      ...cells,
    ]),
  )
  if (rows.length === 0) return ''
  const table = renderTable(['measure', 'class', 'n', ...STATS], rows, isName)
  return renderDetails(
    'Init, duration and overhead',
    `In ms; latency = overhead + init + duration.\n\n${table}`,
  )
}

function isName(column: number): boolean {
  return column < 2
}

function rowsOf(
  { label, classified }: Result,
  summaryOf: (name: SummaryClass) => MeasureSummary | null,
): (readonly string[])[] {
  return ROW_CLASSES.flatMap((name) => {
    const summary = summaryOf(name)
    if (summary === null) return []
    const { status, wave } = classified.superCold
    const isMixed = name === 'cold' && status === 'undetermined' && wave.n > 0
    return [rowOf(label, isMixed ? 'cold or super-cold' : name, summary)]
  })
}

function rowOf(label: string, name: string, summary: MeasureSummary): readonly string[] {
  const figures = STATS.map((stat) => {
    const figure = formatThousands(summary[stat])
    return summary.atLeast.includes(stat) ? `≥ ${figure}` : figure
  })
  return [escapeMarkdown(label), name, formatThousands(summary.n), ...figures]
}

function renderNotes(notes: readonly string[]): string {
  return notes.map((note) => `> [!NOTE]\n> ${escapeMarkdown(shorten(note, 500))}`).join('\n\n')
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
