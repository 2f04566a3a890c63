import type { Total } from '../config/threshold.ts'
import { pricesFor } from '../prices.ts'
import { describeBaseline } from '../report/baseline.ts'
import { WAY } from '../report/how.ts'
import { formatShare, formatShortTime, formatThousands, formatTime, formatUsd } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import type { Counts } from '../verdict/summary.ts'
import { html, type Markup, NOTHING } from './markup.ts'
import { renderTable } from './table.ts'

/** What changed between baseline and candidate. */
export function renderDifferences({ baseline, differences, label }: Result): Markup {
  if (baseline === undefined) return NOTHING
  if (differences.length === 0) {
    return html`<p>Baseline and candidate have the same configuration and the same code.</p>`
  }
  const rows = differences.map(({ what, baseline: before, candidate }) => [what, before, candidate])
  const columns = ['what', `baseline: ${baseline.label}`, label].map((title) => ({
    title,
    isText: true,
  }))
  return renderTable('What changed between baseline and candidate', columns, rows)
}

/** Every request accounted for, on both sides. */
export function renderCounts({ counts, baseline, imported }: Result): Markup {
  const others = baseline === undefined || baseline.isStored ? undefined : baseline.counts
  const rows = COUNTS.map(([name, meaning, title = name]) => [
    title,
    html`<span data-figure="counts ${name}">${
      isUnknown(name, counts, imported) ? '–' : formatThousands(counts[name])
    }</span>`,
    ...(others === undefined ? [] : [formatThousands(others[name])]),
    (imported ? IMPORTED[name] : undefined) ?? meaning,
  ])
  const sides = others === undefined ? [] : [{ title: 'baseline' }]
  const columns = [
    { title: 'requests', isText: true },
    { title: others === undefined ? 'count' : 'candidate' },
    ...sides,
    { title: 'meaning', isText: true },
  ]
  return renderTable('What became of every request', columns, rows)
}

const COUNTS = [
  ['sent', 'answered + failed + throttled'],
  ['answered', 'matched + missing'],
  ['matched', 'with a REPORT line of the same request id'],
  ['missing', 'answered, but the REPORT line never arrived'],
  ['failed', 'no answer, or an HTTP error'],
  ['throttled', 'HTTP 429'],
  ['dropped', 'planned, never sent'],
  ['functionErrors', 'answered with an error of the function', 'function errors'],
  ['gaveUp', 'failed because the client gave up waiting', 'gave up'],
  ['foreign', 'REPORT lines of other callers, left out'],
  ['unreadable', 'log lines like a platform’s that could not be read'],
] as const satisfies readonly (readonly [keyof Counts, string, string?])[]

/** What the words mean of requests that another tool sent. */
const IMPORTED: Partial<Readonly<Record<keyof Counts, string>>> = {
  sent: 'requests that the file tells of',
  matched: 'told by themselves, as starts',
  missing: 'not told by themselves',
  functionErrors: 'answered, but cut off or with an error of the function',
}

/** The total of which a count is a part. */
const TOTAL_OF: Partial<Readonly<Record<keyof Counts, Total>>> = {
  failed: 'errors.count',
  functionErrors: 'errors.count',
  gaveUp: 'errors.count',
  throttled: 'throttles.count',
  missing: 'missing.count',
}

/** What an imported file does not have would read as "none happened". */
function isUnknown(name: keyof Counts, counts: Counts, imported: Result['imported']): boolean {
  if (!imported || counts[name] > 0) return false
  if (name === 'dropped' || name === 'foreign') return true
  const { rules } = imported.unanswered
  const total = TOTAL_OF[name]
  if (rules === 'all') return name === 'functionErrors' || name === 'gaveUp'
  return total !== undefined && rules.includes(total)
}

/** The plan, and how the figures came about. */
export function renderHow(result: Result): Markup {
  const { classified, clientDelay, cost, endpoint, facts, planText } = result
  const { superCold } = classified
  const { wave } = superCold
  const lines = [
    ...(endpoint === undefined ? [] : [`Loaded over HTTP: ${endpoint}. ${WAY}`]),
    ...describeBaseline(result),
    ...(clientDelay === null
      ? []
      : [
          `The client’s own delay: p50 ${formatShortTime(clientDelay.p50)}, p99 ${formatShortTime(clientDelay.p99)}, max ${formatShortTime(clientDelay.max)}.`,
        ]),
    `Super-cold: ${superCold.status}; ${superCold.rule}.`,
    ...(wave.superCold === null || wave.low === null || wave.high === null
      ? []
      : [
          `${wave.superCold} of ${wave.n} fresh cold starts (before any recycle) were super-cold (95 % sure: ${formatShare(wave.low)} … ${formatShare(wave.high)}).`,
        ]),
    ...(wave.releaseMs === null
      ? []
      : [
          `The last super-cold start was ready ${formatTime(wave.releaseMs)} after the first request.`,
        ]),
    cost === null
      ? 'Cost: unknown, for nothing is known of the function.'
      : `Cost of the candidate’s requests: ${formatUsd(cost.usd)}, list price of ${pricesFor(facts?.arn).region}.`,
    ...(facts === undefined
      ? []
      : [
          `Function ${facts.arn}, time limit ${formatTime(facts.timeout)}, log group ${facts.logGroup}, code ${facts.codeSha256 ?? 'unknown'}.`,
        ]),
  ]
  const plan =
    planText === ''
      ? NOTHING
      : html`<pre class="scroll" tabindex="0" role="group" aria-label="Load plan"><code>${planText}</code></pre>\n`
  return html`${plan}<ul class="how">${lines.map((line) => html`<li>${line}</li>`)}</ul>`
}

/** @param told notes that the page has already. */
export function renderNotes(
  { notes, unreadable }: Pick<Result, 'notes' | 'unreadable'>,
  told: readonly string[] = [],
): Markup {
  const items = notes.filter((note) => !told.includes(note)).map((note) => html`<li>${note}</li>`)
  const lines = unreadable
    .slice(0, 10)
    .map((line) => html`<li><code>${line.slice(0, 500)}</code></li>`)
  const shown =
    items.length === 0 ? NOTHING : html`<ul class="notes" aria-label="Notes">${items}</ul>`
  if (lines.length === 0) return shown
  return html`${shown}<details><summary>Log lines like a platform’s that could not be read</summary><ul>${lines}</ul></details>`
}
