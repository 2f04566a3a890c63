import type { EpochMs, MB, Ms } from '../units.ts'

/** What one line of Lambda's platform says; user output is not among these. */
export type PlatformLine =
  | InitStart
  | InitReport
  | RestoreReport
  | RequestStart
  | Crash
  | Report
  | Unreadable

/** The environment begins to initialise, perhaps long before a request. */
export type InitStart = {
  readonly kind: 'init-start'
  readonly initializationType: string | undefined
}

/** One attempt to initialise. Carries no request id: its place in the stream tells whose it is. */
export type InitReport = {
  readonly kind: 'init-report'
  readonly duration: Ms
  /** "init", or "invoke" for a re-run inside an invocation; undefined where Lambda leaves it out. */
  readonly phase: string | undefined
  /** "timeout", "error", "failure"; undefined or "success" when it worked. */
  readonly status: string | undefined
  readonly initializationType: string | undefined
}

export type RestoreReport = {
  readonly kind: 'restore-report'
  /** Undefined where a failed restore has none. */
  readonly duration: Ms | undefined
  readonly status: string | undefined
}

/** The handler is about to run; after a suppressed init this comes when the re-run has ended. */
export type RequestStart = { readonly kind: 'start'; readonly requestId: string }

/** The old style of failures, on a line of their own before END. */
export type Crash = {
  readonly kind: 'crash'
  readonly requestId: string
  readonly cause: 'timeout' | 'exit'
}

/** What Lambda measured for one invocation. */
export type Report = {
  readonly kind: 'report'
  readonly requestId: string
  /** Handler time, plus an init that was re-run inside the invocation. */
  readonly duration: Ms
  readonly billed: Ms | undefined
  readonly memorySize: MB | undefined
  readonly maxMemory: MB | undefined
  /** Absent on a warm start and after a suppressed init, which is not the same as 0. */
  readonly init: Ms | undefined
  readonly restore: Ms | undefined
  readonly status: string | undefined
  readonly errorType: string | undefined
  /** Root of its X-Ray trace; undefined when it was not traced. */
  readonly traceId?: string | undefined
}

/** Begins like a platform line and is none that we know; guessing would bend every percentile. */
export type Unreadable = { readonly kind: 'unreadable'; readonly text: string }

/** A platform line and where it stood. */
export type StreamLine = {
  /** Event time on AWS's clock. */
  readonly at: EpochMs
  readonly line: PlatformLine
}
