import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { parseLoadPlan } from '../src/config/load-plan.ts'
import { GITHUB_PERMISSIONS, PERMISSIONS } from '../src/permissions.ts'
import { policyFor } from '../src/run/permissions.ts'

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
  policy: `\`\`\`json\n${JSON.stringify(examplePolicy(), null, 2)}\n\`\`\``,
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
  // Its first parts; the folded ones are like those of one setup.
  joined:
    readFileSync('test/golden/joined-six-setups.md', 'utf8').split('<details>')[0]?.trim() ?? '',
}

let readme = readFileSync('README.md', 'utf8')
for (const [name, text] of Object.entries(parts)) {
  const place = new RegExp(`(<!-- ${name}: npm run readme -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
  if (!place.test(readme)) throw new Error(`README.md has no place for "${name}"`)
  readme = readme.replace(place, (_, start, end) => `${start}\n${text}\n\n${end}`)
}
writeFileSync('README.md', readme)

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
