import { pricesFor } from '../prices.ts'
import { phraseImports } from '../profile/phrase-imports.ts'
import { oneLine } from '../report/escape.ts'
import { RESULT_ICONS, VERDICT_ICONS } from '../report/rules.ts'
import { formatThousands, formatUsd } from '../units.ts'
import type { Check } from '../verdict/check.ts'
import { groupNotes, type Joined, onlyOf } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import type { ClassSummary, MeasureSummary, SummaryClass, TableStat } from '../verdict/summary.ts'
import type { VerdictKind } from '../verdict/verdict.ts'
import { alignColumns } from './columns.ts'
import type { Paint, Style } from './paint.ts'

const STATS: readonly TableStat[] = ['mean', 'p25', 'p50', 'p75', 'p95', 'p99', 'max']
const CLASSES: readonly SummaryClass[] = ['cold', 'super-cold', 'warm', 'reset']

const VERDICT_STYLES: Readonly<Record<VerdictKind, Style>> = {
  pass: 'green',
  warn: 'yellow',
  inconclusive: 'yellow',
  overridden: 'yellow',
  fail: 'red',
  error: 'red',
}
const RESULT_STYLES: Readonly<Record<Check['result'], Style>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
}

/** What a run came to, for a terminal: verdict, rules, starts, notes. */
export function renderResult(result: Result, paint: Paint): readonly string[] {
  const { verdict, checks, notes, cost, facts } = result
  const caveat =
    verdict.kind === 'error' && checks.length > 0
      ? ['', 'The measurement is not complete, so none of these results counts:']
      : []
  return [
    '',
    renderHead(result, paint),
    ...caveat,
    ...checks.flatMap((check) => ['', ...renderCheck(check, paint)]),
    '',
    ...renderStarts([result], paint),
    '',
    ...renderImports(result),
    ...renderNotes(notes, paint),
    ...(cost === null
      ? []
      : [`Cost: ${formatUsd(cost.usd)} (list price of ${pricesFor(facts?.arn).region}).`]),
  ]
}

/** The same of any number of setups: each rule with its setup, all starts in one table. */
export function renderJoined(joined: Joined, paint: Paint): readonly string[] {
  const only = onlyOf(joined)
  if (only !== undefined) return renderResult(only, paint)
  const { setups } = joined
  return [
    '',
    renderHead(joined, paint),
    ...setups.flatMap(({ label, checks }) =>
      checks.flatMap((check) => ['', ...renderCheck(check, paint, `${oneLine(label)}: `)]),
    ),
    '',
    ...renderStarts(setups, paint),
    '',
    ...setups.flatMap((setup) => renderImports(setup, `${oneLine(setup.label)}: `)),
    ...renderNotes(groupNotes(joined), paint),
  ]
}

function renderHead({ verdict }: Pick<Result, 'verdict'>, paint: Paint): string {
  const head = `${VERDICT_ICONS[verdict.kind]} ${verdict.kind}: ${oneLine(verdict.summary)}`
  return paint('bold', paint(VERDICT_STYLES[verdict.kind], head))
}

function renderNotes(notes: readonly string[], paint: Paint): readonly string[] {
  return notes.flatMap((note) => [`${paint('yellow', 'Note:')} ${oneLine(note)}`, ''])
}

/** @param whose stands before the sentence. */
function renderImports({ profile }: Result, whose = ''): readonly string[] {
  return profile === undefined ? [] : [oneLine(`${whose}${phraseImports(profile)}`), '']
}

function renderCheck({ rule, result, reason }: Check, paint: Paint, whose = ''): readonly string[] {
  const isWarning = result === 'fail' && rule.severity === 'warn'
  const icon = isWarning ? VERDICT_ICONS.warn : RESULT_ICONS[result]
  const style = isWarning ? 'yellow' : RESULT_STYLES[result]
  return [`${icon} ${whose}${paint(style, oneLine(rule.text))}`, `   ${oneLine(reason)}`]
}

function renderStarts(setups: readonly Result[], paint: Paint): readonly string[] {
  const rows = setups.flatMap(rowsOf)
  if (rows.length === 0) return ['No start was measured.']
  const header = ['setup', 'class', 'n', ...STATS]
  const [first = '', ...others] = alignColumns([header, ...rows], (column) => column < 2)
  return ['Latency in ms, as the client saw it:', '', paint('dim', first), ...others]
}

function rowsOf(result: Result): readonly (readonly string[])[] {
  const { label, classes, baseline, noAnswer, classified, imported } = result
  const { status, wave } = classified.superCold
  const isMixed = status === 'undetermined' && wave.n > 0
  const rows = CLASSES.flatMap((name) => {
    const before = baseline && rowOfClass(baseline.classes[name])
    const after = rowOfClass(classes[name])
    const shown = name === 'cold' && isMixed ? 'cold or super-cold' : name
    return [
      ...(before ? [rowOf(`${baseline.label} (baseline)`, name, before)] : []),
      ...(after ? [rowOf(label, shown, after)] : []),
    ]
  })
  if (noAnswer !== null) rows.push(rowOf(label, 'no answer', noAnswer))
  if (imported?.toolFigures) {
    const { tool, n, figures, atLeast } = imported.toolFigures
    rows.push(rowOf(label, `all, by ${tool}`, { n, ...figures, atLeast }))
  }
  return rows
}

/** A summary of which not every figure is known. */
type Row = Partial<Readonly<Record<TableStat, number | null>>> &
  Pick<MeasureSummary, 'n' | 'atLeast'>

/** An imported log has starts and no latencies. */
function rowOfClass({ count, latency }: ClassSummary): Row | undefined {
  return latency ?? (count === null || count === 0 ? undefined : { n: count, atLeast: [] })
}

function rowOf(label: string, name: string, summary: Row): readonly string[] {
  const figures = STATS.map((stat) => {
    const value = summary[stat] ?? null
    if (value === null) return '–'
    if (!summary.atLeast.includes(stat)) return formatThousands(value)
    // A mean of bounds is a bound that nobody can use.
    return stat === 'mean' ? '–' : `≥ ${formatThousands(value)}`
  })
  return [oneLine(label), name, formatThousands(summary.n), ...figures]
}
