import type { Check } from '../verdict/check.ts'
import { formatObserved } from '../verdict/phrase.ts'
import type { Result } from '../verdict/result.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { describeLook, formatBounds, formatFigure, iconOf, isNotCompared } from './rules.ts'
import { renderTable } from './table.ts'

const MOST_ROWS = 60
const HEADER = ['', 'setup', 'rule', 'observed', 'bounds', 'why']

type Judged = { readonly setup: Result; readonly check: Check }

/**
 * Each rule on each setup: a row for each one that does not hold, the failed ones first, and one
 * row for all setups of which it does.
 */
export function renderJoinedRules(setups: readonly Result[]): string {
  const all = setups.flatMap((setup) => setup.checks.map((check): Judged => ({ setup, check })))
  if (all.length === 0) return ''
  const caveat = setups.some(({ verdict }) => verdict.kind === 'error')
    ? 'Where the measurement is not complete, no result counts:\n\n'
    : ''
  const judged = all.filter(({ check }) => !isNotCompared(check))
  const open = (['fail', 'inconclusive'] as const).flatMap((result) =>
    judged.filter(({ check }) => check.result === result).map(renderRow),
  )
  const held = Map.groupBy(
    judged.filter(({ check }) => check.result === 'pass'),
    ({ check }) => check.rule.text,
  )
  const rows = [...open, ...[...held.values()].map((passed) => renderHeld(passed, setups.length))]
  const more = rows.length > MOST_ROWS ? `\n\nand ${rows.length - MOST_ROWS} more results` : ''
  const table = renderTable(HEADER, rows.slice(0, MOST_ROWS), (i) => i !== 3 && i !== 4)
  const parts = [
    rows.length === 0 ? '' : caveat + table + more,
    renderNotCompared(all.filter(({ check }) => isNotCompared(check))),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function renderRow({ setup, check }: Judged): readonly string[] {
  return [
    iconOf(check),
    nameOf(setup),
    code(shorten(check.rule.text, 100)),
    formatFigure(check),
    formatBounds(check),
    escapeMarkdown(shorten(check.reason, 250)) + describeLook(check, setup.effort?.of),
  ]
}

/** "4 of 6", with the range of what was observed. */
function renderHeld(passed: readonly Judged[], of: number): readonly string[] {
  const [first] = passed
  if (first === undefined) return []
  const { rule } = first.check
  const figures = passed
    .flatMap(({ check }) => (check.observed === null ? [] : check))
    .toSorted((a, b) => (a.observed ?? 0) - (b.observed ?? 0))
  const shown = [figures.at(0), figures.at(-1)].map((check) =>
    check === undefined ? '–' : formatObserved(check.observed ?? 0, check.atLeast, rule),
  )
  return [
    iconOf(first.check),
    passed.length === of ? `all ${of}` : `${passed.length} of ${of}`,
    code(shorten(rule.text, 100)),
    [...new Set(shown)].join(' … '),
    '–',
    passed.length === of ? 'holds for every setup' : 'holds for the other setups',
  ]
}

function renderNotCompared(judged: readonly Judged[]): string {
  if (judged.length === 0) return ''
  const lines = judged
    .slice(0, MOST_ROWS)
    .map(
      ({ setup, check: { rule, reason } }) =>
        `- ❔ ${nameOf(setup)}, ${code(shorten(rule.text, 100))}: ${escapeMarkdown(shorten(reason.replace(/^not compared: /, ''), 250))}`,
    )
  const more = judged.length > MOST_ROWS ? `\n- and ${judged.length - MOST_ROWS} more` : ''
  return `**Not compared:**\n\n${lines.join('\n')}${more}`
}

export function nameOf({ label }: Pick<Result, 'label'>): string {
  return escapeMarkdown(shorten(label, 100))
}
