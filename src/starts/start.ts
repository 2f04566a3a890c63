import type { Side, Wave } from '../load/invocation.ts'
import type { EpochMs, MB, Ms } from '../units.ts'

export type StartClass = 'warm' | 'cold' | 'super-cold' | 'reset'

/** How the environment came to be, as far as the caller waited for it. */
export type InitKind = 'none' | 'init' | 'suppressed' | 'restore'

/**
 * One answered request joined with its REPORT line. Of an imported one either half may be unknown:
 * a load tester has the client's time alone, a log has no latency.
 */
export type Start = {
  /** Of an imported one without an id: where it stands, such as "requests.csv line 12". */
  readonly requestId: string
  readonly side: Side
  /** Index of the plan's step. */
  readonly step: number
  /** Of a `rounds` step, from 0; null in other steps. */
  readonly round: number | null
  readonly wave: Wave
  readonly class: StartClass
  /** Log stream: one stream is one execution environment; null when it is unknown. */
  readonly environment: string | null
  /** When the plan wanted it sent; null when it is unknown. */
  readonly sentAt: EpochMs | null
  /** From there until the client handed it to its socket: a part of latency and overhead. */
  readonly clientDelay: Ms | null
  /** Null when only the log is known. */
  readonly latency: Ms | null
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
  /** A gateway gave up before: the latency is "at least", the duration only with error "timeout". */
  readonly isCutOff?: boolean | undefined
  /** Untrusted text: an error type, or "timeout". */
  readonly error: string | null
}

/** In the order of sending; those of an unknown time keep theirs, at the end. */
export function bySending({ sentAt: a }: Start, { sentAt: b }: Start): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a - b
}

/** A function goes on, and ends or hits its own limit, after a gateway has given up. */
export function isDurationCensored({
  censored,
  isCutOff,
  error,
}: Pick<Start, 'censored' | 'isCutOff' | 'error'>): boolean {
  return censored && (!isCutOff || error === 'timeout')
}

/** Start-up as the client saw it; what super-cold is told from. */
export function startUpTime({ latency, duration, isCutOff }: Start): Ms | null {
  return latency === null || duration === null || isCutOff ? null : latency - duration
}
