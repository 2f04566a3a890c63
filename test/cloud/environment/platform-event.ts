/** What the platform tells about an environment, whatever the log format. */
export type PlatformEvent =
  | InitStart
  | InitReport
  | { readonly type: 'restoreStart'; readonly runtime: Runtime | null }
  | ({ readonly type: 'restoreReport'; readonly durationMs: number } & Outcome)
  | Start
  | ({
      readonly type: 'runtimeDone'
      readonly requestId: string
      readonly durationMs: number
    } & Outcome)
  | Fault
  | { readonly type: 'end'; readonly requestId: string }
  | Report

export type Runtime = { readonly version: string; readonly arn: string }

export type Phase = 'init' | 'invoke'

export type InitializationType = 'on-demand' | 'provisioned-concurrency' | 'snap-start'

/** `failure` is a handler's own exception, which text logs do not show. */
export type Outcome = {
  readonly status: 'success' | 'failure' | 'error' | 'timeout'
  readonly errorType: string | null
}

export type InitStart = {
  readonly type: 'initStart'
  readonly initializationType: InitializationType
  readonly phase: Phase
  readonly runtime: Runtime | null
  readonly functionName: string
  readonly version: string
  readonly stream: string
  readonly memoryMB: number
}

export type InitReport = {
  readonly type: 'initReport'
  readonly initializationType: InitializationType
  /** null for an eager re-init, which names none. */
  readonly phase: Phase | null
  readonly durationMs: number
} & Outcome

export type Trace = { readonly traceId: string; readonly segmentId: string }

export type Start = {
  readonly type: 'start'
  readonly requestId: string
  readonly version: string
  readonly functionArn: string
  readonly trace: Trace | null
}

/** The separate line of the old error style. */
export type Fault = {
  readonly type: 'fault'
  readonly requestId: string
  readonly cause:
    | { readonly kind: 'timeout'; readonly seconds: number }
    | { readonly kind: 'error'; readonly reason: string; readonly errorType: string }
}

export type Report = {
  readonly type: 'report'
  readonly requestId: string
  readonly durationMs: number
  readonly billedMs: number
  readonly memoryMB: number
  readonly usedMB: number
  readonly initMs: number | null
  readonly restore: { readonly ms: number; readonly billedMs: number } | null
  readonly trace: Trace | null
} & Outcome
