import type { Config } from '../config/config.ts'
import { MeasurementError } from '../measurement-error.ts'
import { formatTime, type Ms } from '../units.ts'
import { conclude, type Result } from '../verdict/result.ts'
import { makeSequence } from '../verdict/sequence.ts'
import { measure } from './measure.ts'
import { prepare } from './prepare.ts'
import { effortOf, measuredOf, type Recording, referenceOf, startRecording } from './recording.ts'
import {
  describeComparison,
  describeDisturbance,
  describeGaps,
  describeNothing,
} from './shortfall.ts'
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
  let sequence = makeSequence(config.rules, config.plan, false)
  try {
    world.group('Functions')
    recording.prepared = await endSoonAfter(stop, world, prepare(config, world, notes, stop))
    const isComparable = 'run' in referenceOf(config, recording)
    sequence = makeSequence(config.rules, config.plan, isComparable)
    world.group('Load and logs')
    const { prepared } = recording
    const measuring = measure(config, world, prepared, sequence, recording, notes, stop)
    await endSoonAfter(stop, world, measuring)
  } catch (error) {
    failures.push(messageOf(error))
  } finally {
    await world.restore().catch((error: unknown) => failures.push(messageOf(error)))
  }
  if (stop.aborted) failures.unshift(String(stop.reason))
  const elapsed: Ms = world.now() - recording.startedAt
  world.group('Result')
  return resultOf(config, recording, sequence, notes, explainExpired(failures, elapsed))
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
  const own = invocations.filter(({ side }) => side === 'candidate')
  return conclude(config, sequence, {
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
    ],
    failures: failures.length > 0 ? failures : describeNothing(measured, own, prepared?.facts),
    unreadable: journal.unreadable(),
  })
}

function describeBaselineGaps(recording: Recording): readonly string[] {
  if (recording.prepared?.baseline === undefined) return []
  return describeGaps(measuredOf('baseline', recording)).map((gap) => `Baseline: ${gap}`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
