import type { Config } from '../config/config.ts'
import { costOf } from '../cost.ts'
import type { FunctionFacts } from '../function-facts.ts'
import { type Budget, drive, startLoad } from '../load/drive.ts'
import type { Invocation } from '../load/invocation.ts'
import { collect, type Expected, type LogWorld } from '../logs/collect.ts'
import { type Journal, makeJournal } from '../logs/journal.ts'
import { MeasurementError } from '../measurement-error.ts'
import { awaitedInitReports, classify } from '../starts/classify.ts'
import { type EpochMs, formatUsd } from '../units.ts'
import { conclude, type Result } from '../verdict/result.ts'
import { countAll } from '../verdict/summary.ts'
import { prepare } from './prepare.ts'
import { renderProgress } from './progress.ts'
import { describeGaps, describeNothing } from './shortfall.ts'
import type { World } from './world.ts'

const PROGRESS_INTERVAL = 5_000

/** What is known so far; a failure leaves it as far as it came. */
type Measurement = {
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
  const record: Measurement = {
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
    record.facts = await prepare(config, world, record.notes, stop)
    world.group('Load and logs')
    await measure(config, world, record, record.facts, stop)
  } catch (error) {
    record.failures.push(messageOf(error))
  } finally {
    await world.restore().catch((error: unknown) => record.failures.push(messageOf(error)))
  }
  if (stop.aborted) record.failures.unshift(String(stop.reason))
  world.group('Result')
  return resultOf(config, record)
}

async function measure(
  config: Config,
  world: World,
  record: Measurement,
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
    isPuzzling: () => awaitedInitReports(invocations, journal) > 0,
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

function resultOf(config: Config, record: Measurement): Result {
  const { facts, invocations, journal, notes, failures, dropped, loadStartedAt } = record
  const classified = classify(invocations, journal, loadStartedAt)
  const unreadable = journal.unreadable()
  const counts = countAll(invocations, dropped, unreadable.length, classified)
  const billed = classified.starts.reduce((sum, { billed }) => sum + (billed ?? 0), 0)
  const cost =
    facts === undefined ? { usd: 0, gbSeconds: 0 } : costOf(counts.answered, billed, facts)
  const measured = { classified, counts, cost }
  return conclude(
    config,
    facts,
    measured,
    [...notes, ...describeGaps(measured)],
    failures.length > 0 ? failures : describeNothing(measured, invocations, facts),
    unreadable,
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
