import type { FunctionFacts } from '../function-facts.ts'
import type { Invocation } from '../load/invocation.ts'
import { formatCount, formatTime } from '../units.ts'
import type { Measured } from '../verdict/judge.ts'

/** Notes on what is missing from a measurement that is otherwise sound. */
export function describeGaps({ classified, counts }: Measured): readonly string[] {
  const notes: string[] = []
  const { missing, matched, unreadable } = counts
  if (missing > 0 && matched > 0) {
    notes.push(
      `${formatCount(missing, 'REPORT line')} did not arrive within the log timeout; those requests count as unknown.`,
    )
  }
  const { gaveUp, withoutInitReport } = classified
  if (gaveUp.length > 0) {
    notes.push(
      `${formatCount(gaveUp.length, 'request')} had no answer after up to ${formatTime(Math.max(...gaveUp))}; their latency is at least that.`,
    )
  }
  if (withoutInitReport > 0) {
    notes.push(
      `${formatCount(withoutInitReport, 'cold start')} initialised again inside the invocation, but the line about the first attempt (INIT_REPORT) never came; their init is at least what is shown.`,
    )
  }
  if (unreadable > 0) {
    notes.push(
      `${formatCount(unreadable, 'log line')} looked like a platform line and could not be read.`,
    )
  }
  return notes
}

/** Why there is nothing to judge; empty when there is. */
export function describeNothing(
  { counts }: Measured,
  invocations: readonly Invocation[],
  facts: FunctionFacts | undefined,
): readonly string[] {
  if (counts.answered === 0) return [noAnswer(invocations)]
  return counts.matched === 0 ? [noReport(counts.answered, facts?.logGroup ?? '')] : []
}

function noAnswer(invocations: readonly Invocation[]): string {
  const reasons = new Map<string, number>()
  for (const { answer } of invocations) {
    if (answer.kind === 'answered') continue
    reasons.set(answer.reason, (reasons.get(answer.reason) ?? 0) + 1)
  }
  const [most] = [...reasons].sort((a, b) => b[1] - a[1])
  if (most === undefined) return 'no request was sent'
  return `none of the ${invocations.length} requests was answered; most often: ${most[0]}`
}

function noReport(answered: number, logGroup: string): string {
  return `no REPORT line of any of the ${formatCount(answered, 'answered request')} arrived in ${logGroup}; does the function's own role allow logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents, and is this its log group?`
}
