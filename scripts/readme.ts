import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { parseLoadPlan } from '../src/config/load-plan.ts'
import { GITHUB_PERMISSIONS, PERMISSIONS } from '../src/permissions.ts'
import { policyFor } from '../src/run/permissions.ts'
import { renderReliability } from '../test/chaos/reliability.ts'

type Item = { readonly description: string; readonly default?: string }
type Action = {
  readonly inputs: Readonly<Record<string, Item>>
  readonly outputs: Readonly<Record<string, Item>>
}

/** Parts of README.md and docs/ that come from elsewhere; each stands between two markers of its name. */
const { inputs, outputs }: Action = parse(read('action.yml'))
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
  'quick-start': fence('yaml', read('examples/workflows/pull-request.yml')),
  'locust-requests': fence(
    'python',
    read('test/import/fixtures/locust/locustfile_requests.py').split('\n\n\nclass')[0] ?? '',
  ),
  'verdict-quality': between(read('bench/verdict-quality/results.md'), 'summary'),
  bench: between(read('bench/speed/results.md'), 'summary'),
  sentence: read('test/golden/comment-slower.md').replace(/^### (.*)[\s\S]*/, '> $1'),
  comment: read('test/golden/readme-comment.md').trim(),
  policy: fence('json', JSON.stringify(examplePolicy(), null, 2)),
  permissions: table(
    ['action', 'on each', 'needed', 'to', 'without it'],
    PERMISSIONS.map(({ action, on, when, purpose, without }) => [
      code(action),
      on === '*' ? code('*') : on,
      when,
      purpose,
      without,
    ]),
  ),
  'job-permissions': table(
    ['permission of the job', 'needed', 'to', 'without it'],
    GITHUB_PERMISSIONS.map(({ permission, when, purpose, without }) => [
      code(permission),
      when,
      purpose,
      `a warning, and ${without}`,
    ]),
  ),
  faults: renderReliability(),
  // Its first parts; the folded ones are like those of one setup.
  joined: read('test/golden/joined-six-setups.md').split('<details>')[0]?.trim() ?? '',
}

const places = new Set<string>()
for (const file of ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)]) {
  if (!file.endsWith('.md')) continue
  writeFileSync(file, fill(read(file), file))
}
for (const name of Object.keys(parts)) {
  if (!places.has(name)) throw new Error(`No page has a place for "${name}"`)
}

function fill(text: string, file: string): string {
  return text.replace(
    /(<!-- ([\w-]+): npm run readme -->\n)[\s\S]*?(<!-- \/\2 -->)/g,
    (_, start: string, name: string, end: string) => {
      const part = parts[name]
      if (part === undefined) throw new Error(`${file} asks for "${name}", which there is not`)
      places.add(name)
      return `${start}\n${part}\n\n${end}`
    },
  )
}

function read(path: string): string {
  return readFileSync(path, 'utf8')
}

/** What stands between two markers. */
function between(text: string, name: string): string {
  const [, found] = new RegExp(`<!-- ${name} -->([\\s\\S]*?)<!-- /${name} -->`).exec(text) ?? []
  if (found === undefined) throw new Error(`There is no "${name}"`)
  return found.trim()
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``
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

/** Of the README's example with a baseline. */
function examplePolicy(): object {
  const { plan } = parseLoadPlan('burst 30\nrounds 24 of 10')
  if (plan === undefined) throw new Error('The example is no load plan')
  const [candidate, baseline] = ['census-gbm', 'census-gbm-main'].map((name) => ({
    target: {
      id: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
      ...{ name, qualifier: '$LATEST', region: 'eu-west-1' },
    },
    facts: undefined,
  }))
  if (candidate === undefined) throw new Error('The example has no function')
  return policyFor({ plan, logGroup: undefined, allowProduction: false }, candidate, baseline)
}
