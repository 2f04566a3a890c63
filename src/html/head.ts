import { formatCount, formatShare, formatThousands, formatTime, formatUsd } from '../units.ts'
import type { ToolFigures } from '../verdict/imported.ts'
import { sumSent } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import {
  type Counts,
  errorCount,
  type SummaryClass,
  type SummaryMeasure,
  type TableStat,
} from '../verdict/summary.ts'
import type { Verdict, VerdictKind } from '../verdict/verdict.ts'
import { html, type Markup, NOTHING } from './markup.ts'

export const VERDICT_WORDS: Readonly<Record<VerdictKind, string>> = {
  pass: 'Pass',
  warn: 'Warning',
  inconclusive: 'Inconclusive',
  overridden: 'Overridden',
  fail: 'Fail',
  error: 'Error',
}

/** The verdict's sentence, as the page's heading. */
export function renderVerdict({ kind, summary }: Verdict): Markup {
  return html`<section class="verdict ${kind}" aria-label="Verdict">
<p class="kind">${VERDICT_WORDS[kind]}</p>
<h1>${capitalise(summary)}</h1>
</section>`
}

/** The verdict of one setup among several. */
export function renderOwnVerdict({ kind, summary }: Verdict): Markup {
  return html`<p><span class="badge ${kind}">${VERDICT_WORDS[kind]}</span> ${capitalise(summary)}</p>`
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What was measured: name and shape of the function. */
export function renderSubject({ label, facts }: Result): Markup {
  if (facts === undefined) return html`<p class="subject"><code>${label}</code></p>`
  const { version, packageType, architecture, memoryMB } = facts
  return html`<p class="subject"><code>${label}</code> · version <code>${version}</code> · ${packageType} · ${architecture} · ${formatThousands(memoryMB)} MB</p>`
}

/** What all setups together sent. */
export function renderSum(setups: readonly Result[]): Markup {
  const usd = setups.reduce((sum, { cost }) => sum + (cost?.usd ?? Number.NaN), 0)
  const figures = [
    formatCount(setups.length, 'setup'),
    formatCount(sumSent(setups), 'request'),
    // The sum would be too small where one is not known.
    ...(Number.isNaN(usd) ? [] : [formatUsd(usd)]),
  ]
  return html`<p class="subject">${figures.join(' · ')}</p>`
}

type Tile = { readonly title: string; readonly value: string; readonly detail: string }

export function renderKeyFigures(result: Result): Markup {
  if (result.counts.sent === 0) return NOTHING
  const tiles: readonly Tile[] = [
    ...(result.imported?.toolFigures ? toolTiles(result.imported.toolFigures) : timeTiles(result)),
    requestsTile(result),
  ]
  const items = tiles.map(
    ({ title, value, detail }) =>
      html`<div><dt>${title}</dt><dd><strong>${value}</strong><span>${detail}</span></dd></div>`,
  )
  return html`<dl class="tiles">${items}</dl>`
}

/** Of a log without latencies, the times that it has. */
function timeTiles(result: Result): readonly Tile[] {
  const isOfLog = result.classes.all.latency === null
  const tiles = isOfLog
    ? [
        timeTile(result, 'cold', 'init', 'p50'),
        timeTile(result, 'cold', 'init', 'p95'),
        timeTile(result, 'cold', 'duration', 'p50'),
        timeTile(result, 'warm', 'duration', 'p95'),
      ]
    : [
        timeTile(result, 'cold', 'latency', 'p50'),
        timeTile(result, 'cold', 'latency', 'p95'),
        timeTile(result, 'cold', 'init', 'p50'),
        superColdTile(result),
        timeTile(result, 'warm', 'latency', 'p95'),
      ]
  return tiles.filter((tile) => tile !== undefined)
}

function toolTiles({ tool, n, figures, atLeast }: ToolFigures): readonly Tile[] {
  return (['p50', 'p95', 'max'] as const).flatMap((stat) => {
    const value = figures[stat]
    if (value === null) return []
    const shown = `${atLeast.includes(stat) ? '≥ ' : ''}${formatTime(value)}`
    return [
      { title: `${stat} by ${tool}`, value: shown, detail: `of ${formatCount(n, 'request')}` },
    ]
  })
}

function timeTile(
  { classes, baseline, classified }: Result,
  name: SummaryClass,
  measure: SummaryMeasure,
  stat: TableStat,
): Tile | undefined {
  const summary = classes[name][measure]
  if (summary === null) return undefined
  const before = baseline?.classes[name][measure]
  const { status, wave } = classified.superCold
  const isMixed = name === 'cold' && status === 'undetermined' && wave.n > 0
  return {
    title: `${isMixed ? 'cold or super-cold' : name} ${measure} ${stat}`,
    value: `${summary.atLeast.includes(stat) ? '≥ ' : ''}${formatTime(summary[stat])}`,
    detail:
      before === null || before === undefined
        ? `of ${formatCount(summary.n, 'start')}`
        : `baseline ${before.atLeast.includes(stat) ? '≥ ' : ''}${formatTime(before[stat])}`,
  }
}

/** Of both sides, as far as this run sent them. */
function requestsTile({ counts, cost, effort, baseline, imported }: Result): Tile {
  const sides = baseline === undefined || baseline.isStored ? [counts] : [counts, baseline.counts]
  const sum = (count: (one: Counts) => number): number =>
    sides.reduce((total, one) => total + count(one), 0)
  const lacking = [
    [sum(errorCount), 'failed'],
    [sum(({ throttled }) => throttled), 'throttled'],
    // A tool's own figures have no single request, and so none that is missing.
    [imported ? 0 : sum(({ missing }) => missing), 'missing'],
  ] as const
  const told = lacking.filter(([n]) => n > 0).map(([n, what]) => `${formatThousands(n)} ${what}`)
  return {
    title: 'requests',
    value: formatThousands(sum(({ sent }) => sent)),
    detail: [
      cost === null ? 'cost unknown' : formatUsd(effort?.usd ?? cost.usd),
      ...(told.length === 0 && !imported ? ['none failed or missing'] : told),
    ].join(', '),
  }
}

function superColdTile({ classified }: Result): Tile | undefined {
  const { status, wave } = classified.superCold
  const title = 'super-cold'
  if (wave.n === 0) return undefined
  if (status === 'undetermined' || wave.superCold === null) {
    return { title, value: '?', detail: 'could not be told from cold ones' }
  }
  return {
    title,
    value: formatShare(wave.superCold / wave.n),
    detail: `${formatThousands(wave.superCold)} of ${formatCount(wave.n, 'fresh cold start')}`,
  }
}
