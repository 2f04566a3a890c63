import type { Config } from '../config/config.ts'
import { drive, type Listener, type LoadWorld } from '../load/drive.ts'
import type { Invocation } from '../load/invocation.ts'
import { makeSpending } from '../load/spending.ts'
import { type Awaited, awaitedOf } from '../logs/awaited.ts'
import { collect, type Expected } from '../logs/collect.ts'
import { MeasurementError } from '../measurement-error.ts'
import { unexplained } from '../starts/classify.ts'
import { identify } from '../starts/identify.ts'
import type { Ms } from '../units.ts'
import type { Sequence } from '../verdict/sequence.ts'
import { makeDecision, TIME_TO_CONCLUDE, timeToConclude } from './between-rounds.ts'
import { describeCrowding, makeBudget } from './budget.ts'
import { checkJoin } from './check-join.ts'
import { logWorldOf } from './log-world.ts'
import { lookForChanges } from './look-for-changes.ts'
import { logGroupsOf, type Prepared } from './prepare.ts'
import { progressOf } from './progress.ts'
import type { Recording } from './recording.ts'
import { openSides, plannedOfBoth, timeoutOf } from './sides.ts'
import type { World } from './world.ts'

/** However little time is left after the load. */
const LEAST_LOG_WAIT: Ms = 2_000

/**
 * Drives the load and reads the logs beside it; between rounds, asks whether the rules are decided.
 *
 * @param recording gets everything as it happens.
 * @param notes gets why the load ended early.
 * @returns the opened sides.
 * @throws {MeasurementError} when the load or the logs show that going on is of no use.
 */
export async function measure(
  config: Config,
  world: World,
  prepared: Prepared,
  sequence: Sequence,
  recording: Recording,
  notes: string[],
  stop: AbortSignal,
): Promise<LoadWorld> {
  const { plan, events } = config
  const { invocations, journal, state } = recording
  const halt = new AbortController()
  const ending = AbortSignal.any([stop, halt.signal])
  const loadWorld = await openSides(world, prepared, recording)
  recording.loadStartedAt = world.now()
  const { facts, baseline } = prepared
  const spending = makeSpending({ candidate: facts, baseline: baseline?.facts ?? facts })
  const expected: Expected = {
    unmatched: new Map(),
    onMatched: (sent, report) => {
      if (report.billed !== undefined) spending.reported(sent, report.billed)
    },
    loadStartedAt: recording.loadStartedAt,
    isAwaited: false,
    loadEndedAt: undefined,
    puzzles: makePuzzles(recording),
  }
  const listener: Listener = {
    record: (invocation) => {
      invocations.push(invocation)
      spending.ended(invocation)
      const { answer } = invocation
      const deadline = recording.startedAt + config.timeout - TIME_TO_CONCLUDE
      const awaited = awaitedOf(invocation, timeoutOf(invocation.side, prepared), deadline)
      if (awaited !== undefined) expected.unmatched.set(...awaited)
      if (answer.kind === 'failed' && answer.hopeless && !halt.signal.aborted) {
        halt.abort(answer.reason)
      }
    },
    isDecided: makeDecision(config, world, recording, sequence, expected, notes, ending),
  }
  const planned = plannedOfBoth(plan, prepared)
  const showProgress = (): void => {
    const unmatched = [...expected.unmatched.values()].filter(isSure).length
    world.showProgress(progressOf(plan, recording, { unmatched, planned, now: world.now() }))
  }
  const stopProgress = world.every(world.progressInterval, showProgress)
  const [unjoined, over, done] = [
    new AbortController(),
    new AbortController(),
    new AbortController(),
  ]
  const stopChecking = checkJoin(config, world, prepared, recording, (reason) => {
    if (!halt.signal.aborted) halt.abort(reason)
    unjoined.abort()
  })
  const collecting = collect(
    logWorldOf(world, logGroupsOf(prepared)),
    expected,
    journal,
    config.logTimeout,
    AbortSignal.any([stop, unjoined.signal, over.signal]),
  ).catch((error) => {
    // Without its logs a load is only cost.
    if (!halt.signal.aborted) halt.abort(error instanceof Error ? error.message : String(error))
  })
  const budget = makeBudget(config, prepared, recording, spending, ending)
  let failure: { readonly error: unknown } | undefined
  try {
    await drive(plan, events, budget, loadWorld, state, listener)
  } catch (error) {
    failure = { error }
  }
  expected.loadEndedAt = world.now()
  // Lines that never come must not use up the time that undoing and reporting take.
  const lastLines = recording.startedAt + config.timeout - timeToConclude(config, recording)
  void world
    .sleepUntil(Math.max(lastLines, world.now() + LEAST_LOG_WAIT), done.signal)
    .then(() => over.abort())
  const looking = stop.aborted ? undefined : lookForChanges(world, recording, notes)
  await collecting
  done.abort()
  stopChecking()
  const gone = await looking
  stopProgress()
  showProgress()
  recording.spentAtMost = spending.total(state.sent)
  // What else failed then failed for that.
  if (gone !== undefined) throw new MeasurementError(gone)
  if (failure !== undefined) throw failure.error
  if (halt.signal.aborted) throw new MeasurementError(String(halt.signal.reason))
  if (state.cutShort !== undefined && !stop.aborted) {
    notes.push(`The load ended early: ${state.cutShort}.`)
  }
  notes.push(...describeCrowding(state.crowdedOut, prepared, config))
  return loadWorld
}

/** A failed request may have no REPORT line at all. */
function isSure({ endsBy }: Pick<Awaited, 'endsBy'>): boolean {
  return endsBy === undefined
}

/** Asked at each poll; looking for them looks at everything, so it is done again only after news. */
function makePuzzles({ invocations, journal }: Recording): () => readonly Invocation[] {
  let known = { lines: -1, sent: -1, found: [] as readonly Invocation[] }
  return () => {
    const [lines, sent] = [journal.lineCount(), invocations.length]
    if (lines !== known.lines || sent !== known.sent) {
      known = { lines, sent, found: unexplained(identify(invocations, journal), journal) }
    }
    return known.found
  }
}
