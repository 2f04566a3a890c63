import type { Config } from './config/config.ts'
import { recycles } from './config/load-plan.ts'
import { costOf } from './cost.ts'
import { type FunctionFacts, readiness } from './function-facts.ts'
import { type Concurrency, refusals, warnings } from './load/assess.ts'
import { type Budget, drive, type LoadWorld, startLoad } from './load/drive.ts'
import type { Invocation } from './load/invocation.ts'
import { collect, type Expected, type LogWorld } from './logs/collect.ts'
import { type Journal, type LogEvent, makeJournal } from './logs/journal.ts'
import { MeasurementError } from './measurement-error.ts'
import { renderProgress } from './progress.ts'
import { classify } from './starts/classify.ts'
import { type EpochMs, formatCount, formatTime, formatUsd } from './units.ts'
import { conclude, type Result } from './verdict/result.ts'
import { countAll } from './verdict/summary.ts'

/** Everything the measurement does to the outside, as plain functions. Tests pass their own. */
export type World = Omit<LoadWorld, 'connect' | 'invoke'> & {
  readonly readFunction: () => Promise<FunctionFacts>
  /** Sends one invocation that is not measured: it makes Lambda load an inactive function. */
  readonly wake: () => Promise<void>
  readonly readConcurrency: () => Promise<Concurrency>
  /** @throws {MeasurementError} when the environments may not be recycled. */
  readonly checkRecycle: () => Promise<void>
  /** Undoes all recycling; resolves when nothing is left of it. */
  readonly restore: () => Promise<void>
  /** The data path; a request may take as long as the function. */
  readonly openInvoker: (facts: FunctionFacts) => Promise<Pick<LoadWorld, 'connect' | 'invoke'>>
  readonly readLogs: (
    logGroup: string,
    from: EpochMs,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
  readonly say: (line: string) => void
  /** Begins a foldable part of the output. */
  readonly group: (title: string) => void
  /** Calls back at an interval until the returned function is called. */
  readonly every: (ms: number, callback: () => void) => () => void
}

const PROGRESS_INTERVAL = 5_000
const READY_POLL = 1_000
const READY_TIMEOUT = 5 * 60_000

/** What is known so far; a failure leaves it as far as it came. */
type Record = {
  facts: FunctionFacts | undefined
  readonly invocations: Invocation[]
  readonly journal: Journal
  readonly notes: string[]
  readonly failures: string[]
  dropped: number
  loadStartedAt: EpochMs
}

/**
 * Measures, judges and undoes what it changed. Never rejects: whatever happens, what was measured
 * is in the result, and a failure of the measurement is its verdict.
 *
 * @param stop aborts with the reason in words, such as "the run was cancelled".
 */
export async function run(config: Config, world: World, stop: AbortSignal): Promise<Result> {
  const record: Record = {
    facts: undefined,
    invocations: [],
    journal: makeJournal(),
    notes: [],
    failures: [],
    dropped: 0,
    loadStartedAt: world.now(),
  }
  try {
    world.group('Function')
    record.facts = await prepare(config, world, record, stop)
    world.group('Load and logs')
    await measure(config, world, record, record.facts, stop)
  } catch (error) {
    record.failures.push(messageOf(error))
  } finally {
    await world.restore().catch((error) => record.failures.push(messageOf(error)))
  }
  if (stop.aborted) record.failures.unshift(String(stop.reason))
  world.group('Result')
  return resultOf(config, record)
}

async function prepare(
  config: Config,
  world: World,
  { notes }: Record,
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
  notes.push(...warnings(plan, await world.readConcurrency()))
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

async function measure(
  config: Config,
  world: World,
  record: Record,
  facts: FunctionFacts,
  stop: AbortSignal,
): Promise<void> {
  const { plan, events } = config
  const { journal, invocations } = record
  const halt = new AbortController()
  const stopLoad = AbortSignal.any([stop, halt.signal])
  const { connect, invoke } = await world.openInvoker(facts)
  record.loadStartedAt = world.now()
  const expected: Expected = {
    unmatched: new Map(),
    billed: 0,
    loadStartedAt: record.loadStartedAt,
    loadEndedAt: undefined,
  }
  const state = startLoad()
  const onInvocation = (invocation: Invocation): void => {
    invocations.push(invocation)
    const { answer, intendedAt } = invocation
    if (answer.kind === 'answered') expected.unmatched.set(answer.requestId, intendedAt)
    if (answer.kind === 'failed' && answer.hopeless && !halt.signal.aborted)
      halt.abort(answer.reason)
  }
  const showProgress = (): void =>
    world.say(renderProgress(plan, state, journal, invocations, expected.unmatched.size))
  const stopProgress = world.every(PROGRESS_INTERVAL, showProgress)

  const logWorld: LogWorld = {
    now: world.now,
    sleepUntil: world.sleepUntil,
    readLogs: (from, onPage, signal) => world.readLogs(facts.logGroup, from, onPage, signal),
  }
  const collecting = collect(logWorld, expected, journal, config.logTimeout, stop).catch(
    (error) => {
      // Without its logs a load is only cost.
      if (!halt.signal.aborted) halt.abort(messageOf(error))
    },
  )
  const budget: Budget = { stop: stopLoad, spent: spentBy(config, expected, facts) }
  try {
    await drive(plan, events, budget, { ...world, connect, invoke }, state, onInvocation)
  } finally {
    expected.loadEndedAt = world.now()
    record.dropped = state.dropped
    await collecting
    stopProgress()
    showProgress()
  }
  if (halt.signal.aborted) throw new MeasurementError(String(halt.signal.reason))
  if (state.cutShort !== undefined && !stop.aborted) {
    record.notes.push(`The load ended early: ${state.cutShort}.`)
  }
}

/** The hard stops that only the running load can tell. */
function spentBy(config: Config, expected: Expected, facts: FunctionFacts): Budget['spent'] {
  const { maxInvocations, maxCost } = config
  return (sent) => {
    if (sent >= maxInvocations) return `max-invocations (${maxInvocations}) was reached`
    const { usd } = costOf(sent, expected.billed, facts)
    return usd > maxCost ? `max-cost (${formatUsd(maxCost)}) was reached` : undefined
  }
}

function resultOf(config: Config, record: Record): Result {
  const { facts, invocations, journal, notes, failures, dropped, loadStartedAt } = record
  const classified = classify(invocations, journal, loadStartedAt)
  const unreadable = journal.unreadable()
  const counts = countAll(invocations, dropped, unreadable.length, classified)
  const billed = classified.starts.reduce((sum, { billed }) => sum + (billed ?? 0), 0)
  const cost =
    facts === undefined ? { usd: 0, gbSeconds: 0 } : costOf(counts.answered, billed, facts)
  const allFailures = [...failures]
  if (failures.length === 0) {
    if (counts.answered === 0) allFailures.push(noAnswer(invocations))
    else if (counts.matched === 0)
      allFailures.push(noReport(counts.answered, facts?.logGroup ?? ''))
  }
  if (counts.missing > 0 && counts.matched > 0) {
    notes.push(
      `${formatCount(counts.missing, 'REPORT line')} did not arrive within the log timeout; those requests count as unknown.`,
    )
  }
  if (counts.unreadable > 0) {
    notes.push(
      `${formatCount(counts.unreadable, 'log line')} looked like a platform line and could not be read.`,
    )
  }
  return conclude(config, facts, { classified, counts, cost }, notes, allFailures, unreadable)
}

function noAnswer(invocations: readonly Invocation[]): string {
  const reasons = new Map<string, number>()
  for (const { answer } of invocations) {
    if (answer.kind === 'answered') continue
    reasons.set(answer.reason, (reasons.get(answer.reason) ?? 0) + 1)
  }
  const [most] = [...reasons].sort((a, b) => b[1] - a[1])
  if (most === undefined) return 'no request was sent'
  return `none of the ${invocations.length} requests was answered; most often: ${most[0]}`
}

function noReport(answered: number, logGroup: string): string {
  return `no REPORT line of any of the ${formatCount(answered, 'answered request')} arrived in ${logGroup}; does the function's own role allow logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents, and is this its log group?`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
