/** GitHub refuses more than 65,536 characters; 1,000 of 60,000 are kept for the marker and `LEFT_OUT`. */
const MOST_CHARACTERS = 59_000
const LEFT_OUT =
  'Some parts did not fit into a comment and were left out; `report.json` and `starts.csv` have everything.'

/**
 * Parts as one text of less than 60,000 characters; whole parts are left out where it would be more.
 *
 * @param parts in the order of reading; '' is none.
 * @param importance their names, the most important one first.
 */
export function fitParts<Name extends string>(
  parts: Readonly<Record<Name, string>>,
  importance: readonly NoInfer<Name>[],
): string {
  const left = new Set<string>()
  let length = 0
  for (const name of importance) {
    const size = parts[name].length
    if (length + size > MOST_CHARACTERS) left.add(name)
    length += (left.has(name) ? 0 : size) + 2
  }
  const kept = Object.entries<string>(parts).flatMap(([name, part]) => (left.has(name) ? [] : part))
  const all = [...kept, left.size === 0 ? '' : LEFT_OUT].filter((part) => part !== '')
  // Half a surrogate pair, which an untrusted file may hold, is no text to GitHub.
  return `${all.join('\n\n')}\n`.toWellFormed()
}
