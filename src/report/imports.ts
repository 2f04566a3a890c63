import type { ImportProfile } from '../profile/import-profile.ts'
import { describePhase, formatSigned, phraseImports } from '../profile/phrase-imports.ts'
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

function renderCosts({ candidate, baseline, changes }: ImportProfile): string {
  const before = new Map(baseline?.costs.map((cost) => [`${cost.phase} ${cost.name}`, cost.time]))
  const changeOf = new Map(changes.map(({ name, change }) => [name, change]))
  const rows = candidate.costs.slice(0, MOST_ROWS).map(({ name, phase, time, holder }) => {
    const then = before.get(`${phase} ${name}`)
    const change = phase === 'init' ? changeOf.get(name) : undefined
    return [
      code(shorten(name, MOST_OF_NAME)),
      describePhase(phase),
      formatTime(time),
      ...(baseline === null
        ? []
        : [
            then === undefined ? '–' : formatTime(then),
            change === undefined ? '≈' : formatSigned(change),
          ]),
      holder === null
        ? ''
        : `${code(shorten(holder.name, MOST_OF_NAME))} ${formatTime(holder.time)}`,
    ]
  })
  const compared = baseline === null ? [] : ['baseline', 'change']
  const header = ['import', 'when', 'time', ...compared, 'most of it in']
  return renderTable(header, rows, (column) => column < 2 || column === header.length - 1)
}
