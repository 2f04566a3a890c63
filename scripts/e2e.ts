import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { findTool } from './tools.ts'

/*
 * Runs .github/workflows/e2e.yml with nektos/act, without Docker: another program than our tests
 * reads action.yml, starts the bundle, passes state to its post step and outputs to later steps.
 * Where act cannot be had that is said so, and is an error with --all.
 */

const act = findTool({
  name: 'act',
  version: '0.2.89',
  from: { go: 'github.com/nektos/act' },
})

/** Of act's log, one JSON value a line. */
type Line = {
  readonly job?: string
  readonly step?: string
  readonly stage?: string
  readonly level?: string
  readonly msg: string
  readonly jobResult?: string
  readonly stepResult?: string
  readonly raw_output?: boolean
}

type Outcome = { readonly exitCode: number | null; readonly lines: readonly Line[] }

if (act === undefined) {
  console.log('Skipped: it needs act on the path, or Go to install it.')
  if (process.argv.includes('--all')) process.exitCode = 1
} else {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'))
  try {
    prepare(folder)
    const problems = [
      ...judgeWorkflow(await runWorkflow(act, folder, '.github/workflows/e2e.yml')),
      ...judgeBlocked(await runWorkflow(act, folder, 'test/e2e/blocked.yml')),
    ]
    for (const problem of problems) console.error(`Not as it should be: ${problem}`)
    if (problems.length > 0) process.exitCode = 1
    else console.log('\nAll as it should be.')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A repository of what a user's `uses:` gets, and of the workflow; nothing installed. */
function prepare(folder: string): void {
  const repository = join(folder, 'repository')
  for (const path of ['action.yml', 'package.json', 'dist', 'test', '.github']) {
    cpSync(path, join(repository, path), { recursive: true })
  }
  // Without it, act asks which images to use.
  mkdirSync(join(folder, 'home', 'act'), { recursive: true })
  writeFileSync(join(folder, 'home', 'act', 'actrc'), '')
  const event = { pull_request: { number: 7 }, repository: { default_branch: 'main' } }
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event))
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' })
  }
  git('init', '--initial-branch', 'main')
  git('remote', 'add', 'origin', 'https://github.com/owner/repo.git')
  git('add', 'action.yml')
  const person = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.invalid']
  git(...person, '-c', 'commit.gpgsign=false', 'commit', '-m', 'e2e')
}

/** Each job in turn: what they print stays apart. */
function runWorkflow(path: string, folder: string, workflow: string): Promise<Outcome> {
  console.log(`\n${workflow}`)
  const args = [
    ...['pull_request', '--eventpath', '../event.json', '--workflows', workflow],
    ...['--platform', 'ubuntu-24.04=-self-hosted', '--json', '--no-cache-server'],
    ...['--concurrent-jobs', '1', '--pull=false'],
  ]
  const home = join(folder, 'home')
  const child = spawn(path, args, {
    cwd: join(folder, 'repository'),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // act takes the first `node` that it finds, whatever `using:` says.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      ...{ HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    },
  })
  const lines: Line[] = []
  const read = (text: string): void => {
    const line = parseLine(text)
    lines.push(line)
    const { job, raw_output: isOutput, stepResult, jobResult, stage, step, level, msg } = line
    if (isOutput || level === 'error' || process.env.E2E_VERBOSE)
      console.log(`  ${job} | ${msg.trimEnd()}`)
    if (stepResult && stage) console.log(`  ${job} > ${stage} ${step}: ${stepResult}`)
    if (jobResult) console.log(`  ${job} = ${jobResult}`)
  }
  createInterface(child.stdout).on('line', read)
  createInterface(child.stderr).on('line', read)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, lines }))
  })
}

function parseLine(text: string): Line {
  try {
    return JSON.parse(text) as Line
  } catch {
    return { msg: text }
  }
}

function judgeWorkflow({ exitCode, lines }: Outcome): readonly string[] {
  const results = lines.flatMap(({ jobResult }) => jobResult ?? [])
  const restored = lines.filter(({ msg }) => msg.startsWith('The function has the environment'))
  return [
    exitCode === 0 ? [] : `e2e.yml ended with ${exitCode}: ${lines.at(-1)?.msg}`,
    results.join() === 'success,success,success' ? [] : `its jobs ended with ${results.join()}`,
    restored.length === 3 ? [] : `the function was seen restored ${restored.length} times, not 3`,
    lines.some(({ job, msg }) => /killed/.test(job ?? '') && /^recycle: undone/.test(msg))
      ? []
      : 'the post step undid nothing',
  ].flat()
}

function judgeBlocked({ exitCode, lines }: Outcome): readonly string[] {
  const results = lines.flatMap(({ jobResult }) => jobResult ?? [])
  return [
    exitCode === 1 ? [] : `blocked.yml ended with ${exitCode}`,
    results.join() === 'failure' ? [] : `its job ended with ${results.join()}`,
    lines.some(({ msg }) => /fail: merging would break the only rule/.test(msg))
      ? []
      : 'the verdict is not in the log',
    lines.some(({ raw_output: isOutput, msg }) => isOutput && /^reached/.test(msg))
      ? 'the step after the gate ran'
      : [],
  ].flat()
}
