import { inputs } from '../action.yml'
import { parseConfig } from './config/config.ts'
import { readInputs } from './io/runner.ts'
import { makeStop } from './io/stop.ts'

/** @returns why the step fails; undefined when it does not. */
async function main(): Promise<string | undefined> {
  const sources = readInputs(inputs, process.env)
  if (sources.input('mode') === 'report') {
    const { parseJoinConfig } = await import('./config/join-config.ts')
    const config = parseJoinConfig(sources)
    const { openDesk } = await import('./io/desk.ts')
    const { runJoin } = await import('./io/join.ts')
    const { explainFailure } = await import('./verdict/verdict.ts')
    const { verdict } = await runJoin(config, await openDesk(config))
    return explainFailure(verdict, config.onInconclusive)
  }
  const config = parseConfig(sources)
  // Loaded only now: wrong inputs are told before the AWS SDK is read from disk.
  const { runGate } = await import('./io/gate.ts')
  const { explainFailure } = await import('./verdict/verdict.ts')
  const { signal, stop } = makeStop(config.timeout)
  // The runner cancels a job by the one, and a few seconds later by the other.
  process.on('SIGINT', () => stop('the run was cancelled'))
  process.on('SIGTERM', () => stop('the run was cancelled'))
  const { verdict } = await runGate(config, signal)
  return explainFailure(verdict, config.onInconclusive)
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
