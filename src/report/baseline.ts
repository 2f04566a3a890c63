import { formatCount, formatThousands } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import { escapeMarkdown, shorten } from './escape.ts'
import { renderDetails, renderTable } from './table.ts'

/** What changed between baseline and candidate; '' without a baseline. */
export function renderDifferences({ baseline, differences, label }: Result): string {
  if (baseline === undefined) return ''
  if (differences.length === 0) {
    return 'Baseline and candidate have the same configuration and the same code.'
  }
  const cell = (text: string): string => escapeMarkdown(shorten(text, 100))
  const rows = differences.map(({ what, baseline: before, candidate: after }) => [
    what,
    cell(before),
    cell(after),
  ])
  const header = ['', `baseline: ${cell(baseline.label)}`, cell(label)]
  const title = `What changed: ${differences.map(({ what }) => what).join(', ')}`
  return renderDetails(
    title,
    renderTable(header, rows, () => true),
  )
}

/** How the two sides were measured and judged, as lines of a list. */
export function describeBaseline({ baseline, effort }: Result): readonly string[] {
  if (baseline === undefined) return []
  const { sent, matched, foreign } = baseline.counts
  const counts = baseline.isStored
    ? `Baseline: a stored run with ${formatCount(matched, 'matched request')}.`
    : `Baseline: sent ${formatThousands(sent)}, matched ${formatThousands(matched)}; ${formatCount(foreign, 'REPORT line')} of other callers left out.`
  const change =
    'The change of a p50 or a mean is the median of all differences between a start of the one side and a start of the other; it need not be the ratio of the two figures.'
  if (effort === undefined || baseline.isStored) return [counts, change]
  const turns =
    baseline.whyNotRecycled === undefined
      ? 'both sides got new environments and the same burst, the one first that was second before'
      : 'the candidate got new environments; the baseline kept its own and started as many more'
  return [
    counts,
    `Rounds: ${effort.rounds} of at most ${effort.of}; in each, ${turns}.`,
    change,
    'How sure: where nothing changed, all comparisons of a run together raise a false alarm in at most 1 % of the runs; a slowdown of the size that a pass rules out passes in about 1 %.',
  ]
}
