import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The committed bundle, run as on somebody's machine: options, and no runner around it. */
export type CliRun = {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Text of a file in the report folder; undefined when there is none. */
  readonly report: (name: string) => string | undefined
}

type CliOptions = {
  /** A command before Node's own, with `{}` in place of the whole command line. */
  readonly within?: readonly string[]
  /** Gets a function that sends a signal to the process. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}

const script = resolve(import.meta.dirname, '../dist/cli.js')

export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { within, onStart }: CliOptions = {},
): Promise<CliRun> {
  const cwd = mkdtempSync(join(tmpdir(), 'cold-start-cli-'))
  const own = [process.execPath, script, ...args]
  const line = own.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const [command = '', ...rest] = within?.map((word) => word.replace('{}', () => line)) ?? own
  const child = spawn(command, rest, {
    cwd,
    // Nobody's ~/.aws may have a say, and no instance is asked for a role.
    env: { PATH: process.env.PATH ?? '', HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onStart?.((signal) => child.kill(signal))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  return await new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (exitCode) => {
      const report = (name: string): string | undefined => {
        const path = join(cwd, 'cold-start-report', name)
        return existsSync(path) ? readFileSync(path, 'utf8') : undefined
      }
      done({ exitCode, stdout, stderr, report })
    })
  })
}
