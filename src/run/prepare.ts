import type { Config } from '../config/config.ts'
import { describeEndpoint, isPlainText } from '../config/endpoint.ts'
import { recycles } from '../config/load-plan.ts'
import { type FunctionFacts, readiness, unqualifiedArn } from '../function-facts.ts'
import { refusals, unmeasurable, whyNotRecycled } from '../load/assess.ts'
import { allowedInFlight, type LimitedSide, warnings } from '../load/concurrency.ts'
import type { Side } from '../load/invocation.ts'
import { MAX_IN_FLIGHT } from '../load/send.ts'
import { MeasurementError } from '../measurement-error.ts'
import { formatThousands, formatTime } from '../units.ts'
import {
  describeCost,
  describeUnknown,
  limit,
  limitBaseline,
  refuseCandidate,
  refuseProduction,
  whyProduction,
} from './guard.ts'
import type { FunctionAccess, World } from './world.ts'

const PLAIN_TEXT = 'The url is http: requests and their headers can be read on their way.'
const READY_POLL = 1_000
const READY_TIMEOUT = 5 * 60_000

/** The functions as they stand before the load. */
export type Prepared = {
  readonly facts: FunctionFacts
  /** Undefined without a baseline that is measured in the same run. */
  readonly baseline: PreparedBaseline | undefined
  /** Requests that woke functions: sent, and not measured. */
  readonly woken: number
  /** What each side may have in flight, by `max-concurrency-share`. */
  readonly mostInFlight: Readonly<Record<Side, number>>
}

export type PreparedBaseline = {
  readonly facts: FunctionFacts
  /** Why its environments stay as they are; undefined when they can be replaced. */
  readonly whyNotRecycled: string | undefined
}

type AssessedBaseline = PreparedBaseline & { readonly refusals: readonly string[] }

/**
 * Waits until the functions are ready, refuses what cannot be measured or should not be touched, and
 * warns of what may disturb the measurement. Nothing that is measured has been sent when this is done.
 *
 * @param notes gets the warnings.
 * @throws {MeasurementError}
 */
export async function prepare(
  config: Config,
  real: World,
  notes: string[],
  stop: AbortSignal,
): Promise<Prepared> {
  const { world, woken } = countWaking(real)
  const facts = await waitUntilReady(world, world.candidate, stop)
  describe(facts, world)
  const { endpoint } = config
  if (endpoint !== undefined) world.say(`requests go to ${describeEndpoint(endpoint)}`)
  const baseline = await prepareBaseline(config, facts, world, stop)
  const candidate = await limit(config.target, facts, 'all', world.candidate)
  const compared = baseline && (await limitBaseline(config, baseline, world))
  const sides = compared === undefined ? [candidate] : [candidate, compared]
  for (const line of describeUnknown(sides)) world.say(line)
  const refused = [
    ...refusals(facts, {
      ...{ ...config, qualifier: config.target.qualifier, woken: woken() },
      ...{ concurrency: candidate.concurrency, baseline: compared },
    }),
    ...(await refuseCandidate(config, facts, world)),
    ...(baseline?.refusals ?? []).map((reason) => `the baseline: ${reason}`),
  ]
  if (refused.length > 0) {
    throw new MeasurementError(`this cannot be measured: ${refused.join('; ')}`)
  }
  for (const warning of [
    ...(endpoint && isPlainText(endpoint) ? [PLAIN_TEXT] : []),
    ...warnings(config.plan, sides, config.maxConcurrencyShare),
  ]) {
    world.say(warning)
    notes.push(warning)
  }
  world.say(describeCost(config, sides))
  // Reading nothing now shows a missing permission before any request is paid for.
  for (const group of logGroupsOf({ facts, baseline })) {
    await world.readLogs(group, { from: world.now() }, () => undefined, stop)
  }
  if (recycles(config.plan)) await world.candidate.checkRecycle()
  const most = ({ concurrency }: LimitedSide): number =>
    Math.min(allowedInFlight(concurrency, config.maxConcurrencyShare) ?? Infinity, MAX_IN_FLIGHT)
  const mostInFlight = { candidate: most(candidate), baseline: most(compared ?? candidate) }
  return { facts, baseline, woken: woken(), mostInFlight }
}

/** What wakes a function is a request, too. */
function countWaking(world: World): { readonly world: World; readonly woken: () => number } {
  let woken = 0
  const counted = (access: FunctionAccess): FunctionAccess => ({
    ...access,
    wake: async () => {
      woken += 1
      await access.wake()
    },
  })
  const baseline = world.baseline && counted(world.baseline)
  return { world: { ...world, candidate: counted(world.candidate), baseline }, woken: () => woken }
}

/** Each log group once: versions of one function share one. */
export function logGroupsOf({
  facts,
  baseline,
}: Pick<Prepared, 'facts' | 'baseline'>): readonly string[] {
  return [...new Set([facts.logGroup, baseline?.facts.logGroup ?? facts.logGroup])]
}

async function prepareBaseline(
  config: Config,
  candidate: FunctionFacts,
  world: World,
  stop: AbortSignal,
): Promise<AssessedBaseline | undefined> {
  const { plan, baseline } = config
  const access = world.baseline
  if (access === undefined || baseline.kind !== 'function') return undefined
  try {
    const facts = await waitUntilReady(world, access, stop)
    describe(facts, world)
    const found = { facts, whyNotRecycled: undefined, refusals: unmeasurable(facts) }
    if (!recycles(plan)) return found
    const why = whyNotRecycled(facts) ?? (await whyNotPermitted(access))
    if (why !== undefined) return { ...found, whyNotRecycled: why }
    // Of the candidate itself that is asked already, but for an alias that leads there.
    const isItself = unqualifiedArn(facts.arn) === unqualifiedArn(candidate.arn)
    if (isItself && baseline.target.qualifier === '$LATEST') return found
    const changed = { target: baseline.target, facts, access }
    const production = await whyProduction(config, changed, world.say)
    if (production === undefined) return found
    return { ...found, refusals: [...found.refusals, refuseProduction(production, true)] }
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
