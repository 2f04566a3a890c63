/** Lines of at most so many characters, broken between words; a longer word keeps its line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > width && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** Cells under each other, two spaces apart: texts to the left, figures to the right. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, widthOf(cell))),
    [],
  )
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell))
        return isText(i) ? cell + space : space + cell
      })
      .join('  ')
      .trimEnd(),
  )
}

/**
 * How many columns of a terminal a text takes, which has no control characters: two for letters of
 * East Asia and for emoji, none for marks upon the letter before.
 *
 * Source: unicode.org/reports/tr11 (wide and fullwidth); ambiguous ones are narrow, as in most terminals.
 */
export function widthOf(text: string): number {
  // What nearly every text is.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** The beginning that takes at most so many columns. */
export function cutToWidth(text: string, width: number): string {
  let left = width
  let end = 0
  for (const character of text) {
    left -= widthOf(character)
    if (left < 0) break
    end += character.length
  }
  return text.slice(0, end)
}
