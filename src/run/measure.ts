import type { Config } from '../config/config.ts'
import type { LoadPlan } from '../config/load-plan.ts'
import { costOf } from '../cost.ts'
import { type FunctionFacts, isSameCode } from '../function-facts.ts'
import { type DrivenSide, drive, type Listener, type LoadWorld } from '../load/drive.ts'
import type { Invocation } from '../load/invocation.ts'
import { plannedInvocations } from '../load/schedule.ts'
import type { Budget } from '../load/send.ts'
import { collect, type Expected, type LogWorld } from '../logs/collect.ts'
import { MeasurementError } from '../measurement-error.ts'
import { unexplained } from '../starts/classify.ts'
import { formatCount, formatUsd } from '../units.ts'
import type { Sequence } from '../verdict/sequence.ts'
import { makeSilenceWatch, makeTimekeeper, makeWait } from './between-rounds.ts'
import { logGroupsOf, type Prepared } from './prepare.ts'
import { progressOf } from './progress.ts'
import { measuredOf, type Recording, referenceOf } from './recording.ts'
import type { FunctionAccess, World } from './world.ts'

/**
 * Drives the load and reads the logs beside it; between rounds, asks whether the rules are decided.
 *
 * @param recording gets everything as it happens.
 * @param notes gets why the load ended early.
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
): Promise<void> {
  const { plan, events } = config
  const { invocations, journal, state } = recording
  const halt = new AbortController()
  const ending = AbortSignal.any([stop, halt.signal])
  const loadWorld = await openSides(world, prepared)
  recording.loadStartedAt = world.now()
  const billed = { candidate: 0, baseline: 0 }
  const expected: Expected = {
    unmatched: new Map(),
    onMatched: ({ side }, report) => {
      billed[side] += report.billed ?? 0
    },
    loadStartedAt: recording.loadStartedAt,
    isAwaited: false,
    loadEndedAt: undefined,
    puzzles: makePuzzles(recording),
  }
  const waitForLines = makeWait(expected, world, config.logTimeout, ending)
  const findSilence = makeSilenceWatch()
  const hasTime = makeTimekeeper(config, world, recording)
  const listener: Listener = {
    record: (invocation) => {
      invocations.push(invocation)
      const { answer } = invocation
      if (answer.kind === 'answered') expected.unmatched.set(answer.requestId, invocation)
      if (answer.kind === 'failed' && answer.hopeless && !halt.signal.aborted) {
        halt.abort(answer.reason)
      }
    },
    isDecided: async (rounds) => {
      if (sequence.isLook(rounds)) {
        await waitForLines()
        const candidate = measuredOf('candidate', recording)
        const reference = referenceOf(config, recording)
        if (sequence.look({ candidate, reference, plan }, rounds)) return true
        const other = reference.kind === 'measured' && !reference.run.isStored
        const why = findSilence(candidate.counts, other ? reference.run.counts : undefined)
        if (why !== undefined) {
          notes.push(`The rounds ended after ${formatCount(rounds, 'round')}: ${why}.`)
          return true
        }
      }
      if (hasTime()) return false
      notes.push(`After ${formatCount(rounds, 'round')} the step's timeout left no time for more.`)
      return true
    },
  }
  const planned = plannedOfBoth(plan, prepared)
  const showProgress = (): void => {
    const unmatched = expected.unmatched.size
    world.showProgress(progressOf(plan, recording, { unmatched, planned, now: world.now() }))
  }
  const stopProgress = world.every(world.progressInterval, showProgress)
  const collecting = collect(
    logWorldOf(world, prepared),
    expected,
    journal,
    config.logTimeout,
    stop,
  ).catch((error) => {
    // Without its logs a load is only cost.
    if (!halt.signal.aborted) halt.abort(error instanceof Error ? error.message : String(error))
  })
  const budget: Budget = {
    stop: ending,
    spent: (sent) => {
      if (sent >= config.maxInvocations)
        return `max-invocations (${config.maxInvocations}) was reached`
      const { facts, baseline } = prepared
      const usd =
        costOf(state.sent.candidate, billed.candidate, facts).usd +
        costOf(state.sent.baseline, billed.baseline, baseline?.facts ?? facts).usd
      return usd > config.maxCost
        ? `max-cost (${formatUsd(config.maxCost)}) was reached`
        : undefined
    },
  }
  let failure: { readonly error: unknown } | undefined
  try {
    await drive(plan, events, budget, loadWorld, state, listener)
  } catch (error) {
    failure = { error }
  }
  expected.loadEndedAt = world.now()
  const looking = stop.aborted ? undefined : lookForChanges(world, recording, notes)
  await collecting
  const gone = await looking
  stopProgress()
  showProgress()
  // What else failed then failed for that.
  if (gone !== undefined) throw new MeasurementError(gone)
  if (failure !== undefined) throw failure.error
  if (halt.signal.aborted) throw new MeasurementError(String(halt.signal.reason))
  if (state.cutShort !== undefined && !stop.aborted) {
    notes.push(`The load ended early: ${state.cutShort}.`)
  }
}

/**
 * Right after the last answer: what is changed from then on disturbs nothing. No clocks are compared
 * for that, as Lambda's and ours may be apart by more than an update takes.
 *
 * @returns that a function is gone, in words.
 */
