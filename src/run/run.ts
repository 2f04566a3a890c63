import type { Config } from '../config/config.ts'
import { describeEndpoint } from '../config/endpoint.ts'
import { MeasurementError } from '../measurement-error.ts'
import type { ImportProfile } from '../profile/import-profile.ts'
import { identify } from '../starts/identify.ts'
import { formatTime, type Ms } from '../units.ts'
import type { Measured } from '../verdict/measured.ts'
import { conclude, type Result } from '../verdict/result.ts'
import { makeSequence } from '../verdict/sequence.ts'
import { measure } from './measure.ts'
import { prepare } from './prepare.ts'
import { profileImports } from './profile.ts'
import { effortOf, measuredOf, type Recording, referenceOf, startRecording } from './recording.ts'
import {
  describeComparison,
  describeDisturbance,
  describeGaps,
  describeNothing,
} from './shortfall.ts'
import {
  describeClientTimes,
  describeCutOffs,
  describeOtherVersion,
  describeUnjoined,
} from './unjoined.ts'
import type { World } from './world.ts'

/**
 * Measures, judges and undoes what it changed. Never rejects: whatever happens, what was measured
 * is in the result, and a failure of the measurement is its verdict.
 *
 * @param stop aborts with the reason in words, such as "the run was cancelled".
 */
export async function run(config: Config, world: World, stop: AbortSignal): Promise<Result> {
  const recording = startRecording(world.now())
  const notes: string[] = []
  const failures: string[] = []
  let profile: ImportProfile | undefined
  let sequence = makeSequence(config.rules, config.plan, false)
  try {
    world.group('Functions')
    recording.prepared = await endSoonAfter(stop, world, prepare(config, world, notes, stop))
    const isComparable = 'run' in referenceOf(config, recording)
    sequence = makeSequence(config.rules, config.plan, isComparable)
    world.group('Load and logs')
    const { prepared } = recording
    const measuring = measure(config, world, prepared, sequence, recording, notes, stop)
    const sides = await endSoonAfter(stop, world, measuring)
    if (config.profile === 'imports' && !stop.aborted) {
      const profiling = profileImports(config, world, prepared, sides, recording, notes, stop)
      profile = await endSoonAfter(stop, world, profiling)
    }
  } catch (error) {
    failures.push(messageOf(error))
  } finally {
    // A stop that comes while everything is undone is no failure of the measurement.
    if (stop.aborted) failures.unshift(String(stop.reason))
    await world.restore().catch((error: unknown) => failures.push(messageOf(error)))
  }
  const elapsed: Ms = world.now() - recording.startedAt
  world.group('Result')
  const explained = explainExpired(failures, elapsed)
  return { ...resultOf(config, recording, sequence, notes, explained), profile }
}

/** Many calls fail of it at once, each in its own words. */
function explainExpired(failures: readonly string[], elapsed: Ms): readonly string[] {
  return failures.map((failure) =>
    /\bExpiredToken/.test(failure)
      ? `the credentials expired within the first ${formatMinutes(elapsed)} of the run; give aws-actions/configure-aws-credentials a longer role-duration-seconds (the role's maximum session duration allows it), or shorten the load (${failure})`
      : failure,
  )
}

function formatMinutes(ms: Ms): string {
  return ms < 60_000 ? formatTime(ms) : `${Math.round(ms / 60_000)} m`
}

/** For what needs no answer from outside any more. */
const GRACE: Ms = 1_000

/** What has not ended by then waits for somebody who does not answer, and is left alone. */
async function endSoonAfter<T>(
  stop: AbortSignal,
  { now, sleepUntil }: World,
  work: Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const late = new Promise<never>((_, reject) => {
    const giveUp = async (): Promise<void> => {
      await sleepUntil(now() + GRACE, over.signal)
      reject(new MeasurementError('AWS had not answered by then'))
    }
    if (stop.aborted) void giveUp()
    else stop.addEventListener('abort', () => void giveUp(), { once: true, signal: over.signal })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

function resultOf(
  config: Config,
  recording: Recording,
  sequence: ReturnType<typeof makeSequence>,
  notes: readonly string[],
  failures: readonly string[],
): Result {
  const { invocations, journal, prepared } = recording
  const measured = measuredOf('candidate', recording)
  const reference = referenceOf(config, recording)
  const { disturbed } = recording
  const isUnjoined = measured.counts.answered > 0 && measured.counts.matched === 0
  const { label, plan } = config
  const endpoint = config.endpoint && describeEndpoint(config.endpoint)
  return conclude({ label, plan, endpoint }, sequence, {
    facts: prepared?.facts,
    measured,
    reference,
    effort: effortOf(config, recording),
    disturbed,
    notes: [
      ...notes,
      ...describeDisturbance(disturbed),
      ...describeComparison(reference, prepared?.facts, config.plan),
      ...describeGaps(measured),
      ...describeBaselineGaps(recording),
      ...describeCutOffs(identify(invocations, journal)),
      ...(isUnjoined ? describeClientTimes(invocations) : []),
    ],
    failures: failures.length > 0 ? failures : describeFailures(config, recording, measured),
    unreadable: journal.unreadable(),
  })
}

/** Why there is nothing to judge, or why what there is would mislead. */
function describeFailures(
  { endpoint }: Config,
  { invocations, journal, prepared }: Recording,
  measured: Measured,
): readonly string[] {
  const own = invocations.filter(({ side }) => side === 'candidate')
  const facts = prepared?.facts
  const nothing = describeNothing(measured, own, facts)
  if (endpoint === undefined || facts === undefined) return nothing
  const why =
    describeUnjoined({ endpoint, facts, invocations, journal }) ??
    describeOtherVersion(measured.classified.starts, facts)
  return why === undefined ? nothing : [why]
}

function describeBaselineGaps(recording: Recording): readonly string[] {
  if (recording.prepared?.baseline === undefined) return []
  return describeGaps(measuredOf('baseline', recording)).map((gap) => `Baseline: ${gap}`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
