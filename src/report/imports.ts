import { costRows, formatTimeOrNone } from '../profile/cost-rows.ts'
import type { ImportProfile } from '../profile/import-profile.ts'
import { describePhase, phraseImports } from '../profile/phrase-imports.ts'
import { describeTracing } from '../profile/tracing-cost.ts'
import { formatTime } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import { code, escapeMarkdown, shorten } from './escape.ts'
import { renderDetails, renderTable } from './table.ts'

const MOST_ROWS = 5
const MOST_OF_NAME = 120

/** Which imports init is spent on: one sentence, and the most expensive ones folded. '' for none. */
export function renderImports({ profile, classes }: Pick<Result, 'profile' | 'classes'>): string {
  if (profile === undefined) return ''
  const how = describeTracing(profile, classes).map((line) => `- ${escapeMarkdown(line)}`)
  const table = renderDetails(
    'The most expensive imports',
    `${renderCosts(profile)}\n\n${how.join('\n')}`,
  )
  return `${escapeMarkdown(phraseImports(profile))}\n\n${table}`
}

function renderCosts(profile: ImportProfile): string {
  const isCompared = profile.baseline !== null
  const rows = costRows(profile)
    .slice(0, MOST_ROWS)
    .map(({ name, phase, time, before, change, holder }) => [
      code(shorten(name, MOST_OF_NAME)),
      describePhase(phase),
      formatTimeOrNone(time),
      ...(isCompared ? [formatTimeOrNone(before), change] : []),
      holder === null
        ? ''
        : `${code(shorten(holder.name, MOST_OF_NAME))} ${formatTime(holder.time)}`,
    ])
  const compared = isCompared ? ['baseline', 'change'] : []
  const header = ['import', 'when', 'time', ...compared, 'most of it in']
  return renderTable(header, rows, (column) => column < 2 || column === header.length - 1)
}
