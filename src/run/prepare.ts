import type { Config } from '../config/config.ts'
import { describeEndpoint, isPlainText } from '../config/endpoint.ts'
import { recycles } from '../config/load-plan.ts'
import { type FunctionFacts, readiness } from '../function-facts.ts'
import { refusals, unmeasurable, warnings, whyNotRecycled } from '../load/assess.ts'
import { MeasurementError } from '../measurement-error.ts'
import { formatThousands, formatTime } from '../units.ts'
import type { FunctionAccess, World } from './world.ts'

const PLAIN_TEXT = 'The url is http: requests and their headers can be read on their way.'
const READY_POLL = 1_000
const READY_TIMEOUT = 5 * 60_000

/** The functions as they stand before the load. */
export type Prepared = {
  readonly facts: FunctionFacts
  /** Undefined without a baseline that is measured in the same run. */
  readonly baseline: PreparedBaseline | undefined
}

export type PreparedBaseline = {
  readonly facts: FunctionFacts
  /** Why its environments stay as they are; undefined when they can be replaced. */
  readonly whyNotRecycled: string | undefined
}

/**
 * Waits until the functions are ready, refuses what cannot be measured, and warns of what may
 * disturb the measurement. Nothing that is measured has been sent when this is done.
 *
 * @param notes gets the warnings.
 * @throws {MeasurementError}
 */
export async function prepare(
  config: Config,
  world: World,
  notes: string[],
  stop: AbortSignal,
): Promise<Prepared> {
  const { plan, target, endpoint, maxInvocations, maxCost, timeout } = config
  const facts = await waitUntilReady(world, world.candidate, stop)
  describe(facts, world)
  if (endpoint !== undefined) world.say(`requests go to ${describeEndpoint(endpoint)}`)
  const baseline = await prepareBaseline(config, world, stop)
  const compared =
    baseline &&
    ({
      facts: baseline.facts,
      reach: baseline.whyNotRecycled === undefined ? 'compared' : 'compared-growing',
    } as const)
  const guards = { plan, qualifier: target.qualifier, maxInvocations, maxCost, timeout }
  const refused = [
    ...refusals(facts, { ...guards, baseline: compared }),
    ...(baseline ? unmeasurable(baseline.facts) : []).map((reason) => `the baseline: ${reason}`),
  ]
  if (refused.length > 0) {
    throw new MeasurementError(`this cannot be measured: ${refused.join('; ')}`)
  }
  const concurrency = await world.candidate.readConcurrency()
  const others = await world.baseline?.readConcurrency()
  for (const warning of [
    ...(endpoint && isPlainText(endpoint) ? [PLAIN_TEXT] : []),
    ...warnings(plan, concurrency),
    ...(others && compared ? warnings(plan, others, compared.reach) : []),
  ]) {
    world.say(warning)
    notes.push(warning)
  }
  // Reading nothing now shows a missing permission before any request is paid for.
  for (const group of logGroupsOf({ facts, baseline })) {
    await world.readLogs(group, { from: world.now() }, () => undefined, stop)
  }
  if (recycles(plan)) await world.candidate.checkRecycle()
  return { facts, baseline }
}

/** Each log group once: versions of one function share one. */
export function logGroupsOf({ facts, baseline }: Prepared): readonly string[] {
  return [...new Set([facts.logGroup, baseline?.facts.logGroup ?? facts.logGroup])]
}

async function prepareBaseline(
  { plan }: Config,
  world: World,
  stop: AbortSignal,
): Promise<PreparedBaseline | undefined> {
  const access = world.baseline
  if (access === undefined) return undefined
  try {
    const facts = await waitUntilReady(world, access, stop)
    describe(facts, world)
    if (!recycles(plan)) return { facts, whyNotRecycled: undefined }
    return { facts, whyNotRecycled: whyNotRecycled(facts) ?? (await whyNotPermitted(access)) }
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error
    throw new MeasurementError(`the baseline: ${error.message}`)
  }
}

async function whyNotPermitted({ checkRecycle }: FunctionAccess): Promise<string | undefined> {
  try {
    await checkRecycle()
    return undefined
  } catch (error) {
    if (error instanceof MeasurementError) return error.message
    throw error
  }
}

function describe(facts: FunctionFacts, { say }: World): void {
  const { arn, version, packageType, architecture, memoryMB, logGroup } = facts
  say(
    `${arn} (version ${version}, ${packageType}, ${architecture}, ${formatThousands(memoryMB)} MB, log group ${logGroup})`,
  )
}

async function waitUntilReady(
  world: World,
  { readFunction, wake }: FunctionAccess,
  stop: AbortSignal,
): Promise<FunctionFacts> {
  const until = world.now() + READY_TIMEOUT
  let woken = false
  for (;;) {
    const facts = await readFunction()
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
      await wake()
      woken = true
    }
    await world.sleepUntil(world.now() + READY_POLL, stop)
  }
}
