import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

/** The committed bundle, run as GitHub's runner runs it: inputs and files in the environment. */
export type ActionRun = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
  /** Where a file of the report folder is. */
  readonly reportPath: (name: string) => string
  /** Text of a file in the report folder; undefined when there is none. */
  readonly report: (name: string) => string | undefined
}

export type ActionOptions = {
  readonly inputs: Readonly<Record<string, string>>
  /** Endpoints, credentials and whatever else the step's environment holds. */
  readonly env: Readonly<Record<string, string>>
  readonly entry?: 'main' | 'post'
  /** What `saveState` of the main step left. */
  readonly state?: Readonly<Record<string, string>>
  readonly event?: unknown
  readonly onLine?: (line: string) => void
  /** Gets a function that sends a signal to the process. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}

const root = resolve(import.meta.dirname, '..')
const PULL_REQUEST = { pull_request: { number: 7 } }

export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const { inputs, env, entry = 'main', state = {}, event = PULL_REQUEST } = options
  const directory = mkdtempSync(join(tmpdir(), 'cold-start-gate-'))
  const file = (name: string, text = ''): string => {
    const path = join(directory, name)
    writeFileSync(path, text)
    return path
  }
  const files = {
    GITHUB_OUTPUT: file('output'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
  }
  const { exitCode, stdout } = await runNode(join(root, action().runs[entry]), directory, options, {
    PATH: process.env.PATH ?? '',
    ...files,
    GITHUB_REPOSITORY: 'owner/repo',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: '1',
    ...inputVariables(inputs),
    ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
    ...env,
  })
  const reportPath = (name: string): string =>
    join(directory, inputs['report-dir'] ?? 'cold-start-report', name)
  return {
    exitCode,
    stdout,
    outputs: readPairs(files.GITHUB_OUTPUT),
    state: readPairs(files.GITHUB_STATE),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    reportPath,
    report: (name) => {
      const path = reportPath(name)
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined
    },
  }
}

type Action = {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly runs: { readonly main: string; readonly post: string }
}

function action(): Action {
  return parse(readFileSync(join(root, 'action.yml'), 'utf8'))
}

/** The runner sets every declared input, with its default or empty. */
function inputVariables(given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = Object.entries(action().inputs).map(([name, input]) => [
    name,
    (input.default ?? '').replace(/^\$\{\{.*\}\}$/, 'github-token-of-the-job'),
  ])
  const inputs: readonly [string, string][] = Object.entries({
    ...Object.fromEntries(defaults),
    ...given,
  })
  return Object.fromEntries(inputs.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
}

function runNode(
  script: string,
  cwd: string,
  { onLine, onStart }: ActionOptions,
  env: Record<string, string>,
): Promise<{ readonly exitCode: number | null; readonly stdout: string }> {
  const child = spawn(process.execPath, [script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  onStart?.((signal) => child.kill(signal))
  let stdout = ''
  let line = ''
  const read = (chunk: Buffer): void => {
    stdout += chunk
    const lines = (line + chunk).split('\n')
    line = lines.pop() ?? ''
    for (const one of lines) onLine?.(one)
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode) => done({ exitCode, stdout }))
  })
}

/** GitHub's file format: `name<<DELIMITER`, the value, `DELIMITER`; the last value of a name counts. */
function readPairs(path: string): Record<string, string> {
  const pairs: Record<string, string> = {}
  const text = readFileSync(path, 'utf8')
  for (const [, name = '', , value = ''] of text.matchAll(/^(.+?)<<(\S+)\n([\s\S]*?)\n\2$/gm)) {
    pairs[name] = value
  }
  return pairs
}
