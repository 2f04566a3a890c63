/**
 * Untrusted text as Markdown prose or a table cell: shows as it is, on one line, and can neither
 * begin markup, nor mention anyone, nor end the cell.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/[@#]/g, '$&\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/www(?=\.)/gi, '$&\u200b')
}

/** Untrusted text as a code span; in a table, `renderTable` takes care of its pipes. */
export function code(text: string): string {
  const inside = oneLine(text).replace(/`/g, 'ˋ')
  return inside === '' ? '' : `\`${inside}\``
}

/** Control characters would move a terminal's cursor or break a line in two. */
export function oneLine(text: string): string {
  return text
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
