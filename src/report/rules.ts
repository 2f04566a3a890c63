import type { Check } from '../verdict/check.ts'
import { formatObserved, formatValue } from '../verdict/phrase.ts'
import { formatPointRange, formatRange } from '../verdict/phrase-comparison.ts'
import type { Result } from '../verdict/result.ts'
import type { VerdictKind } from '../verdict/verdict.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { renderTable } from './table.ts'

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

const MOST_RULES = 100

/** Every rule with what it came to; rules that could not be compared are listed apart. */
export function renderRules({ checks, verdict, effort }: Result): string {
  if (checks.length === 0) return ''
  const caveat =
    verdict.kind === 'error'
      ? 'The measurement is not complete, so none of these results counts:\n\n'
      : ''
  const compared = checks.filter((check) => !isNotCompared(check))
  const rows = compared
    .slice(0, MOST_RULES)
    .map((check) => [
      iconOf(check),
      code(shorten(check.rule.text, 200)),
      formatFigure(check),
      formatBounds(check),
      escapeMarkdown(shorten(check.reason, 500)) + describeLook(check, effort?.of),
    ])
  const more =
    compared.length > MOST_RULES ? `\n\nand ${compared.length - MOST_RULES} more rules` : ''
  const header = ['', 'rule', 'observed', 'bounds', 'why']
  const table = rows.length === 0 ? '' : renderTable(header, rows, (i) => i !== 2 && i !== 3)
  const parts = [caveat + table + more, renderNotCompared(checks.filter(isNotCompared))]
  return parts.filter((part) => part !== '').join('\n\n')
}

function renderNotCompared(checks: readonly Check[]): string {
  if (checks.length === 0) return ''
  const lines = checks
    .slice(0, MOST_RULES)
    .map(
      ({ rule, reason }) =>
        `- ❔ ${code(shorten(rule.text, 200))}: ${escapeMarkdown(shorten(reason.replace(/^not compared: /, ''), 500))}`,
    )
  return `**Not compared:**\n\n${lines.join('\n')}`
}

export function isNotCompared({ rule, comparison }: Check): boolean {
  return rule.limit.kind === 'baseline' && comparison === null
}

function iconOf({ result, rule }: Check): string {
  return result === 'fail' && rule.severity === 'warn' ? VERDICT_ICONS.warn : RESULT_ICONS[result]
}

/** "2.75 s → 3.41 s" beside a baseline. */
export function formatFigure({ observed, atLeast, comparison, rule }: Check): string {
  if (observed === null) return '–'
  const figure = formatObserved(observed, atLeast, rule)
  return comparison === null
    ? figure
    : `${formatObserved(comparison.baseline, comparison.isBaselineAtLeast, rule)} → ${figure}`
}

/** Of the change, beside a baseline; none for a figure that is exact. */
export function formatBounds({ low, high, rule, comparison }: Check): string {
  if (comparison !== null) {
    const isShare = rule.metric.kind !== 'measure'
    return isShare && comparison.low !== null && comparison.high !== null
      ? formatPointRange(comparison.low, comparison.high)
      : formatRange(comparison)
  }
  if (low === high) return '–'
  if (low === null) return high === null ? '–' : `≤ ${formatValue(high, rule)}`
  if (high === null) return `≥ ${formatValue(low, rule)}`
  return `${formatValue(low, rule)} … ${formatValue(high, rule)}`
}

/** A decision at a look has the figures of that look. */
function describeLook({ decidedAfter }: Check, of: number | undefined): string {
  return decidedAfter === null || of === undefined
    ? ''
    : ` *(after ${decidedAfter} of ${of} rounds)*`
}
