import type { Config } from '../config/config.ts'
import { type Desk, publish } from '../report/publish.ts'
import { run } from '../run/run.ts'
import type { Result } from '../verdict/result.ts'
import { exitCode } from '../verdict/verdict.ts'
import { openDesk } from './desk.ts'
import { openRunnerStage, type Stage } from './stage.ts'
import { connect } from './world.ts'

/**
 * Measures, judges and reports with the real services.
 *
 * @returns the verdict's sentence when the step is to fail, undefined otherwise.
 */
export async function runGate(config: Config, stop: AbortSignal): Promise<string | undefined> {
  const result = await runOn(openRunnerStage(stop), openDesk(config), config, stop)
  const { kind, summary } = result.verdict
  return exitCode(kind, config.onInconclusive) === 0 ? undefined : `${kind}: ${summary}`
}

/** @returns the result as reported. */
export async function runOn(
  stage: Stage,
  desk: Desk,
  config: Config,
  stop: AbortSignal,
): Promise<Result> {
  const world = connect(config, stop, stage)
  try {
    return await publish(await run(config, world, stop), config, desk)
  } finally {
    await world.close()
  }
}
