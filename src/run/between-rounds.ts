import type { Config } from '../config/config.ts'
import type { Side } from '../load/invocation.ts'
import { isTellable } from '../logs/awaited.ts'
import type { Expected } from '../logs/collect.ts'
import { type EpochMs, formatCount, type Ms } from '../units.ts'
import type { Sequence } from '../verdict/sequence.ts'
import type { Counts } from '../verdict/summary.ts'
import { measuredOf, type Recording, referenceOf } from './recording.ts'
import type { World } from './world.ts'

/** How long a look waits for REPORT lines; what is missing then counts as unknown. */
const LONGEST_LOOK: Ms = 30_000
/** Kept back from the time budget: for the last lines, for undoing changes, for the report. */
export const TIME_TO_CONCLUDE: Ms = 60_000
const LOOK_POLL: Ms = 250
/** Beside an undoing that takes as long as the longest change. */
const TIME_TO_REPORT: Ms = 20_000

/** What the end of the run takes: of a short time budget at most a third. */
export function timeToConclude(
  { timeout }: Pick<Config, 'timeout'>,
  { longestRecycle }: Pick<Recording, 'longestRecycle'>,
): Ms {
  return Math.min(longestRecycle + TIME_TO_REPORT, timeout / 3)
}

/**
 * Waits until every answered request has its REPORT line, and none is missing an INIT_REPORT. What
 * did not come in time for one look is not waited for at the next.
 */
function makeWait(
  expected: Expected,
  { now, sleepUntil }: World,
  logTimeout: Ms,
  stop: AbortSignal,
): () => Promise<void> {
  const longest = Math.min(LONGEST_LOOK, logTimeout)
  const overdue = new Set<string>()
  let puzzles = 0
  const isOpen = (): boolean =>
    [...expected.unmatched].some(([id, sent]) => !overdue.has(id) && isTellable(sent, expected)) ||
    expected.puzzles().length > puzzles
  return async () => {
    const until: EpochMs = now() + longest
    expected.isAwaited = true
    while (isOpen() && now() < until && !stop.aborted) await sleepUntil(now() + LOOK_POLL, stop)
    expected.isAwaited = false
    for (const id of expected.unmatched.keys()) overdue.add(id)
    puzzles = expected.puzzles().length
  }
}

/** After so many looks it is no accident. */
const MOST_SILENT_LOOKS = 2

/** @returns at a look: whose requests came to nothing so far, so that no round would settle a rule. */
function makeSilenceWatch(): (
  candidate: Counts,
  baseline: Counts | undefined,
) => string | undefined {
  const silent = { candidate: 0, baseline: 0 }
  const check = (side: Side, counts: Counts | undefined): string | undefined => {
    if (counts === undefined || counts.matched > 0 || counts.sent === 0) return undefined
    silent[side] += 1
    if (silent[side] < MOST_SILENT_LOOKS) return undefined
    const { sent, throttled, failed, missing } = counts
    const whose = side === 'candidate' ? 'the function' : 'the baseline'
    return `${whose} has not one start with a REPORT line (of ${formatCount(sent, 'request')} ${throttled} were throttled, ${failed} failed, ${missing} miss their line)`
  }
  return (candidate, baseline) => check('candidate', candidate) ?? check('baseline', baseline)
}

/** Tells, after each round, whether the time budget has room for one as long as the longest. */
function makeTimekeeper(
  { plan, timeout }: Config,
  { now }: World,
  recording: Recording,
): () => boolean {
  const { startedAt, loadStartedAt, invocations } = recording
  const later = plan.steps.slice(plan.steps.findIndex(({ kind }) => kind === 'rounds') + 1)
  const rest = later.reduce((sum, step) => sum + ('duration' in step ? step.duration : 0), 0)
  // Both sides get the steps that follow.
  const end: EpochMs = startedAt + timeout - 2 * rest
  let before: EpochMs | undefined
  let longest: Ms = 0
  return () => {
    before ??= invocations.find(({ round }) => round === 0)?.intendedAt ?? loadStartedAt
    longest = Math.max(longest, now() - before)
    before = now()
    const kept = Math.max(TIME_TO_CONCLUDE, recording.longestRecycle + TIME_TO_REPORT)
    return before + longest <= end - kept
  }
}

/** Whether further rounds have nothing to add. @param notes gets why they end undecided. */
export function makeDecision(
  config: Config,
  world: World,
  recording: Recording,
  sequence: Sequence,
  expected: Expected,
  notes: string[],
  stop: AbortSignal,
): (rounds: number) => Promise<boolean> {
  const { plan, logTimeout } = config
  const waitForLines = makeWait(expected, world, logTimeout, stop)
  const findSilence = makeSilenceWatch()
  const hasTime = makeTimekeeper(config, world, recording)
  return async (rounds) => {
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
  }
}