async function lookForChanges(
  { candidate, baseline }: World,
  recording: Recording,
  notes: string[],
): Promise<string | undefined> {
  const look = async (access: FunctionAccess | undefined): Promise<Changes> => {
    try {
      return (await access?.readChanges()) ?? []
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      notes.push(`Whether someone else updated the function meanwhile is not known: ${reason}.`)
      return []
    }
  }
  const [own, other] = await Promise.all([look(candidate), look(baseline)])
  if (own === 'deleted') return 'the function was deleted while it was measured'
  if (other === 'deleted') return 'the baseline was deleted while it was measured'
  const told = (changes: readonly string[]): readonly string[] | null =>
    changes.length === 0 ? null : changes
  recording.disturbed = { candidate: told(own), baseline: told(other) }
  return undefined
}

type Changes = Awaited<ReturnType<FunctionAccess['readChanges']>>

function plannedOfBoth(plan: LoadPlan, { baseline }: Prepared): number {
  if (baseline === undefined) return plannedInvocations(plan)
  const reach = baseline.whyNotRecycled === undefined ? 'compared' : 'compared-growing'
  return plannedInvocations(plan) + plannedInvocations(plan, reach)
}

/** Asked at each poll; looking for them looks at everything, so it is done again only after news. */
function makePuzzles({ invocations, journal }: Recording): () => readonly Invocation[] {
  let known = { lines: -1, sent: -1, found: [] as readonly Invocation[] }
  return () => {
    const [lines, sent] = [journal.lineCount(), invocations.length]
    if (lines !== known.lines || sent !== known.sent) {
      known = { lines, sent, found: unexplained(invocations, journal) }
    }
    return known.found
  }
}

async function openSides(world: World, { facts, baseline }: Prepared): Promise<LoadWorld> {
  const { now, sleepUntil, random } = world
  const candidate = await openSide(world.candidate, facts, true)
  const isCompared = world.baseline !== undefined && baseline !== undefined
  return {
    ...{ now, sleepUntil, random, candidate },
    baseline: isCompared
      ? await openSide(world.baseline, baseline.facts, baseline.whyNotRecycled === undefined)
      : undefined,
    sidesShareEnvironments: isCompared && isSameCode(facts, baseline.facts),
  }
}

async function openSide(
  { openInvoker, recycle }: FunctionAccess,
  facts: FunctionFacts,
  mayRecycle: boolean,
): Promise<DrivenSide> {
  return { ...(await openInvoker(facts)), recycle: mayRecycle ? recycle : undefined }
}

/** One pass reads every log group, one after the other: they share one quota of calls. */
function logWorldOf({ now, sleepUntil, readLogs }: World, prepared: Prepared): LogWorld {
  const groups = logGroupsOf(prepared)
  return {
    ...{ now, sleepUntil },
    readLogs: async (window, onPage, signal) => {
      let isWhole = true
      for (const group of groups) {
        isWhole = (await readLogs(group, window, onPage, signal)) && isWhole
      }
      return isWhole
    },
  }
}
