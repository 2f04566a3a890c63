import type { Answer, Invocation, MayHaveRun } from '../load/invocation.ts'
import type { Journal } from '../logs/journal.ts'
import type { Report } from '../logs/platform-line.ts'
import type { Ms } from '../units.ts'

/**
 * Gives each HTTP request the id that its log lines carry, where the log tells it: by the trace for
 * an answer without an id of Lambda's. A failed one whose REPORT line is there was a start: its
 * function ran, and its caller saw an error.
 *
 * An invocation has one caller. Of several that claim its line, as behind a cache, the others have
 * failed.
 */
export function identify(
  invocations: readonly Invocation[],
  { report }: Pick<Journal, 'report'>,
): readonly Invocation[] {
  // The Invoke API answers with the id itself.
  if (!invocations.some(({ answer }) => claimOf(answer) !== undefined)) return invocations
  const owners = ownersOf(invocations, report)
  return invocations.map((invocation) => {
    const claim = claimOf(invocation.answer)
    if (claim === undefined) return invocation
    const found = report(claim.id)
    const isOwner = owners.get(found?.requestId ?? claim.id) === invocation
    const answer = isOwner ? settle(invocation, found) : refute(invocation.answer)
    return answer === invocation.answer ? invocation : { ...invocation, answer }
  })
}

/** How a request says which lines are its own. */
type Claim = {
  readonly id: string
  /** By Lambda or the handler; otherwise it is the trace's. */
  readonly isTold: boolean
}

function claimOf(answer: Answer): Claim | undefined {
  if (answer.kind === 'answered') {
    const { requestId, traceId } = answer
    return traceId === undefined ? undefined : { id: requestId, isTold: requestId !== traceId }
  }
  if (answer.kind !== 'failed' || answer.mayHaveRun === undefined) return undefined
  const { requestId, traceId } = answer.mayHaveRun
  return { id: requestId ?? traceId, isTold: requestId !== undefined }
}

/** By request id. What an id tells is sure, so it comes before what a trace tells. */
function ownersOf(
  invocations: readonly Invocation[],
  report: Journal['report'],
): ReadonlyMap<string, Invocation> {
  const owners = new Map<string, Invocation>()
  for (const isTold of [true, false]) {
    for (const invocation of invocations) {
      const claim = claimOf(invocation.answer)
      if (claim?.isTold !== isTold) continue
      const id = report(claim.id)?.requestId ?? claim.id
      if (!owners.has(id)) owners.set(id, invocation)
    }
  }
  return owners
}

function refute(answer: Answer): Answer {
  if (answer.kind !== 'answered') return answer
  const reason = 'its request id is that of another answer'
  return { kind: 'failed', reason, gaveUp: false, hopeless: false }
}

function settle({ answer, latency }: Invocation, found: Report | undefined): Answer {
  if (found === undefined) return answer
  if (answer.kind === 'answered') return { ...answer, requestId: found.requestId }
  if (answer.kind !== 'failed' || answer.mayHaveRun === undefined) return answer
  const { traceId, error } = answer.mayHaveRun
  return {
    kind: 'answered',
    requestId: found.requestId,
    functionError: { type: error, environmentLost: false },
    traceId,
    isCutOff: answer.gaveUp || isLonger(found, answer.mayHaveRun, latency),
  }
}

/** What gateways answer when they do not wait for more, or when nothing came. */
const OF_A_GATEWAY = /^(?:HTTP 50[234]|no answer)$/

/** A function that ran for longer than its caller waited was cut off, whatever the status says. */
function isLonger(
  { duration, init = 0 }: Report,
  { requestId, error }: MayHaveRun,
  latency: Ms,
): boolean {
  // Who tells Lambda's id has waited to the end.
  if (requestId !== undefined) return false
  // An init ahead of the request is in its line as well, and nobody waited for it.
  return duration + (OF_A_GATEWAY.test(error) ? init : 0) > latency
}
