/**
 * Untrusted text as Markdown prose or a table cell: shows as it is, on one line, and can neither
 * begin markup, nor mention or link to anything, nor end the cell.
 *
 * GitHub looks for mentions, references, emoji and formulas in what was parsed, where no backslash is
 * left; a character without width keeps it off, and for a dollar sign the span that it documents
 * (docs.github.com, "Writing mathematical expressions").
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/^[-+=]+(?=[ =]|$)|^\d{1,9}(?=[.)](?: |$))/, escapeOpening)
    .replace(/[@#]/g, '$&\u200b')
    .replace(/\bGH(?=-\d)/gi, '$&\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/www(?=\.)/gi, '$&\u200b')
    .replace(EMOJI_OR_ARN, (found) => (found === ':' ? ':\u200b' : found))
    .replace(FORMULA_SIGN, '<span>$</span>')
}

/** What begins a list, or makes a heading of the line above. */
function escapeOpening(found: string): string {
  return /^\d/.test(found) ? `${found}\\` : `\\${found}`
}

/** No time of day, and no ARN: people copy those. */
const EMOJI_OR_ARN = /\barn:aws[\w:-]*|:(?!\d{1,2}:)(?=[a-z0-9_+\\-]+:)/gi
/** A price is none: no formula ends before a digit. */
const FORMULA_SIGN = /(?<!(?:^|[\s(])(?=\$\d[\d.,]*(?:[\s,;:)]|$)))\$/g

/**
 * Untrusted text as a code span; in a table, `renderTable` takes care of its pipes. Readers of tables
 * differ in what a backslash before a pipe is, so there is none.
 */
export function code(text: string): string {
  const inside = oneLine(text)
    .replace(/`/g, 'ˋ')
    .replace(/\\+(?=\|)/g, (all) => '∖'.repeat(all.length))
  return inside === '' ? '' : `\`${inside}\``
}

/**
 * Control characters would move a terminal's cursor or break a line in two; half a surrogate pair is
 * no character.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** At most so many UTF-16 units, never half a surrogate pair, with an ellipsis where it was cut. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most - 1)
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
