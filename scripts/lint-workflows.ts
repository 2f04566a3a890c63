import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { findTool, type Tool } from './tools.ts'

/*
 * Our workflows and those of the examples, by two linters. What this machine cannot have is said so,
 * and is an error with --all.
 */

const workflows = ['.github/workflows', 'examples/workflows'].flatMap((folder) =>
  readdirSync(folder).map((name) => `${folder}/${name}`),
)
workflows.push('test/e2e/blocked.yml')

type Linter = { readonly tool: Tool; readonly args: readonly string[] }

const LINTERS: readonly Linter[] = [
  {
    tool: {
      name: 'actionlint',
      version: '1.7.12',
      from: { go: 'github.com/rhysd/actionlint/cmd/actionlint' },
    },
    args: ['-config-file', '.github/actionlint.yaml', ...workflows],
  },
  {
    tool: { name: 'zizmor', version: '1.32.0', from: { pypi: 'zizmor' } },
    args: [
      ...['--offline', '--persona', 'pedantic', '--config', '.github/zizmor.yml', '--quiet'],
      ...[...workflows, '.github/dependabot.yml', 'action.yml', 'test/e2e/local-cloud/action.yml'],
    ],
  },
]

const isAll = process.argv.includes('--all')
for (const { tool, args } of LINTERS) {
  const path = findTool(tool)
  if (path === undefined) {
    console.log(`${tool.name}: skipped`)
    if (isAll) process.exitCode = 1
    continue
  }
  try {
    execFileSync(path, args, { stdio: 'inherit' })
    console.log(`${tool.name}: nothing to say`)
  } catch {
    console.error(`${tool.name}: see above`)
    process.exitCode = 1
  }
}
