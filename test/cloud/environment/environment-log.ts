import { managedRuntime, type Settings } from '../lambda/settings.ts'
import { type Ending, initOutcome } from './ending.ts'
import type { LogStream } from './log-stream.ts'
import type { InitializationType, Phase, Trace } from './platform-event.ts'
import type { Boot } from './runtime-process.ts'

/** One run of init; `null` is a result that did not come in time. */
export type Attempt = {
  readonly result: Boot | null
  readonly ms: number
  readonly usedMB: number
}

/** The measured times that a REPORT is made of; null for what it does not show. */
export type Times = {
  readonly durationMs: number
  readonly handlerMs: number
  readonly initMs: number | null
  readonly restoreMs: number | null
  readonly usedMB: number
}

export type Subject = {
  readonly requestId: string
  readonly functionArn: string
  readonly trace: Trace | null
}

/** Which lines an environment writes when something happens to it. */
export type EnvironmentLog = {
  initStarted(type: InitializationType, at: number): void
  initEnded(type: InitializationType, phase: Phase | null, attempt: Attempt, at: number): void
  restoreStarted(): void
  restoreEnded(attempt: Attempt): void
  started(subject: Subject): void
  ended(subject: Subject, ending: Ending, times: Times): void
}

export function makeEnvironmentLog(settings: Settings, stream: LogStream): EnvironmentLog {
  const runtime = managedRuntime(settings)
  return {
    initStarted(initializationType, at) {
      stream.platform(
        {
          type: 'initStart',
          initializationType,
          phase: 'init',
          runtime,
          functionName: settings.name,
          version: settings.version,
          stream: stream.name,
          memoryMB: settings.memoryMB,
        },
        at,
      )
    },
    initEnded(initializationType, phase, { result, ms }, at) {
      const outcome = initOutcome(result)
      stream.platform(
        { type: 'initReport', initializationType, phase, ...outcome, durationMs: ms },
        at,
      )
    },
    restoreStarted() {
      stream.platform({ type: 'restoreStart', runtime })
    },
    restoreEnded({ result, ms }) {
      stream.platform({ type: 'restoreReport', ...initOutcome(result), durationMs: ms })
    },
    started({ requestId, functionArn, trace }) {
      const { version } = settings
      stream.platform({ type: 'start', requestId, version, functionArn, trace })
    },
    ended({ requestId, trace }, ending, times) {
      const { status, errorType } = ending
      const at = Date.now()
      stream.platform(
        { type: 'runtimeDone', requestId, status, errorType, durationMs: times.handlerMs },
        at,
      )
      tellFault(settings, stream, requestId, ending, at)
      stream.platform({ type: 'end', requestId }, at)
      // How much of a restore is billed AWS does not say; published lines show a fifth to a half.
      const restore =
        times.restoreMs === null
          ? null
          : { ms: times.restoreMs, billedMs: Math.ceil(times.restoreMs / 4) }
      stream.platform(
        {
          type: 'report',
          requestId,
          status,
          errorType,
          durationMs: times.durationMs,
          billedMs: Math.ceil(times.durationMs + (times.initMs ?? 0) + (restore?.billedMs ?? 0)),
          memoryMB: settings.memoryMB,
          usedMB: Math.min(times.usedMB, settings.memoryMB),
          initMs: times.initMs,
          restore,
          trace,
        },
        at,
      )
    },
  }
}

/** In the old style a crash or timeout has lines of its own. */
function tellFault(
  settings: Settings,
  stream: LogStream,
  requestId: string,
  { status, errorType, payload }: Ending,
  at: number,
): void {
  if (settings.errorStyle !== 'lines') return
  if (status === 'timeout') {
    const cause = { kind: 'timeout', seconds: settings.timeoutS } as const
    stream.platform({ type: 'fault', requestId, cause }, at)
  }
  if (status === 'error') {
    const { errorMessage } = JSON.parse(payload.toString())
    const reason = String(errorMessage).replace(/^RequestId: \S+ Error: /, '')
    const cause = { kind: 'error', reason, errorType: errorType ?? 'Runtime.Unknown' } as const
    stream.platform({ type: 'fault', requestId, cause }, at)
  }
}
