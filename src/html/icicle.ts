import type { Phase, Root } from '../profile/environment.ts'
import type { ImportNode } from '../profile/import-tree.ts'
import { describePhase } from '../profile/phrase-imports.ts'
import { formatShortTime, type Ms } from '../units.ts'
import { html, type Markup } from './markup.ts'

/** One import as a bar: below what asked for it, as wide as the time it took. */
export type Bar = {
  readonly name: string
  readonly phase: Phase
  /** Than in the baseline; told of what the user's code imports. */
  readonly isSlower: boolean
  readonly depth: number
  /** Of the width of the chart, 0 to 1. */
  readonly from: number
  readonly width: number
  readonly total: Ms
  readonly self: Ms
}

const ROW = 22
/** Deeper ones have their time in their parents. */
const MOST_ROWS = 32
/** Narrower, nothing could be seen or pointed at. */
const LEAST_WIDTH = 0.0012
/** Where the start of a name can be read. */
const LEAST_WITH_TEXT = 0.03

/**
 * @param scale the time that the whole width stands for.
 * @param slower names of imports of init.
 */
export function layOut(
  roots: readonly Root[],
  scale: Ms,
  slower: ReadonlySet<string> = new Set(),
): readonly Bar[] {
  const bars: Bar[] = []
  const place = (node: ImportNode, phase: Phase, depth: number, from: number): void => {
    const { name, total, self } = node
    const width = total / scale
    if (width < LEAST_WIDTH || depth >= MOST_ROWS) return
    const isSlower = depth === 0 && phase === 'init' && slower.has(name)
    bars.push({ name, phase, isSlower, depth, from, width, total, self })
    let at = from
    for (const child of node.children) {
      place(child, phase, depth + 1, at)
      at += child.total / scale
    }
  }
  let at = 0
  for (const { node, phase } of roots) {
    place(node, phase, 0, at)
    at += node.total / scale
  }
  return bars
}

/**
 * Drawn without the script, which adds keys, pointing and zooming. Places are attributes, for the
 * page's policy lets no style in.
 */
export function renderIcicle(bars: readonly Bar[], label: string): Markup {
  const rows = bars.reduce((most, { depth }) => Math.max(most, depth + 1), 0)
  return html`<svg class="icicle" role="img" aria-label="${label}" height="${rows * ROW}">${bars.map(renderBar)}</svg>`
}

function renderBar(bar: Bar): Markup {
  const { name, phase, isSlower, depth, from, width } = bar
  const text = width < LEAST_WITH_TEXT ? html`` : html`<text x="5" y="15">${name}</text>`
  return html`<svg class="bar ${phase}${isSlower ? ' slower' : ''}" x="${percent(from)}" y="${depth * ROW}" width="${percent(width)}" height="${ROW}" data-name="${name}" data-depth="${depth}" data-told="${tell(bar)}"><title>${name}: ${tell(bar)}</title><rect width="100%" height="${ROW - 1}"/>${text}</svg>`
}

function tell({ total, self, phase, isSlower }: Bar): string {
  return `${formatShortTime(total)}, ${formatShortTime(self)} of it its own, ${describePhase(phase)}${isSlower ? ', slower than the baseline' : ''}`
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`
}
