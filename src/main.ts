import { inputs } from '../action.yml'
import { parseConfig } from './config/config.ts'
import { readInputs } from './io/runner.ts'
import { makeStop } from './io/stop.ts'

/** @returns why the step fails; undefined when it does not. */
async function main(): Promise<string | undefined> {
  const config = parseConfig(readInputs(inputs, process.env))
  // Loaded only now: wrong inputs are told before the AWS SDK is read from disk.
  const { runGate } = await import('./io/gate.ts')
  const { signal, stop } = makeStop(config.timeout)
  // The runner cancels a job by the one, and a few seconds later by the other.
  process.on('SIGINT', () => stop('the run was cancelled'))
  process.on('SIGTERM', () => stop('the run was cancelled'))
  return await runGate(config, signal)
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
