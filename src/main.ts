import { inputs } from '../action.yml'
import { parseConfig } from './config/config.ts'
import { readInputs } from './io/runner.ts'
import { makeStop, type Stop } from './io/stop.ts'
import type { Ms } from './units.ts'

/** For what is written to reach the runner. */
const LINGER: Ms = 500

/** The step has ended by itself, and said how. */
let isOver = false

/** @returns why the step fails; undefined when it does not. */
async function main(): Promise<string | undefined> {
  const sources = readInputs(inputs, process.env)
  if (sources.input('mode') === 'report') {
    const { parseJoinConfig } = await import('./config/join-config.ts')
    const config = parseJoinConfig(sources)
    const stop = listen(config.timeout)
    const { openDesk } = await import('./io/desk.ts')
    const { runJoin } = await import('./io/join.ts')
    const { explainFailure } = await import('./verdict/verdict.ts')
    const { verdict } = await runJoin(config, await openDesk(config, stop), stop.signal)
    return explainFailure(verdict, config.onInconclusive)
  }
  const config = parseConfig(sources)
  const stop = listen(config.timeout)
  // Loaded only now: wrong inputs are told before the AWS SDK is read from disk.
  const { runGate } = await import('./io/gate.ts')
  const { explainFailure } = await import('./verdict/verdict.ts')
  const { verdict } = await runGate(config, stop)
  return explainFailure(verdict, config.onInconclusive)
}

/** The runner cancels a job by the one signal, and a few seconds later by the other. */
function listen(timeout: Ms): Stop {
  const stop = makeStop(timeout)
  process.on('SIGINT', () => stop.stop('the run was cancelled'))
  process.on('SIGTERM', () => stop.stop('the run was cancelled'))
  // Every wait has an end of its own; this is for the one that somebody forgot.
  stop.end.addEventListener('abort', () => {
    if (isOver) return
    void end(new Error(`${stop.signal.reason}, and the step did not end by itself`)).then(() =>
      process.exit(),
    )
  })
  return stop
}

async function end(failure: unknown): Promise<void> {
  if (failure === undefined) return
  const core = await import('@actions/core')
  const message = failure instanceof Error ? failure.message : String(failure)
  if (failure instanceof Error) {
    try {
      core.setOutput('verdict', 'error')
      core.setOutput('summary', message)
    } catch {
      // The disk is full; the failure itself needs none.
    }
  }
  core.setFailed(message)
}

const failure = await main().catch((error: unknown) => error)
isOver = true
await end(failure)
// A server that never answers would keep its connection, and so this process.
setTimeout(() => process.exit(), LINGER).unref()
