import { inputs } from '../action.yml'
import { type Config, parseConfig } from './config/config.ts'
import { readInputs } from './io/runner.ts'
import { formatTime } from './units.ts'

/** Kept back from the time budget, for undoing changes and for the report. */
const RESERVE = 10_000

/** @returns why the step fails; undefined when it does not. */
async function main(): Promise<string | undefined> {
  const sources = readInputs(inputs, process.env)
  if (sources.input('mode') === 'report') {
    const { parseJoinConfig } = await import('./config/join-config.ts')
    const config = parseJoinConfig(sources)
    const { runJoin } = await import('./io/join.ts')
    return await runJoin(config)
  }
  const config = parseConfig(sources)
  // Loaded only now: wrong inputs are told before the AWS SDK is read from disk.
  const { runGate } = await import('./io/gate.ts')
  return await runGate(config, stopSignal(config))
}

/** Aborts when the runner cancels the job or the time budget is used up, with the reason. */
function stopSignal({ timeout }: Config): AbortSignal {
  const controller = new AbortController()
  const stop = (reason: string): void => {
    if (!controller.signal.aborted) controller.abort(reason)
  }
  process.on('SIGINT', () => stop('the run was cancelled'))
  process.on('SIGTERM', () => stop('the run was cancelled'))
  const reason = `the step's timeout of ${formatTime(timeout)} was reached`
  setTimeout(() => stop(reason), timeout - Math.min(RESERVE, timeout / 10)).unref()
  return controller.signal
}

async function end(failure: unknown): Promise<void> {
  if (failure === undefined) return
  const core = await import('@actions/core')
  const message = failure instanceof Error ? failure.message : String(failure)
  if (failure instanceof Error) {
    core.setOutput('verdict', 'error')
    core.setOutput('summary', message)
  }
  core.setFailed(message)
}

await end(await main().catch((error: unknown) => error))
