import type { FunctionFacts } from '../function-facts.ts'
import { formatCount, formatShare, formatThousands, formatTime, formatUsd } from '../units.ts'
import type { Check } from '../verdict/check.ts'
import { formatValue } from '../verdict/phrase.ts'
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
import { renderDetails, renderTable } from './table.ts'

export const VERDICT_ICONS: Readonly<Record<VerdictKind, string>> = {
  pass: '✅',
  warn: '⚠️',
  inconclusive: '❔',
  overridden: '🔓',
  fail: '❌',
  error: '💥',
}

const RESULT_ICONS: Readonly<Record<Check['result'], string>> = {
  pass: '✅',
  fail: '❌',
  inconclusive: '❔',
}

/** The study's columns. */
const STATS: readonly TableStat[] = TABLE_STATS.filter((stat) => stat !== 'min')
const ROW_CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']
const MEASURES: readonly SummaryMeasure[] = ['init', 'duration', 'overhead']

/** GitHub refuses more than 65,536 characters. */
const MOST_CHARACTERS = 60_000
const MOST_RULES = 100

/**
 * The report as GitHub Markdown: verdict sentence, rules, starts, then folded parts. Stays under
 * 60,000 characters by leaving out whole parts, the last ones first.
 */
export function renderMarkdown(result: Result): string {
  const parts = [
    renderHead(result),
    renderRules(result.checks),
    renderStarts(result),
    renderNotes(result.notes),
    renderDetails('How it was measured', renderHow(result)),
    renderDetails('Init, duration and overhead', renderMeasures(result)),
    renderChart(result),
    renderUnreadable(result.unreadable),
  ].filter((part) => part !== '')
  const kept: string[] = []
  let length = 0
  for (const part of parts) {
    if (length + part.length + 2 > MOST_CHARACTERS) continue
    kept.push(part)
    length += part.length + 2
  }
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
  return [code(version), packageType, architecture, `${formatThousands(memoryMB)} MB`].map(
    (text) => (text.startsWith('`') ? text : escapeMarkdown(text)),
  )
}

function renderRules(checks: readonly Check[]): string {
  if (checks.length === 0) return ''
  const rows = checks
    .slice(0, MOST_RULES)
    .map((check) => [
      RESULT_ICONS[check.result],
      code(shorten(check.rule.text, 200)),
      formatOptional(check.observed, check),
      `${formatOptional(check.low, check)} … ${formatOptional(check.high, check)}`,
      escapeMarkdown(shorten(check.reason, 500)),
    ])
  const more = checks.length > MOST_RULES ? `\n\nand ${checks.length - MOST_RULES} more rules` : ''
  return renderTable(['', 'rule', 'observed', '95 % bounds', 'why'], rows, 2) + more
}

function formatOptional(value: number | null, { rule }: Check): string {
  return value === null ? '–' : formatValue(value, rule)
}

/** One row per setup and class; a class without starts has none. */
function renderStarts(result: Result): string {
  const rows = rowsOf(result, ROW_CLASSES, (name) => result.classes[name].latency)
  if (rows.length === 0) return 'No start was measured.'
  const header = ['setup', 'class', 'n', ...STATS]
  return `Latency in ms, as the client saw it:\n\n${renderTable(header, rows, 2)}`
}

function renderMeasures(result: Result): string {
  const rows = MEASURES.flatMap((measure) =>
    rowsOf(result, ROW_CLASSES, (name) => result.classes[name][measure]).map(([, ...cells]) => [
      measure,
      ...cells,
    ]),
  )
  return `In ms; latency = overhead + init + duration.\n\n${renderTable(['measure', 'class', 'n', ...STATS], rows, 2)}`
}

function rowsOf(
  { label }: Result,
  names: readonly SummaryClass[],
  summaryOf: (name: SummaryClass) => MeasureSummary | null,
): readonly (readonly string[])[] {
  return names.flatMap((name) => {
    const summary = summaryOf(name)
    if (summary === null) return []
    const figures = STATS.map((stat) => {
      const figure = formatThousands(summary[stat])
      return summary.atLeast.includes(stat) ? `≥ ${figure}` : figure
    })
    return [[escapeMarkdown(label), name, formatThousands(summary.n), ...figures]]
  })
}

function renderNotes(notes: readonly string[]): string {
  return notes.map((note) => `> [!NOTE]\n> ${escapeMarkdown(shorten(note, 500))}`).join('\n\n')
}

function renderHow({ counts, cost, classified, planText, facts }: Result): string {
  const { sent, answered, failed, throttled, dropped, matched, missing, foreign } = counts
  const { superCold } = classified
  const { wave } = superCold
  const share =
    wave.superCold === null || wave.low === null || wave.high === null
      ? ''
      : ` ${wave.superCold} of ${wave.n} fresh cold starts were super-cold (95 % sure: ${formatShare(wave.low)} … ${formatShare(wave.high)}).`
  const ratio =
    wave.ratio === null
      ? ''
      : ` The fresh wave's median start-up was ${wave.ratio.toFixed(2)}× the settled one.`
  return [
    `\`\`\`text\n${planText.replace(/`/g, 'ˋ')}\n\`\`\``,
    '',
    `- Sent ${sent} = answered ${answered} + failed ${failed} + throttled ${throttled}; never sent ${dropped}.`,
    `- Answered ${answered} = matched with a REPORT line ${matched} + missing ${missing}; ${formatCount(counts.functionErrors, 'function error')}; ${formatCount(foreign, 'REPORT line')} of other callers left out.`,
    `- Super-cold: ${superCold.status}; ${escapeMarkdown(superCold.rule)}.${share}${ratio}`,
    `- Cost: ${formatUsd(cost.usd)} (${formatThousands(cost.gbSeconds)} GB-s, list price of us-east-1).`,
    ...(facts === undefined
      ? []
      : [
          `- Function: ${code(facts.arn)}, time limit ${formatTime(facts.timeout)}, log group ${code(facts.logGroup)}, code ${code(shorten(facts.codeSha256 ?? 'unknown', 60))}.`,
        ]),
  ].join('\n')
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
