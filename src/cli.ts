#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { inputs } from '../action.yml'
import { type Config, parseConfig } from './config/config.ts'
import type { Sources } from './config/inputs.ts'
import type { JoinConfig } from './config/join-config.ts'
import { type Options, parseOptions, sourcesOf } from './config/options.ts'
import { ConfigError } from './config/problem.ts'
import { readInputs } from './io/runner.ts'
import { makeStop } from './io/stop.ts'
import { paintFor, sayPlainly } from './io/stream.ts'
import { renderHelp } from './terminal/help.ts'

const { stdout, stderr, env } = process

/** As shells tell wrong usage from a failure. */
const WRONG_USAGE = 2
/** As shells tell that a signal ended it: 128 and its number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
/** Run by npx, one Ctrl-C arrives twice: from the terminal, and passed on by npm. */
const ONE_KEYPRESS = 1_000
/** For what is written to reach its reader. */
const LINGER = 1_000

/** @returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args)
  if (options.flags.has('help')) {
    stdout.write(renderHelp(inputs, stdout.columns || 80, paintFor(stdout, env)))
    return 0
  }
  if (options.flags.has('version')) {
    const { version } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
    )
    stdout.write(`${version}\n`)
    return 0
  }
  if (options.values.get('mode') === 'report') {
    const { parseJoinConfig } = await import('./config/join-config.ts')
    const config = await readConfig(options, parseJoinConfig)
    return 'problems' in config ? complain(config.problems) : await joinFiles(config)
  }
  const config = await readConfig(options, parseConfig)
  if ('problems' in config) return complain(config.problems)
  return options.flags.has('dry-run') ? await dryRun(config) : await measure(config)
}

async function readConfig<T>(
  options: Options,
  parse: (sources: Sources) => T,
): Promise<T | { readonly problems: readonly string[] }> {
  const { problems, values } = options
  const { defaultOf, readFile, env: variable } = readInputs(inputs, env)
  const isRegionGiven =
    // Files know no region.
    values.get('mode') === 'report' ||
    values.has('aws-region') ||
    values.get('function-name')?.startsWith('arn:') ||
    (variable('AWS_REGION') || variable('AWS_DEFAULT_REGION')) !== ''
  const region = isRegionGiven ? '' : await (await import('./io/region.ts')).readProfileRegion()
  const sources = sourcesOf(options, {
    defaultOf,
    readFile,
    env: (name) => variable(name) || (name === 'AWS_REGION' ? region : ''),
  })
  try {
    const config = parse(sources)
    return problems.length > 0 ? { problems } : config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { problems: [...problems, ...error.problems.map((problem) => `--${problem}`)] }
  }
}

function complain(problems: readonly string[]): number {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const lines = problems.map((problem) => `- ${problem}`)
  const help = 'Try `lambda-cold-start-gate --help`.'
  sayPlainly(stderr, [`${count} with the options:`, ...lines, help].join('\n'))
  return WRONG_USAGE
}

async function dryRun(config: Config): Promise<number> {
  // Loaded only now: wrong options are told before the AWS SDK is read from disk.
  const { readDryRun } = await import('./io/dry-run.ts')
  const { renderDryRun } = await import('./terminal/forecast.ts')
  const found = await readDryRun(config)
  stdout.write(renderDryRun(found, paintFor(stdout, env)))
  return found.refusals.length === 0 ? 0 : 1
}

/** Sends nothing, so there is nothing to undo, and a dry run would be no other. */
async function joinFiles(config: JoinConfig): Promise<number> {
  const { runJoin } = await import('./io/join.ts')
  const { openTerminalDesk, openTerminalStage } = await import('./io/terminal.ts')
  const { exitCode } = await import('./verdict/verdict.ts')
  const desk = await openTerminalDesk(config, stdout, openTerminalStage(stderr, env), env)
  const { verdict } = await runJoin(config, desk, new AbortController().signal)
  sayPlainly(stdout, `\nWritten: ${desk.written().join(', ')}`)
  return exitCode(verdict.kind, config.onInconclusive)
}

async function measure(config: Config): Promise<number> {
  const { runOn } = await import('./io/gate.ts')
  const { describeLeft } = await import('./run/recycled.ts')
  const { openTerminalDesk, openTerminalStage } = await import('./io/terminal.ts')
  const { exitCode } = await import('./verdict/verdict.ts')
  const stage = openTerminalStage(stderr, env)
  const desk = await openTerminalDesk(config, stdout, stage, env)
  const { signal, stop } = makeStop(config.timeout)
  let ended: { readonly code: number; readonly at: number } | undefined
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (ended === undefined) {
        ended = { code, at: Date.now() }
        stage.say(
          'Stopping: undoing all changes, then telling what was measured. Ctrl-C again quits at once.',
        )
        stop('the run was cancelled')
      } else if (Date.now() - ended.at > ONE_KEYPRESS) {
        for (const left of stage.left()) stage.say(describeLeft(left))
        process.exit(code)
      }
    })
  }
  const { verdict } = await runOn(stage, desk, config, signal)
  for (const left of stage.left()) stage.say(describeLeft(left))
  sayPlainly(stdout, `\nWritten: ${desk.written().join(', ')}`)
  return ended?.code ?? exitCode(verdict.kind, config.onInconclusive)
}

// Whoever reads may go away early, as `head` does; undoing must go on.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  sayPlainly(stderr, error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
// A server that never answers would keep its connection, and so this process.
setTimeout(() => process.exit(), LINGER).unref()
