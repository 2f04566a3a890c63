import { formatThousands, type Ms } from '../units.ts'
import type { Figure } from '../verdict/summary.ts'
import { type Content, html, type Markup } from './markup.ts'

export type Column = { readonly title: string; readonly isText?: boolean }

/** A table that scrolls in itself where it is wider than the page; its first column names the row. */
export function renderTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
): Markup {
  const head = columns.map(({ title, isText }) =>
    isText ? html`<th scope="col" class="text">${title}</th>` : html`<th scope="col">${title}</th>`,
  )
  const body = rows.map(
    (cells) => html`<tr>${cells.map((cell, i) => renderCell(cell, columns[i], i === 0))}</tr>\n`,
  )
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>`
}

function renderCell(cell: Content, column: Column | undefined, isFirst: boolean): Markup {
  const text = column?.isText ? html` class="text"` : html``
  return isFirst ? html`<th scope="row"${text}>${cell}</th>` : html`<td${text}>${cell}</td>`
}

/** Whole milliseconds, "≥ 29,000" where the truth may be more. */
export function formatMs({ value, isAtLeast }: Figure): string {
  return `${isAtLeast ? '≥ ' : ''}${formatThousands(value)}`
}

export function formatMsOrNone(time: Ms | null): string {
  return time === null ? '–' : formatThousands(time)
}
