import type { Config } from '../config/config.ts'
import { costOf } from '../cost.ts'
import type { DrivenSide, LoadWorld } from '../load/drive.ts'
import type { Invocation, Side } from '../load/invocation.ts'
import { abandonOnStop, eventsAhead, type Sender, send, startLoad } from '../load/send.ts'
import { collect, type Expected } from '../logs/collect.ts'
import { makeJournal } from '../logs/journal.ts'
import { MeasurementError } from '../measurement-error.ts'
import { type ImportProfile, makeProfile } from '../profile/import-profile.ts'
import { type SideProfile, summariseSide } from '../profile/side-profile.ts'
import { tracingOf } from '../profile/tracing.ts'
import { classify } from '../starts/classify.ts'
import type { Start } from '../starts/start.ts'
import { type EpochMs, formatTime, formatUsd, type Ms, type Usd } from '../units.ts'
import { logWorldOf } from './log-world.ts'
import type { Prepared } from './prepare.ts'
import { readImports } from './read-imports.ts'
import { billedOf, type Recording } from './recording.ts'
import type { World } from './world.ts'

/** New environments a side: as few as tell a change from chance. */
export const PROFILE_BURST = 5
/** Kept back from the time budget, as it is between rounds. */
const TIME_TO_CONCLUDE: Ms = 60_000
/** For one side's update and log lines, beside its requests. */
const TIME_TO_RECYCLE_AND_READ: Ms = 45_000
/** As the plan is estimated. */
const EXPECTED_COLD: Ms = 10_000

/** What every part of profiling needs. */
type Profiling = {
  readonly config: Config
  readonly world: World
  readonly prepared: Prepared
  readonly recording: Recording
  /** Aborts when the run is stopped, and when the time for profiling is over. */
  readonly ending: AbortSignal
}

/**
 * One more wave of new environments a side, whose processes print what each import took. Nothing of
 * it is in the recording but its cost. Never rejects: without a profile the measurement is as good.
 *
 * @param notes gets why there is no profile.
 */
export async function profileImports(
  config: Config,
  world: World,
  prepared: Prepared,
  sides: LoadWorld,
  recording: Recording,
  notes: string[],
  stop: AbortSignal,
): Promise<ImportProfile | undefined> {
  const deadline: EpochMs = recording.startedAt + config.timeout - TIME_TO_CONCLUDE
  const own = sidesOf(prepared)
  const obstacle = whyLeftOut(config, world, prepared, recording, own.length, deadline)
  if (obstacle !== undefined) {
    notes.push(`The import profile was left out: ${obstacle}.`)
    return undefined
  }
  world.group('Imports')
  const [over, done] = [new AbortController(), new AbortController()]
  void world.sleepUntil(deadline, done.signal).then(() => over.abort('its time was over'))
  const ending = AbortSignal.any([stop, over.signal])
  const profiling = { config, world, prepared, recording, ending }
  const found = new Map<Side, SideProfile>()
  for (const side of own) {
    try {
      found.set(side, await profileSide(side, sides[side], profiling))
    } catch (error) {
      const whose = side === 'baseline' ? ' of the baseline' : ''
      const reason = error instanceof Error ? error.message : String(error)
      if (!stop.aborted) notes.push(`There is no import profile${whose}: ${reason}.`)
    }
  }
  done.abort()
  const { whyNotRecycled } = prepared.baseline ?? {}
  if (whyNotRecycled !== undefined) {
    notes.push(`There is no import profile of the baseline: ${whyNotRecycled}.`)
  }
  const candidate = found.get('candidate')
  return candidate && makeProfile(candidate, found.get('baseline') ?? null)
}

function sidesOf({ baseline }: Prepared): readonly Side[] {
  const isRecycled = baseline !== undefined && baseline.whyNotRecycled === undefined
  return isRecycled ? ['baseline', 'candidate'] : ['candidate']
}

function whyLeftOut(
  { maxInvocations, maxCost }: Config,
  { now }: World,
  prepared: Prepared,
  recording: Recording,
  sides: number,
  deadline: EpochMs,
): string | undefined {
  const { invocations, state } = recording
  if (!invocations.some(({ answer }) => answer.kind === 'answered'))
    return 'no request was answered'
  const more = sides * PROFILE_BURST
  const sent = state.sent.candidate + state.sent.baseline + more
  if (sent > maxInvocations)
    return `max-invocations (${maxInvocations}) has no room for ${more} more`
  const usd = spentOf(prepared, billedOf(recording)) + estimate(prepared, sides)
  if (usd > maxCost) return `with it the run may cost more than max-cost (${formatUsd(maxCost)})`
  const slowest = invocations.reduce((most, { latency }) => Math.max(most, latency), 0)
  const needed = sides * (TIME_TO_RECYCLE_AND_READ + 2 * slowest)
  return now() + needed > deadline
    ? `the step's timeout has no room for about ${formatTime(needed)} more`
    : undefined
}

