/** A report of 100,000 starts takes 45 MB. */
const MOST_CHARACTERS = 100_000_000
/** It has 2 million values; a file of 100 MB of them not three times as many. */
const MOST_VALUES = 6_000_000
/** Of a report, a start has one. */
const MOST_OBJECTS = 1_000_000
/** An import profile has two for each import within another one. */
const DEEPEST = 1_000
/** No tool writes an object with as many members; setting them one by one takes ever longer. */
const MOST_MEMBERS = 20_000

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const OPEN = new Set([0x5b, 0x7b])
const CLOSE = new Set([0x5d, 0x7d])

/**
 * Why a JSON document would take too long, or too much memory, to be parsed; undefined for all others,
 * those among them that are no JSON. A parser has no such limits: 90 MB of opening brackets take it a
 * minute and 6 GB.
 *
 * @returns to follow the file's name.
 */
export function whyTooLarge(json: string): string | undefined {
  if (json.length > MOST_CHARACTERS) return 'is larger than any report'
  const members: number[] = []
  let depth = 0
  let values = 0
  let objects = 0
  for (let i = 0; i < json.length; i += 1) {
    const code = json.charCodeAt(i)
    if (code === QUOTE) i = endOfString(json, i)
    else if (code === COMMA) {
      values += 1
      if (values > MOST_VALUES) return `has more than ${MOST_VALUES / 1e6} million values`
    } else if (code === COLON) {
      members[depth] = (members[depth] ?? 0) + 1
      if ((members[depth] ?? 0) > MOST_MEMBERS) {
        return `has an object with more than ${MOST_MEMBERS.toLocaleString('en-US')} members`
      }
    } else if (OPEN.has(code)) {
      depth += 1
      objects += 1
      members[depth] = 0
      if (depth > DEEPEST)
        return `has more than ${DEEPEST.toLocaleString('en-US')} levels of objects within each other`
      if (objects > MOST_OBJECTS) return `has more than ${MOST_OBJECTS / 1e6} million objects`
    } else if (CLOSE.has(code)) {
      depth -= 1
      // What follows makes it no document: a file with one on each line.
      if (depth <= 0) return undefined
    }
  }
  return undefined
}

/** Where the string ends that begins there; the end of the text for one that does not. */
function endOfString(json: string, begin: number): number {
  for (let i = begin + 1; i < json.length; i += 1) {
    const code = json.charCodeAt(i)
    if (code === BACKSLASH) i += 1
    else if (code === QUOTE) return i
  }
  return json.length
}
