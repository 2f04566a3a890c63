import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

/** A page that people read. */
export type Page = { readonly name: string; readonly text: string }

/** Every page of the repository, by its path from the root. */
export const pages: readonly Page[] = globSync(
  ['*.md', 'docs/**/*.md', 'bench/**/*.md', 'examples/**/*.md', '.github/**/*.md'],
  { cwd: root, exclude: ['**/node_modules/**'] },
).map((name) => ({ name, text: readFileSync(resolve(root, name), 'utf8') }))

/** A fenced block, without the indent that it has as a whole. */
export type Snippet = { readonly page: string; readonly language: string; readonly text: string }

const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm

export const snippets: readonly Snippet[] = pages.flatMap(({ name, text }) =>
  [...text.matchAll(FENCE)].map(([, , language = '', body = '']) => ({
    page: name,
    language,
    text: dedent(body),
  })),
)

function dedent(text: string): string {
  const lines = text.split('\n')
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/))
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n')
}
