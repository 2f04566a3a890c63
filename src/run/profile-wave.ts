import type { Config } from '../config/config.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { DrivenSide } from '../load/drive.ts'
import type { Invocation, Side } from '../load/invocation.ts'
import { abandonOnStop, eventsAhead, type Sender, send, startLoad } from '../load/send.ts'
import { awaitedOf } from '../logs/awaited.ts'
import { collect, type Expected } from '../logs/collect.ts'
import { makeJournal } from '../logs/journal.ts'
import { MeasurementError } from '../measurement-error.ts'
import { type SideProfile, summariseSide } from '../profile/side-profile.ts'
import { tracingOf } from '../profile/tracing.ts'
import { classify } from '../starts/classify.ts'
import { identify } from '../starts/identify.ts'
import type { Start } from '../starts/start.ts'
import { logWorldOf } from './log-world.ts'
import { readImports } from './read-imports.ts'
import type { Recording } from './recording.ts'
import type { FunctionAccess, World } from './world.ts'

/** New environments a side: as few as tell a change from chance. */
export const PROFILE_BURST = 5

/** One deployment, and all that its wave needs. */
export type ProfiledSide = {
  readonly side: Side
  readonly facts: FunctionFacts
  readonly access: FunctionAccess
  readonly driven: DrivenSide
}

/**
 * Recycles with the imports timed, sends a small burst, and reads what its environments printed.
 *
 * @param profiled gets what the requests are billed.
 * @param ending aborts when the run is stopped, and when the time for profiling is over.
 * @throws {MeasurementError}
 */
export async function profileSide(
  { side, facts, access, driven }: ProfiledSide,
  config: Config,
  world: World,
  profiled: Recording['profiled'],
  ending: AbortSignal,
): Promise<SideProfile> {
  const tracing = tracingOf(facts, await access.readVariables())
  if (typeof tracing === 'string') throw new MeasurementError(tracing)
  world.say(`imports: ${PROFILE_BURST} new environments of ${facts.name} that time their imports`)
  const startedAt = world.now()
  await inTime(access.recycle(tracing), ending)
  const invocations = await burst(side, driven, config, world, ending)
  const journal = makeJournal()
  const billed = profiled[side]
  const expected: Expected = {
    unmatched: new Map(
      invocations.flatMap((one) => {
        const awaited = awaitedOf(one, facts.timeout, startedAt)
        return one.answer.kind === 'answered' && awaited !== undefined ? [awaited] : []
      }),
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
  const { starts } = classify(identify(invocations, journal), journal)
  const environments = await readImports(world, facts.logGroup, starts, journal, startedAt, ending)
  // Half of the lines would be told as half of the imports.
  if (ending.aborted) throw new MeasurementError(String(ending.reason))
  const changes = await access.readChanges()
  if (changes.length > 0) throw new MeasurementError('the function was updated by someone else')
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
    budget: {
      stop: ending,
      mostInFlight: { candidate: PROFILE_BURST, baseline: PROFILE_BURST },
      spent: () => undefined,
    },
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
