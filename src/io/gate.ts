import type { Config } from '../config/config.ts'
import { type Desk, publish } from '../report/publish.ts'
import { run } from '../run/run.ts'
import { withoutJudgement } from '../verdict/measured-only.ts'
import type { Result } from '../verdict/result.ts'
import { openDesk } from './desk.ts'
import { openRunnerStage, type Stage } from './stage.ts'
import type { Stop } from './stop.ts'
import { connect } from './world.ts'

/**
 * Measures, judges and reports with the real services; `mode: measure` leaves the judging out.
 *
 * @returns the result as reported.
 */
export async function runGate(config: Config, stop: Stop): Promise<Result> {
  return await runOn(openRunnerStage(stop), await openDesk(config, stop), config, stop.signal)
}

/** The same wherever it is to show itself. */
export async function runOn(
  stage: Stage,
  desk: Desk,
  config: Config,
  stop: AbortSignal,
): Promise<Result> {
  const world = connect(config, stop, stage)
  try {
    const measured = await run(config, world, stop)
    const result = config.mode === 'measure' ? withoutJudgement(measured) : measured
    return await publish(result, config, desk, config.mode === 'measure')
  } finally {
    await world.close()
  }
}
