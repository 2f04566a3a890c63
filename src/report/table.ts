/** A Markdown table; cells are Markdown already. The first `left` columns hold text. */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string {
  const rule = header.map((_, i) => (i < left ? ':---' : '---:'))
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A part that is folded until it is asked for; GitHub needs the blank lines. */
export function renderDetails(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`
}
