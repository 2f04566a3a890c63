import type { Invocation } from '../load/invocation.ts'
import type { Journal } from '../logs/journal.ts'
import type { EpochMs, Ms } from '../units.ts'

/** Clock difference between runner and AWS that a foreign REPORT may have and still count. */
const SKEW: Ms = 10_000

/**
 * How many REPORT lines of other callers a log group got since the load began.
 *
 * @param invocations of every side: two of them may share one log group.
 */
export function countForeign(
  invocations: readonly Invocation[],
  journal: Journal,
  group: string,
  loadStartedAt: EpochMs,
): number {
  const own = new Set(
    invocations.map(({ answer }) => (answer.kind === 'answered' ? answer.requestId : '')),
  )
  let count = 0
  for (const entry of journal.reports()) {
    if (entry.group !== group || entry.at < loadStartedAt - SKEW) continue
    if (!own.has(entry.report.requestId)) count += 1
  }
  return count
}
