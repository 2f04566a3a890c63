import type { LogEvent } from '../../src/logs/journal.ts'

export const GROUP = '/aws/lambda/census-gbm'
export const STREAM = '2026/10/08/[$LATEST]22be53a8cfde4e68b844f8ec293b2543'

/** A request id that a reader can tell from the others. */
export const requestId = (n: number): string =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const start = (n: number): string => `START RequestId: ${requestId(n)} Version: $LATEST\n`

/** @param more further fields, such as "Init Duration: 255.49 ms". */
export function report(n: number, duration: number, ...more: readonly string[]): string {
  const fields = [
    `REPORT RequestId: ${requestId(n)}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration)} ms`,
    'Memory Size: 3008 MB',
    'Max Memory Used: 412 MB',
    ...more,
  ]
  return `${fields.join('\t')}\t\n`
}

export const init = (duration: number): string => `Init Duration: ${duration.toFixed(2)} ms`

export const initReport = (duration: number, ...more: readonly string[]): string =>
  `${[`INIT_REPORT Init Duration: ${duration.toFixed(2)} ms`, ...more].join('\t')}\n`

export function logEvent(at: number, message: string, changed: Partial<LogEvent> = {}): LogEvent {
  const stream = changed.stream ?? STREAM
  const id = `${stream} ${at} ${message}`
  return { id, group: GROUP, stream, timestamp: at, ingestedAt: at + 1_000, message, ...changed }
}
