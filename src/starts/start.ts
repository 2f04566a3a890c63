import type { Side, Wave } from '../load/invocation.ts'
import type { EpochMs, MB, Ms } from '../units.ts'

export type StartClass = 'warm' | 'cold' | 'super-cold' | 'reset'

/** How the environment came to be, as far as the caller waited for it. */
export type InitKind = 'none' | 'init' | 'suppressed' | 'restore'

/** One answered request joined with its REPORT line. */
export type Start = {
  readonly requestId: string
  readonly side: Side
  /** Index of the plan's step. */
  readonly step: number
  /** Of a `rounds` step, from 0; null in other steps. */
  readonly round: number | null
  readonly wave: Wave
  readonly class: StartClass
  /** Log stream: one stream is one execution environment. */
  readonly environment: string
  /** When the plan wanted it sent. */
  readonly sentAt: EpochMs
  /** From there until the client handed it to its socket: a part of latency and overhead. */
  readonly clientDelay: Ms | null
  readonly latency: Ms
  /** The initialisation that the caller waited for; null when there was none or it is unknown. */
  readonly init: Ms | null
  readonly initKind: InitKind
  /** The init was cut off by a time limit: it is "at least". */
  readonly initCensored: boolean
  /** Handler time without a re-run init; null when the two cannot be told apart. */
  readonly duration: Ms | null
  /** latency − init − duration: sandbox, package or image, network. */
  readonly overhead: Ms | null
  readonly billed: Ms | null
  readonly maxMemory: MB | null
  readonly memorySize: MB | null
  /** The function hit its time limit: latency and duration are "at least". */
  readonly censored: boolean
  /** Untrusted text: an error type, or "timeout". */
  readonly error: string | null
}

/** Start-up as the client saw it; what super-cold is told from. */
export function startUpTime({ latency, duration }: Start): Ms | null {
  return duration === null ? null : latency - duration
}
