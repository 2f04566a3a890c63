import type { Config } from '../config/config.ts'
import { publish } from '../report/publish.ts'
import { run } from '../run/run.ts'
import { withoutJudgement } from '../verdict/measured-only.ts'
import { exitCode } from '../verdict/verdict.ts'
import { openDesk } from './desk.ts'
import { connect } from './world.ts'

/**
 * Measures, judges and reports with the real services; `mode: measure` leaves the judging out.
 *
 * @returns the verdict's sentence when the step is to fail, undefined otherwise.
 */
export async function runGate(config: Config, stop: AbortSignal): Promise<string | undefined> {
  const world = connect(config, stop)
  try {
    const measured = await run(config, world, stop)
    const result = config.mode === 'measure' ? withoutJudgement(measured) : measured
    const { kind, summary } = (await publish(result, config, await openDesk(config))).verdict
    return exitCode(kind, config.onInconclusive) === 0 ? undefined : `${kind}: ${summary}`
  } finally {
    await world.close()
  }
}
