import type { FunctionDescription } from '../function-facts.ts'
import { formatCount, formatThousands } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { renderDifferences } from './baseline.ts'
import { renderChart } from './chart.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { fitParts } from './fit-parts.ts'
import { renderHow } from './how.ts'
import { renderImports } from './imports.ts'
import { renderRules, VERDICT_ICONS } from './rules.ts'
import { renderMeasures, renderStarts } from './starts.ts'
import { renderDetails } from './table.ts'

const IMPORTANCE = [
  'head',
  'rules',
  'starts',
  'notes',
  'differences',
  'imports',
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
    starts: renderStarts([result]),
    notes: renderNotes(result),
    differences: renderDifferences(result),
    imports: renderImports(result),
    chart: renderChart(result),
    measures: renderMeasures([result]),
    how: renderDetails('How it was measured', renderHow(result)),
    unreadable: renderUnreadable(result.unreadable),
  }
  return fitParts(parts, IMPORTANCE)
}

/** What merging would do, before everything else. */
export function renderTitle({ kind, summary }: Verdict): string {
  return `### ${VERDICT_ICONS[kind]} ${escapeMarkdown(shorten(capitalise(summary), 2_000))}`
}

function renderHead({ verdict, label, facts }: Result): string {
  return `${renderTitle(verdict)}\n\n${[code(label), ...describeFunction(facts)].join(' · ')}`
}

function describeFunction(facts: FunctionDescription | undefined): readonly string[] {
  if (facts === undefined) return []
  const { version, packageType, architecture, memoryMB } = facts
  return [
    `version ${code(version)}`,
    escapeMarkdown(packageType),
    escapeMarkdown(architecture),
    `${formatThousands(memoryMB)} MB`,
  ]
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
