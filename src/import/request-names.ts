import { quote } from './cells.ts'

/** A run is of one function, so several kinds of requests in its file are worth a word. */
export function describeNames(names: ReadonlySet<string>): readonly string[] {
  if (names.size < 2) return []
  const shown = [...names].slice(0, 3).map(quote).join(', ')
  const more = names.size > 3 ? ', …' : ''
  return [`The file has requests of ${names.size} names (${shown}${more}), taken together.`]
}
