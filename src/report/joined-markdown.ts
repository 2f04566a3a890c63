import { type Joined, onlyOf } from '../verdict/joined.ts'
import { renderMarkdown } from './markdown.ts'

export function renderJoinedMarkdown(joined: Joined): string {
  const only = onlyOf(joined)
  return only === undefined ? joined.verdict.summary : renderMarkdown(only)
}
