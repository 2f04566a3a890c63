import type { EpochMs, Ms } from '../units.ts'

/** The deployment under test, or what it is compared with. */
export type Side = 'candidate' | 'baseline'

/** Before or after the plan's first recycle; only a fresh environment can be super-cold. */
export type Wave = 'fresh' | 'settled'

/** What became of one request that was sent. */
export type Answer =
  | {
      readonly kind: 'answered'
      /** The id that START, END and REPORT carry. */
      readonly requestId: string
      readonly functionError: FunctionError | undefined
    }
  | { readonly kind: 'throttled'; readonly reason: string }
  | {
      readonly kind: 'failed'
      readonly reason: string
      /** The client gave up waiting: the latency is "at least". */
      readonly gaveUp: boolean
      /** No request can succeed, such as without permission: sending more is of no use. */
      readonly hopeless: boolean
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
