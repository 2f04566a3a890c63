import { expect } from '@jest/globals'
import { renderHtml } from '../../src/html/report.ts'
import { printJoinedJson } from '../../src/report/joined-json.ts'
import type { Joined } from '../../src/verdict/joined.ts'

const PAGE = { script: '', style: '', scriptHash: '', styleHash: '' }

/** The page's text, without script and style. */
export function pageOf(joined: Joined): string {
  return renderHtml(joined, PAGE)
}

type Json = ReturnType<typeof JSON.parse>
/** In expectations a matcher may stand for a text. */
type Shown = Readonly<Record<string, unknown>>

/** The figures of each setup's own tables, by their paths. */
export function shownIn(page: string): readonly Shown[] {
  return page
    .split('<div class="setup"')
    .slice(1)
    .map((setup) => {
      const cells = [...setup.matchAll(/data-figure="([^"]*)">([^<]*)</g)]
      const figures = cells.map(([, path = '', text = '']) => [path, text] as const)
      return Object.fromEntries(figures.filter(([path]) => !path.includes('no-answer')))
    })
}

/** What these tables have to show, by report.json. */
export function toldBy(joined: Joined): readonly Shown[] {
  const json: Json = JSON.parse([...printJoinedJson(joined)].join(''))
  return (json.setups ?? [json]).map(figuresOf)
}

function figuresOf({ classes, baseline, counts, imported }: Json): Shown {
  const shown: Record<string, unknown> = {}
  for (const [name, value] of Object.entries<number>(counts)) {
    shown[`counts ${name}`] =
      imported !== null && value === 0 ? expect.stringMatching(/^[0–]$/) : whole(value)
  }
  const tool = imported?.toolFigures ?? null
  if (tool !== null) addFigures(shown, 'tool', { ...tool, ...tool.figures })
  const sides = { candidate: classes, ...(baseline === null ? {} : { baseline: baseline.classes }) }
  for (const [side, own] of Object.entries<Json>(sides)) {
    for (const [name, summary] of Object.entries<Json>(own)) {
      for (const measure of ['latency', 'init', 'duration', 'overhead']) {
        addFigures(shown, `${side} ${name} ${measure}`, summary[measure])
      }
    }
  }
  return shown
}

function addFigures(shown: Record<string, unknown>, path: string, told: Json): void {
  if (told.n === 0) return
  shown[`${path} n`] = whole(told.n)
  for (const stat of ['mean', 'min', 'p25', 'p50', 'p75', 'p95', 'p99', 'max']) {
    const value = told[stat]
    if (value === null) shown[`${path} ${stat}`] = '–'
    else if (!told.atLeast.includes(stat)) shown[`${path} ${stat}`] = whole(value)
    else shown[`${path} ${stat}`] = stat === 'mean' ? '–' : `≥ ${whole(value)}`
  }
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
