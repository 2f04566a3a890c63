import type { FunctionFacts } from '../function-facts.ts'
import type { Invocation } from '../load/invocation.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Sent } from './bearings.ts'

/** A request whose REPORT line is waited for. */
export type Awaited = Sent & {
  /** The trace that its REPORT line may carry besides the request id, which may be none of Lambda's. */
  readonly traceId?: string | undefined
  /** Of one that failed, when its function has ended at the latest: it may never have run. */
  readonly endsBy?: EpochMs | undefined
}

/** An init inside an invocation comes on top of the function's own time limit. */
const LONGEST_INIT: Ms = 10_000
/** What no line has come for by then has most likely not run. */
const PATIENCE: Ms = 20_000

/**
 * What to wait for after a request.
 *
 * @param facts of its function, which goes on until its own limit when a gateway has given up.
 * @param deadline of all waiting.
 * @returns with the id to look for; undefined when no REPORT line can be told to be its.
 */
export function awaitedOf(
  { side, intendedAt, latency, answer }: Invocation,
  { timeout, tracing }: Pick<FunctionFacts, 'timeout' | 'tracing'>,
  deadline: EpochMs,
): readonly [id: string, Awaited] | undefined {
  if (answer.kind === 'answered') {
    const { requestId, traceId } = answer
    return [requestId, { side, intendedAt, latency, traceId }]
  }
  if (answer.kind !== 'failed' || answer.mayHaveRun === undefined) return undefined
  const { requestId, traceId } = answer.mayHaveRun
  // A trace that a gateway has begun may be there all the same, and is seen if it comes.
  if (requestId === undefined && tracing === 'PassThrough') return undefined
  const endedAt = intendedAt + latency
  const endsBy = answer.gaveUp
    ? Math.max(endedAt, Math.min(intendedAt + LONGEST_INIT + timeout, deadline))
    : endedAt
  // Its lines may be stamped anywhere up to there.
  return [requestId ?? traceId, { side, intendedAt, latency: endsBy - intendedAt, traceId, endsBy }]
}

/** @param loadEndedAt undefined while the load runs: then nothing is late. */
export function isAwaited(
  { endsBy }: Pick<Awaited, 'endsBy'>,
  loadEndedAt: EpochMs | undefined,
  now: EpochMs,
): boolean {
  if (endsBy === undefined || loadEndedAt === undefined) return true
  return now < Math.max(endsBy, loadEndedAt) + PATIENCE
}
