import type { Invocation } from '../load/invocation.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Sent } from './bearings.ts'

/** A request whose REPORT line is waited for. */
export type Awaited = Sent & {
  /** The trace that its REPORT line may carry besides the request id. */
  readonly traceId?: string | undefined
  /** Of one that failed, when its function has ended at the latest: it may never have run. */
  readonly endsBy?: EpochMs | undefined
  /** Of one that failed: no request id tells its REPORT line. */
  readonly hasTraceOnly?: boolean | undefined
}

/** What decides which lines are still worth waiting for. */
export type Waiting = {
  /** Undefined while the load runs: then nothing is late. */
  readonly loadEndedAt: EpochMs | undefined
  /**
   * Whether traces reach the function: HTTP APIs and load balancers begin one of their own for it, and
   * so does a REST API without active tracing. Undefined until a line has shown it.
   */
  readonly tracesArrive?: boolean | undefined
}

/** An init inside an invocation comes on top of the function's own time limit. */
const LONGEST_INIT: Ms = 10_000
/** What no line has come for by then has most likely not run. */
const PATIENCE: Ms = 20_000

/**
 * What to wait for after a request.
 *
 * @param timeout of its function, which goes on when a gateway has given up.
 * @param deadline of all waiting.
 * @returns with the id to look for; undefined when no REPORT line can be told to be its.
 */
export function awaitedOf(
  { side, intendedAt, latency, answer }: Invocation,
  timeout: Ms,
  deadline: EpochMs,
): readonly [id: string, Awaited] | undefined {
  if (answer.kind === 'answered') {
    const { requestId, traceId } = answer
    return [requestId, { side, intendedAt, latency, traceId }]
  }
  if (answer.kind !== 'failed' || answer.mayHaveRun === undefined) return undefined
  const { requestId, traceId } = answer.mayHaveRun
  const endedAt = intendedAt + latency
  const endsBy = answer.gaveUp
    ? Math.max(endedAt, Math.min(intendedAt + LONGEST_INIT + timeout, deadline))
    : endedAt
  // Its lines may be stamped anywhere up to there.
  const sent = { side, intendedAt, latency: endsBy - intendedAt, traceId, endsBy }
  return [requestId ?? traceId, { ...sent, hasTraceOnly: requestId === undefined }]
}

export function isAwaited(
  { endsBy, hasTraceOnly }: Pick<Awaited, 'endsBy' | 'hasTraceOnly'>,
  { loadEndedAt, tracesArrive }: Waiting,
  now: EpochMs,
): boolean {
  if (endsBy === undefined || loadEndedAt === undefined) return true
  if (!isTellable({ hasTraceOnly }, { tracesArrive })) return false
  return now < Math.max(endsBy, loadEndedAt) + PATIENCE
}

/** Whether a line could be known as its own. */
export function isTellable(
  { hasTraceOnly = false }: Pick<Awaited, 'hasTraceOnly'>,
  { tracesArrive }: Pick<Waiting, 'tracesArrive'>,
): boolean {
  return !hasTraceOnly || tracesArrive !== false
}
