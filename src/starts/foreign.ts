import type { Invocation } from '../load/invocation.ts'
import type { Journal, ReportEntry } from '../logs/journal.ts'
import type { EpochMs, Ms } from '../units.ts'

/** Clock difference between runner and AWS that a foreign REPORT may have and still count. */
const SKEW: Ms = 10_000

/**
 * How many REPORT lines of other callers a log group got since the load began.
 *
 * @param invocations of every side: two of them may share one log group. Each has an id of its own.
 */
export function countForeign(
  invocations: readonly Invocation[],
  journal: Journal,
  group: string,
  loadStartedAt: EpochMs,
): number {
  const counts = ({ group: its, at }: ReportEntry): boolean =>
    its === group && at >= loadStartedAt - SKEW
  let count = 0
  for (const entry of journal.reports()) if (counts(entry)) count += 1
  for (const { answer } of invocations) {
    const own = answer.kind === 'answered' ? journal.entry(answer.requestId) : undefined
    if (own !== undefined && counts(own)) count -= 1
  }
  return count
}
