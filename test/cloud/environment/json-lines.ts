import type { SystemLogLevel } from '../options.ts'
import type { Outcome, PlatformEvent, Trace } from './platform-event.ts'

const levels: readonly SystemLogLevel[] = ['DEBUG', 'INFO', 'WARN']

/** The message of an event in a JSON log, or null when the system log level hides it (AWS Lambda developer guide, "Log-level filtering"). */
export function renderJson(
  event: PlatformEvent,
  at: number,
  minimum: SystemLogLevel,
): string | null {
  const content = record(event)
  if (content === null || levels.indexOf(level(event)) < levels.indexOf(minimum)) return null
  return JSON.stringify({
    time: new Date(at).toISOString(),
    type: `platform.${event.type}`,
    record: content,
  })
}

/** A success is quiet where REPORT tells it again, a failure is always a warning. */
function level(event: PlatformEvent): SystemLogLevel {
  switch (event.type) {
    case 'initStart':
      return event.runtime !== null && event.phase === 'init' ? 'INFO' : 'DEBUG'
    case 'initReport':
      if (event.status !== 'success') return 'WARN'
      return event.initializationType === 'on-demand' ? 'DEBUG' : 'INFO'
    case 'runtimeDone':
      return event.status === 'success' ? 'DEBUG' : 'WARN'
    case 'restoreReport':
    case 'report':
      return event.status === 'success' ? 'INFO' : 'WARN'
    default:
      return 'INFO'
  }
}

function record(event: PlatformEvent): Readonly<Record<string, unknown>> | null {
  switch (event.type) {
    case 'initStart':
      return {
        initializationType: event.initializationType,
        phase: event.phase,
        runtimeVersion: event.runtime?.version,
        runtimeVersionArn: event.runtime?.arn,
        functionName: event.functionName,
        functionVersion: event.version,
        instanceId: event.stream,
        instanceMaxMemory: event.memoryMB * 1024 * 1024,
      }
    case 'initReport':
      return {
        initializationType: event.initializationType,
        phase: event.phase ?? 'init',
        ...outcome(event),
        metrics: { durationMs: ms(event.durationMs) },
      }
    case 'restoreStart':
      return { runtimeVersion: event.runtime?.version, runtimeVersionArn: event.runtime?.arn }
    case 'restoreReport':
      return { ...outcome(event), metrics: { durationMs: ms(event.durationMs) } }
    case 'start':
      return {
        requestId: event.requestId,
        functionArn: event.functionArn,
        version: event.version,
        tracing: tracing(event.trace),
      }
    case 'runtimeDone':
      return {
        requestId: event.requestId,
        ...outcome(event),
        metrics: { durationMs: ms(event.durationMs) },
      }
    case 'report':
      return {
        requestId: event.requestId,
        metrics: {
          durationMs: ms(event.durationMs),
          billedDurationMs: event.billedMs,
          memorySizeMB: event.memoryMB,
          maxMemoryUsedMB: event.usedMB,
          initDurationMs: event.initMs === null ? undefined : ms(event.initMs),
          restoreDurationMs: event.restore === null ? undefined : ms(event.restore.ms),
          billedRestoreDurationMs: event.restore?.billedMs,
        },
        ...outcome(event),
        tracing: tracing(event.trace),
      }
    case 'fault':
    case 'end':
      return null
  }
}

function outcome(event: Outcome): Readonly<Record<string, string>> {
  return event.errorType === null || event.status === 'success' || event.status === 'timeout'
    ? { status: event.status }
    : { status: event.status, errorType: event.errorType }
}

function tracing(trace: Trace | null): Readonly<Record<string, string>> | undefined {
  return trace === null
    ? undefined
    : {
        spanId: trace.segmentId,
        type: 'X-Amzn-Trace-Id',
        value: `Root=${trace.traceId};Parent=${trace.segmentId};Sampled=1`,
      }
}

const ms = (value: number): number => Math.floor(value * 1000) / 1000
