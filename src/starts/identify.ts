import type { Answer, Invocation } from '../load/invocation.ts'
import type { Journal } from '../logs/journal.ts'

/**
 * Gives each HTTP request the id that its log lines carry, where the log tells it: by the trace for
 * an answer with another id than Lambda's. A failed one whose REPORT line is there was a start: its
 * function ran, and its caller saw an error.
 */
export function identify(
  invocations: readonly Invocation[],
  journal: Pick<Journal, 'report'>,
): readonly Invocation[] {
  // The Invoke API answers with the id itself.
  if (!invocations.some(({ answer }) => isOverHttp(answer))) return invocations
  return invocations.map((invocation) => {
    const answer = settle(invocation, journal)
    return answer === invocation.answer ? invocation : { ...invocation, answer }
  })
}

function isOverHttp(answer: Answer): boolean {
  if (answer.kind === 'answered') return answer.traceId !== undefined
  return answer.kind === 'failed' && answer.mayHaveRun !== undefined
}

function settle({ answer, latency }: Invocation, { report }: Pick<Journal, 'report'>): Answer {
  if (answer.kind === 'answered') {
    const { requestId, traceId } = answer
    if (traceId === undefined) return answer
    const found = report(requestId) ?? report(traceId)
    return found === undefined ? answer : { ...answer, requestId: found.requestId }
  }
  if (answer.kind !== 'failed' || answer.mayHaveRun === undefined) return answer
  const { requestId, traceId, error } = answer.mayHaveRun
  const found = (requestId === undefined ? undefined : report(requestId)) ?? report(traceId)
  if (found === undefined) return answer
  return {
    kind: 'answered',
    requestId: found.requestId,
    functionError: { type: error, environmentLost: false },
    traceId,
    // A function that ran for longer than its caller waited was cut off, whatever the status says.
    isCutOff: answer.gaveUp || found.duration + (found.init ?? 0) > latency,
  }
}