function spentOf({ facts, baseline }: Prepared, billed: ReturnType<typeof billedOf>): Usd {
  const own = costOf(billed.candidate.requests, billed.candidate.billed, facts)
  const others = costOf(billed.baseline.requests, billed.baseline.billed, baseline?.facts ?? facts)
  return own.usd + others.usd
}

function estimate({ facts, baseline }: Prepared, sides: number): Usd {
  const cost = (size: typeof facts): Usd =>
    costOf(PROFILE_BURST, PROFILE_BURST * EXPECTED_COLD, size).usd
  return cost(facts) + (sides > 1 && baseline !== undefined ? cost(baseline.facts) : 0)
}

/** @throws {MeasurementError} */
async function profileSide(
  side: Side,
  driven: DrivenSide | undefined,
  { config, world, prepared, recording, ending }: Profiling,
): Promise<SideProfile> {
  const access = side === 'baseline' ? world.baseline : world.candidate
  const facts = side === 'baseline' ? prepared.baseline?.facts : prepared.facts
  if (access === undefined || facts === undefined || driven === undefined) {
    throw new MeasurementError('this side is not measured')
  }
  const tracing = tracingOf(facts, await access.readVariables())
  if (typeof tracing === 'string') throw new MeasurementError(tracing)
  world.say(`imports: ${PROFILE_BURST} new environments of ${facts.name} that time their imports`)
  const startedAt = world.now()
  await inTime(access.recycle(tracing), ending)
  const invocations = await burst(side, driven, config, world, ending)
  const journal = makeJournal()
  const billed = recording.profiled[side]
  const expected: Expected = {
    unmatched: new Map(
      invocations.flatMap((one) =>
        one.answer.kind === 'answered' ? [[one.answer.requestId, one] as const] : [],
      ),
    ),
    onMatched: (_, report) => {
      billed.billed += report.billed ?? 0
    },
    loadStartedAt: startedAt,
    isAwaited: false,
    loadEndedAt: world.now(),
    puzzles: () => [],
  }
  billed.requests += expected.unmatched.size
  await collect(logWorldOf(world, [facts.logGroup]), expected, journal, config.logTimeout, ending)
  const { starts } = classify(invocations, journal)
  const environments = await readImports(world, facts.logGroup, starts, journal, startedAt, ending)
  const counts = {
    ...countWave(invocations),
    matched: starts.length,
    billed: billed.billed,
    profiled: environments.length,
  }
  if (environments.length === 0) throw new MeasurementError(whyNothing(counts, starts))
  const inits = starts.flatMap(({ init }) => init ?? [])
  return summariseSide(environments, inits, counts)
}

/** An update may take minutes; what then becomes of it, undoing all changes waits for. */
async function inTime(change: Promise<void>, ending: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const end = (): void => reject(new MeasurementError(String(ending.reason)))
  if (ending.aborted) end()
  ending.addEventListener('abort', end, { once: true })
  await Promise.race([change, promise]).finally(() => ending.removeEventListener('abort', end))
}

async function burst(
  side: Side,
  driven: DrivenSide,
  { events }: Config,
  { now }: World,
  ending: AbortSignal,
): Promise<readonly Invocation[]> {
  const invocations: Invocation[] = []
  const sender: Sender = {
    events,
    budget: { stop: ending, spent: () => undefined },
    state: { ...startLoad(), wave: 'settled' },
    record: (invocation) => invocations.push(invocation),
    inFlight: new Set(),
  }
  abandonOnStop(sender, now)
  await driven.connect(PROFILE_BURST, eventsAhead(sender, side, PROFILE_BURST))
  const startedAt = now()
  if (ending.aborted) throw new MeasurementError(String(ending.reason))
  await Promise.all(
    Array.from({ length: PROFILE_BURST }, () => send(sender, side, driven, startedAt)),
  )
  return invocations
}

function countWave(
  invocations: readonly Invocation[],
): Pick<SideProfile['counts'], 'sent' | 'answered' | 'failed' | 'throttled'> {
  const count = (kind: Invocation['answer']['kind']): number =>
    invocations.filter(({ answer }) => answer.kind === kind).length
  return {
    sent: invocations.length,
    answered: count('answered'),
    failed: count('failed'),
    throttled: count('throttled'),
  }
}

function whyNothing(
  { sent, answered, matched }: SideProfile['counts'],
  starts: readonly Start[],
): string {
  if (answered === 0) return `none of its ${sent} requests was answered`
  if (matched === 0) return 'none of its REPORT lines arrived in time'
  const error = starts.find((start) => start.error !== null)?.error
  const failed = error === undefined || error === null ? '' : `, and its requests failed (${error})`
  return `its environments printed no import line${failed}`
}
