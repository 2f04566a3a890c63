import type { InitReport, PlatformEvent, Report } from './platform-event.ts'

/**
 * The message of an event in a text log, or null when AWS prints none.
 * The formats are those of published logs: tabs between the fields, one more behind a REPORT.
 */
export function renderText(
  event: PlatformEvent,
  at: number,
  errorStyle: 'status' | 'lines',
): string | null {
  switch (event.type) {
    case 'initStart':
      if (event.runtime === null || event.phase === 'invoke') return null
      return `INIT_START Runtime Version: ${event.runtime.version}\tRuntime Version ARN: ${event.runtime.arn}\n`
    case 'restoreStart':
      return `RESTORE_START Runtime Version: ${event.runtime?.version}\tRuntime Version ARN: ${event.runtime?.arn}\n`
    case 'initReport':
      return renderInitReport(event)
    case 'restoreReport':
      return line([`RESTORE_REPORT Restore Duration: ${ms(event.durationMs)}`, ...outcome(event)])
    case 'start':
      return `START RequestId: ${event.requestId} Version: ${event.version}\n`
    case 'runtimeDone':
      return null
    case 'fault':
      return event.cause.kind === 'timeout'
        ? `${new Date(at).toISOString()} ${event.requestId} Task timed out after ${event.cause.seconds.toFixed(2)} seconds\n\n`
        : `RequestId: ${event.requestId} Error: ${event.cause.reason}\n${event.cause.errorType}\n`
    case 'end':
      return `END RequestId: ${event.requestId}\n`
    case 'report':
      return renderReport(event, errorStyle)
  }
}

/** A successful init of an on-demand environment is told by REPORT alone. */
function renderInitReport(event: InitReport): string | null {
  const told = event.phase === null || event.initializationType !== 'on-demand'
  if (event.status === 'success' && !told) return null
  const phase = event.status === 'success' ? [] : [`Phase: ${event.phase}`]
  return line([`INIT_REPORT Init Duration: ${ms(event.durationMs)}`, ...phase, ...outcome(event)])
}

function renderReport(event: Report, errorStyle: 'status' | 'lines'): string {
  const failed = errorStyle === 'status' ? outcome(event) : []
  const report = [
    `REPORT RequestId: ${event.requestId}`,
    `Duration: ${ms(event.durationMs)}`,
    `Billed Duration: ${event.billedMs} ms`,
    `Memory Size: ${event.memoryMB} MB`,
    `Max Memory Used: ${event.usedMB} MB`,
    ...(event.initMs === null ? [] : [`Init Duration: ${ms(event.initMs)}`]),
    ...(event.restore === null
      ? []
      : [
          `Restore Duration: ${ms(event.restore.ms)}`,
          `Billed Restore Duration: ${event.restore.billedMs} ms`,
        ]),
    ...failed,
  ].join('\t')
  return `${report}${failed.length === 0 ? '\t' : ''}\n${renderTrace(event)}`
}

/** X-Ray's part is a second line of the same event; a timeout leaves it without a segment. */
function renderTrace({ trace, status }: Report): string {
  if (trace === null) return ''
  const segment = status === 'timeout' ? '' : `\tSegmentId: ${trace.segmentId}`
  return `XRAY TraceId: ${trace.traceId}${segment}\tSampled: true\t\n`
}

function outcome(event: {
  readonly status: Report['status']
  readonly errorType: string | null
}): readonly string[] {
  if (event.status === 'timeout') return ['Status: timeout']
  return event.status === 'error' ? ['Status: error', `Error Type: ${event.errorType}`] : []
}

const line = (parts: readonly string[]): string => `${parts.join('\t')}\n`

/** AWS cuts the third decimal, it does not round. */
const ms = (value: number): string => `${(Math.floor(value * 100) / 100).toFixed(2)} ms`
