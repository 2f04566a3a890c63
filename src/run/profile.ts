import type { Config } from '../config/config.ts'
import { costOf } from '../cost.ts'
import type { LoadWorld } from '../load/drive.ts'
import { mostBilled } from '../load/expectation.ts'
import type { Side } from '../load/invocation.ts'
import { type ImportProfile, makeProfile } from '../profile/import-profile.ts'
import type { SideProfile } from '../profile/side-profile.ts'
import { identify } from '../starts/identify.ts'
import { type EpochMs, formatTime, formatUsd, type Ms } from '../units.ts'
import type { Prepared } from './prepare.ts'
import { PROFILE_BURST, type ProfiledSide, profileSide } from './profile-wave.ts'
import type { Recording } from './recording.ts'
import type { World } from './world.ts'

/** Kept back from the time budget, as it is between rounds. */
const TIME_TO_CONCLUDE: Ms = 60_000
/** For one side's update and log lines, beside its requests. */
const TIME_TO_RECYCLE_AND_READ: Ms = 45_000
const TIME_TO_READ: Ms = 15_000

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
  const own = sidesOf(world, prepared, sides)
  const obstacle = whyLeftOut(config, world, prepared, own, recording, deadline)
  if (obstacle !== undefined) {
    notes.push(`The import profile was left out: ${obstacle}.`)
    return undefined
  }
  world.group('Imports')
  const [over, done] = [new AbortController(), new AbortController()]
  const waiting = AbortSignal.any([stop, done.signal])
  void world.sleepUntil(deadline, waiting).then(() => over.abort('its time was over'))
  const ending = AbortSignal.any([stop, over.signal])
  const found = new Map<Side, SideProfile>()
  for (const one of own) {
    if (ending.aborted) break
    try {
      found.set(one.side, await profileSide(one, config, world, recording.profiled, ending))
    } catch (error) {
      const whose = one.side === 'baseline' ? ' of the baseline' : ''
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

/** In turns, the baseline first, as in rounds. One that keeps its environments prints nothing. */
function sidesOf(world: World, prepared: Prepared, sides: LoadWorld): readonly ProfiledSide[] {
  const { facts, baseline } = prepared
  const { candidate: access } = world
  const candidate = { side: 'candidate', facts, access, driven: sides.candidate } as const
  const isRecycled = baseline !== undefined && baseline.whyNotRecycled === undefined
  if (!isRecycled || world.baseline === undefined || sides.baseline === undefined) {
    return [candidate]
  }
  const other = { facts: baseline.facts, access: world.baseline, driven: sides.baseline }
  return [{ side: 'baseline', ...other }, candidate]
}

/** What the limits of the whole run leave no room for. */
function whyLeftOut(
  { maxInvocations, maxCost }: Config,
  { now }: World,
  { mostInFlight, woken }: Prepared,
  sides: readonly ProfiledSide[],
  recording: Recording,
  deadline: EpochMs,
): string | undefined {
  const { state, journal, longestRecycle } = recording
  const invocations = identify(recording.invocations, journal)
  if (!invocations.some(({ answer }) => answer.kind === 'answered')) {
    return 'no request was answered'
  }
  const { disturbed } = recording
  if ((disturbed?.candidate ?? disturbed?.baseline ?? null) !== null) {
    return 'a function was changed while it was measured'
  }
  const more = sides.length * PROFILE_BURST
  if (state.sent.candidate + state.sent.baseline + woken + more > maxInvocations) {
    return `max-invocations (${maxInvocations}) has no room for ${more} more`
  }
  if (sides.some(({ side }) => mostInFlight[side] < PROFILE_BURST)) {
    return `max-concurrency-share allows fewer than its ${PROFILE_BURST} requests at once`
  }
  const usd = sides.reduce(
    (sum, { facts }) => sum + costOf(PROFILE_BURST, PROFILE_BURST * mostBilled(facts), facts).usd,
    recording.spentAtMost,
  )
  if (usd > maxCost) {
    return `with it the run may cost more than max-cost (${formatUsd(maxCost)})`
  }
  const slowest = invocations.reduce((most, { latency }) => Math.max(most, latency), 0)
  const update = Math.max(TIME_TO_RECYCLE_AND_READ, longestRecycle + TIME_TO_READ)
  const needed = sides.length * (update + 2 * slowest) + longestRecycle
  return now() + needed > deadline
    ? `the step's timeout has no room for about ${formatTime(needed)} more`
    : undefined
}
