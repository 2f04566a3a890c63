import { costRows, formatTimeOrNone } from '../profile/cost-rows.ts'
import type { ImportProfile } from '../profile/import-profile.ts'
import { describePhase, phraseImports } from '../profile/phrase-imports.ts'
import type { SideProfile } from '../profile/side-profile.ts'
import { describeTracing } from '../profile/tracing-cost.ts'
import { formatTime, type Ms } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import { layOut, renderIcicle } from './icicle.ts'
import { heading, html, type Markup, NOTHING } from './markup.ts'
import { renderTable } from './table.ts'

/**
 * Which imports init is spent on: the tree of each side on one scale, and all costs in a table.
 *
 * @param setup index of the setup among those of the page.
 */
export function renderImports(
  { profile, classes, label, baseline }: Result,
  setup: number,
  level: 3 | 4,
): Markup {
  if (profile === undefined) return NOTHING
  const none: ReadonlySet<string> = new Set()
  const slower = new Set(profile.changes.filter(({ change }) => change > 0).map(({ name }) => name))
  const sides = [
    { label, side: profile.candidate, slower },
    ...(profile.baseline === null
      ? []
      : [
          {
            label: `${baseline?.label ?? 'baseline'} (baseline)`,
            side: profile.baseline,
            slower: none,
          },
        ]),
  ]
  const scale = Math.max(1, ...sides.map(({ side }) => widthOf(side)))
  const id = `imports-${setup}-tree`
  const drawn = sides.map(
    (one) =>
      html`${sides.length > 1 ? html`<p class="side">${one.label}</p>` : NOTHING}${renderIcicle(layOut(one.side.tree, scale, one.slower), `Imports of ${one.label}`)}`,
  )
  const how = describeTracing(profile, classes).map((line) => html`<li>${line}</li>`)
  return html`<p>${phraseImports(profile)}</p>
<figure class="imports">
<figcaption>${heading(level, id, 'Imports within imports')}<p class="reading">Each bar is an import, as wide as the time it took; below it is what it imported itself. One environment of each side, the one in the middle; what is too small to be seen is left out. Click one, or Enter, to look closer, Escape to go back.</p></figcaption>
<ul class="legend"><li><span class="key runtime"></span>${describePhase('runtime')}</li><li><span class="key init"></span>${describePhase('init')}</li><li><span class="key request"></span>${describePhase('request')}</li>${slower.size === 0 ? NOTHING : html`<li><span class="key slower"></span>slower than the baseline</li>`}</ul>
${drawn}
<p class="told" aria-hidden="true"></p>
<details><summary>Table: imports by time</summary>${renderCosts(profile)}</details>
</figure>
<ul class="how">${how}</ul>`
}

function widthOf({ tree }: SideProfile): Ms {
  return tree.reduce((sum, { node }) => sum + node.total, 0)
}

function renderCosts(profile: ImportProfile): Markup {
  const isCompared = profile.baseline !== null
  const rows = costRows(profile).map(({ name, phase, time, before, change, holder }) => [
    name,
    describePhase(phase),
    formatTimeOrNone(time),
    ...(isCompared ? [formatTimeOrNone(before), change] : []),
    holder === null ? '' : `${holder.name} ${formatTime(holder.time)}`,
  ])
  const columns = [
    { title: 'import', isText: true },
    { title: 'when', isText: true },
    { title: 'time' },
    ...(isCompared ? [{ title: 'baseline' }, { title: 'change' }] : []),
    { title: 'most of it in', isText: true },
  ]
  return renderTable('Imports by time, medians over environments', columns, rows)
}
