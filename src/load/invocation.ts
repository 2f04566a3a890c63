import type { EpochMs, Ms } from '../units.ts'

/** The deployment under test, or what it is compared with. */
export type Side = 'candidate' | 'baseline'

/** Before or after the plan's first recycle; only a fresh environment can be super-cold. */
export type Wave = 'fresh' | 'settled'

/** What became of one request that was sent. */
export type Answer =
  | {
      readonly kind: 'answered'
      /** The id that START, END and REPORT carry; until the log has told it, the trace's. */
      readonly requestId: string
      readonly functionError: FunctionError | undefined
      /** Of an HTTP request, the trace that its REPORT line may carry besides. */
      readonly traceId?: string | undefined
      /** A gateway answered before the function ended: the latency is "at least". */
      readonly isCutOff?: boolean | undefined
    }
  | { readonly kind: 'throttled'; readonly reason: string }
  | {
      readonly kind: 'failed'
      readonly reason: string
      /** The client gave up waiting: the latency is "at least". */
      readonly gaveUp: boolean
      /** No request can succeed, such as without permission: sending more is of no use. */
      readonly hopeless: boolean
      /** Of an HTTP request whose function may have run, or go on, all the same. */
      readonly mayHaveRun?: MayHaveRun | undefined
    }

/** How the REPORT line of an HTTP request is known that the caller saw fail. */
export type MayHaveRun = {
  /** Undefined where the answer had none that may be Lambda's. */
  readonly requestId: string | undefined
  readonly traceId: string
  /** What the caller saw, such as "HTTP 504". */
  readonly error: string
}

/** The function answered, and its answer is an error (HTTP 200 with `X-Amz-Function-Error`). */
export type FunctionError = {
  /** `errorType` of the answer, such as "Runtime.ExitError" or "ValueError". */
  readonly type: string
  /** The environment crashed or timed out, so its next start initialises again. */
  readonly environmentLost: boolean
}

/** One request as the client saw it. */
export type Invocation = {
  readonly side: Side
  /** Index of the plan's step. */
  readonly step: number
  /** Of a `rounds` step, from 0; null in other steps. */
  readonly round: number | null
  readonly wave: Wave
  /** When the plan wanted it sent; `latency` counts from here. */
  readonly intendedAt: EpochMs
  /**
   * From there until the request was handed to its socket: the client's own share of the latency.
   * Null when it never was, or was given up at the stop.
   */
  readonly clientDelay: Ms | null
  readonly latency: Ms
  readonly answer: Answer
}
