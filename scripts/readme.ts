import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { renderReliability } from '../test/chaos/reliability.ts'

type Item = { readonly description: string; readonly default?: string }
type Action = {
  readonly inputs: Readonly<Record<string, Item>>
  readonly outputs: Readonly<Record<string, Item>>
}

/** Parts of README.md that come from elsewhere; each stands between two markers of its name. */
const { inputs, outputs }: Action = parse(readFileSync('action.yml', 'utf8'))
const parts: Readonly<Record<string, string>> = {
  inputs: table(
    ['input', 'default', 'meaning'],
    Object.entries(inputs).map(([name, item]) => [
      code(name),
      code(item.default ?? ''),
      item.description,
    ]),
  ),
  outputs: table(
    ['output', 'meaning'],
    Object.entries(outputs).map(([name, { description }]) => [code(name), description]),
  ),
  'verdict-quality': between(readFileSync('bench/verdict-quality/results.md', 'utf8'), 'summary'),
  bench: between(readFileSync('bench/speed/results.md', 'utf8'), 'summary'),
  sentence: readFileSync('test/golden/comment-slower.md', 'utf8').replace(
    /^### (.*)[\s\S]*/,
    '> $1',
  ),
  comment: readFileSync('test/golden/readme-comment.md', 'utf8').trim(),
  // Its first parts; the folded ones are like those of one setup.
  joined:
    readFileSync('test/golden/joined-six-setups.md', 'utf8').split('<details>')[0]?.trim() ?? '',
}

fill('README.md', parts)
fill('docs/reliability.md', { faults: renderReliability() })

function fill(path: string, texts: Readonly<Record<string, string>>): void {
  let page = readFileSync(path, 'utf8')
  for (const [name, text] of Object.entries(texts)) {
    const place = new RegExp(`(<!-- ${name}: npm run readme -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
    if (!place.test(page)) throw new Error(`${path} has no place for "${name}"`)
    page = page.replace(place, (_, start, end) => `${start}\n${text}\n\n${end}`)
  }
  writeFileSync(path, page)
}

/** What stands between two markers. */
function between(text: string, name: string): string {
  const [, found] = new RegExp(`<!-- ${name} -->([\\s\\S]*?)<!-- /${name} -->`).exec(text) ?? []
  if (found === undefined) throw new Error(`There is no "${name}"`)
  return found.trim()
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map(() => '---')
  return [header, rule, ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}
