import { formatCount, formatThousands, formatUsd } from '../units.ts'
import { groupNotes, type Joined, onlyOf, sumSent } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import { renderDifferences } from './baseline.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { fitParts } from './fit-parts.ts'
import { renderHow } from './how.ts'
import { renderImports } from './imports.ts'
import { nameOf, renderJoinedRules } from './joined-rules.ts'
import { renderMarkdown, renderTitle } from './markdown.ts'
import { renderSetupChart } from './setup-chart.ts'
import { renderMeasures, renderStarts } from './starts.ts'
import { renderDetails, renderTable } from './table.ts'

const IMPORTANCE = [
  'head',
  'rules',
  'starts',
  'notes',
  'setups',
  'differences',
  'imports',
  'how',
  'measures',
  'chart',
] as const

const MOST_NOTES = 20
/** Six labels of up to 200 characters stand before some. */
const MOST_OF_NOTE = 1_500

/**
 * The report on all setups as GitHub Markdown: verdict sentence, rules, one table of all starts, then
 * folded parts. Stays under 60,000 characters like that of one setup.
 */
export function renderJoinedMarkdown(joined: Joined): string {
  const only = onlyOf(joined)
  if (only !== undefined) return renderMarkdown(only)
  const { verdict, setups } = joined
  const compared = setups.filter(({ baseline }) => baseline !== undefined)
  const profiled = setups.filter(({ profile }) => profile !== undefined)
  const parts = {
    head: `${renderTitle(verdict)}\n\n${describeAll(setups)}`,
    rules: renderJoinedRules(setups),
    starts: renderStarts(setups),
    notes: renderNotes(joined),
    differences: renderEach(compared, renderDifferences),
    imports: renderEach(profiled, renderImports),
    chart: renderSetupChart(setups),
    measures: renderMeasures(setups),
    setups: renderDetails('The setups', renderSetups(setups)),
    how: renderDetails('How each was measured', renderEach(setups, renderHow)),
  }
  return fitParts(parts, IMPORTANCE)
}

function renderEach(setups: readonly Result[], render: (setup: Result) => string): string {
  return setups.map((setup) => `**${nameOf(setup)}**\n\n${render(setup)}`).join('\n\n')
}

/** "6 setups · 1,320 requests · $0.42". */
function describeAll(setups: readonly Result[]): string {
  const usd = setups.reduce((sum, { cost }) => sum + (cost?.usd ?? Number.NaN), 0)
  const figures = [formatCount(setups.length, 'setup'), formatCount(sumSent(setups), 'request')]
  return [...figures, ...(Number.isNaN(usd) ? [] : [formatUsd(usd)])].join(' · ')
}

function renderSetups(setups: readonly Result[]): string {
  const rows = setups.map(({ label, facts, counts, cost, classified }) => [
    nameOf({ label }),
    facts === undefined ? '–' : code(shorten(`${facts.name}:${facts.version}`, 100)),
    escapeMarkdown(facts?.packageType ?? '–'),
    escapeMarkdown(facts?.architecture ?? '–'),
    classified.superCold.status,
    facts === undefined ? '–' : `${formatThousands(facts.memoryMB)} MB`,
    formatThousands(counts.sent),
    formatThousands(counts.matched),
    formatThousands(counts.missing),
    formatThousands(counts.failed + counts.throttled + counts.functionErrors),
    cost === null ? '–' : formatUsd(cost.usd),
  ])
  const texts = ['setup', 'function', 'package', 'architecture', 'super-cold']
  const figures = ['memory', 'sent', 'matched', 'missing', 'failed', 'cost']
  return renderTable([...texts, ...figures], rows, (column) => column < texts.length)
}

function renderNotes(joined: Joined): string {
  const lines = groupNotes(joined).map((note) => escapeMarkdown(shorten(note, MOST_OF_NOTE)))
  if (lines.length === 0) return ''
  const more = lines.length > MOST_NOTES ? [`and ${lines.length - MOST_NOTES} more notes`] : []
  const shown = [...lines.slice(0, MOST_NOTES), ...more].map((line) => `> - ${line}`)
  return `> [!NOTE]\n${shown.join('\n')}`
}
