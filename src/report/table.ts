/**
 * A Markdown table; cells are Markdown already, of one line. Columns of figures align right.
 *
 * A pipe ends a cell even inside of a code span, unless it is escaped.
 * Source: github.github.com/gfm/#tables-extension-
 */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): string {
  const rule = header.map((_, i) => (isText(i) ? ':---' : '---:'))
  const escaped = rows.map((cells) => cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')))
  return [header, rule, ...escaped].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A part that is folded until it is asked for; GitHub needs the blank lines. */
export function renderDetails(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`
}
