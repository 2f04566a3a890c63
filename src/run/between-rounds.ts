import type { Config } from '../config/config.ts'
import type { Side } from '../load/invocation.ts'
import type { Expected } from '../logs/collect.ts'
import { type EpochMs, formatCount, type Ms } from '../units.ts'
import type { Counts } from '../verdict/summary.ts'
import type { Recording } from './recording.ts'
import type { World } from './world.ts'

/** How long a look waits for REPORT lines; what is missing then counts as unknown. */
const LONGEST_LOOK: Ms = 30_000
/** Kept back from the time budget: for the last lines, for undoing changes, for the report. */
const TIME_TO_CONCLUDE: Ms = 60_000
const LOOK_POLL: Ms = 250

/**
 * Waits until every answered request has its REPORT line, and none is missing an INIT_REPORT. What
 * did not come in time for one look is not waited for at the next.
 */
export function makeWait(
  expected: Expected,
  { now, sleepUntil }: World,
  logTimeout: Ms,
  stop: AbortSignal,
): () => Promise<void> {
  const longest = Math.min(LONGEST_LOOK, logTimeout)
  const overdue = new Set<string>()
  let puzzles = 0
  const isOpen = (): boolean =>
    [...expected.unmatched.keys()].some((id) => !overdue.has(id)) ||
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
export function makeSilenceWatch(): (
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
export function makeTimekeeper(
  { plan, timeout }: Config,
  { now }: World,
  { startedAt, loadStartedAt, invocations }: Recording,
): () => boolean {
  const later = plan.steps.slice(plan.steps.findIndex(({ kind }) => kind === 'rounds') + 1)
  const rest = later.reduce((sum, step) => sum + ('duration' in step ? step.duration : 0), 0)
  // Both sides get the steps that follow.
  const deadline: EpochMs = startedAt + timeout - TIME_TO_CONCLUDE - 2 * rest
  let before: EpochMs | undefined
  let longest: Ms = 0
  return () => {
    before ??= invocations.find(({ round }) => round === 0)?.intendedAt ?? loadStartedAt
    longest = Math.max(longest, now() - before)
    before = now()
    return before + longest <= deadline
  }
}
