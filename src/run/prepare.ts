import type { Config } from '../config/config.ts'
import { recycles } from '../config/load-plan.ts'
import { type FunctionFacts, readiness } from '../function-facts.ts'
import { refusals, warnings } from '../load/assess.ts'
import { MeasurementError } from '../measurement-error.ts'
import { formatTime } from '../units.ts'
import type { World } from './world.ts'

const READY_POLL = 1_000
const READY_TIMEOUT = 5 * 60_000

/**
 * Waits until the function is ready, refuses what cannot be measured, and warns of what may disturb
 * the measurement. Nothing that is measured has been sent when this is done.
 *
 * @param notes gets the warnings.
 * @throws {MeasurementError}
 */
export async function prepare(
  config: Config,
  world: World,
  notes: string[],
  stop: AbortSignal,
): Promise<FunctionFacts> {
  const { plan, target, maxInvocations, maxCost, timeout } = config
  const facts = await waitUntilReady(world, stop)
  world.say(
    `${facts.arn} (version ${facts.version}, ${facts.packageType}, ${facts.architecture}, ${facts.memoryMB} MB, log group ${facts.logGroup})`,
  )
  const guards = { plan, qualifier: target.qualifier, maxInvocations, maxCost, timeout }
  const refused = refusals(facts, guards)
  if (refused.length > 0) {
    throw new MeasurementError(`this cannot be measured: ${refused.join('; ')}`)
  }
  for (const warning of warnings(plan, await world.readConcurrency())) {
    world.say(warning)
    notes.push(warning)
  }
  // Reading nothing now shows a missing permission before any request is paid for.
  await world.readLogs(facts.logGroup, world.now(), () => undefined, stop)
  if (recycles(plan)) await world.checkRecycle()
  return facts
}

async function waitUntilReady(world: World, stop: AbortSignal): Promise<FunctionFacts> {
  const until = world.now() + READY_TIMEOUT
  let woken = false
  for (;;) {
    const facts = await world.readFunction()
    const ready = readiness(facts)
    if (ready === 'ready') return facts
    if (typeof ready === 'object') throw new MeasurementError(ready.failed)
    if (stop.aborted) throw new MeasurementError('the function did not become ready')
    if (world.now() > until) {
      const { state, lastUpdate } = facts.state
      throw new MeasurementError(
        `the function was not ready within ${formatTime(READY_TIMEOUT)} (state ${state}, last update ${lastUpdate})`,
      )
    }
    if (ready === 'wake' && !woken) {
      world.say('The function is inactive; one invocation, not measured, wakes it.')
      await world.wake()
      woken = true
    }
    await world.sleepUntil(world.now() + READY_POLL, stop)
  }
}
