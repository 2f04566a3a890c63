import { parseObject } from './page.ts'
import type { PlatformLine } from './platform-line.ts'
import { readTraceHeader } from './trace-id.ts'

/** A platform event of the JSON log format and its own time, more exact than the log event's. */
export type JsonLine = { readonly line: PlatformLine; readonly time: string | undefined }

type Fields = Readonly<Record<string, unknown>>

const TYPES: ReadonlySet<unknown> = new Set([
  'platform.initStart',
  'platform.initReport',
  'platform.restoreReport',
  'platform.start',
  'platform.report',
])
const LOOKS_CUT =
  /^\s*\{[^{]*"type"\s*:\s*"platform\.(?:initStart|initReport|restoreReport|start|report)"/

/** Ten times what an event of the platform has; a longer line is the function's own, or cut. */
const MOST_CHARACTERS = 20_000

const TEXTS = ['requestId', 'status', 'errorType', 'phase', 'initializationType']
const METRICS = [
  'durationMs',
  'billedDurationMs',
  'memorySizeMB',
  'maxMemoryUsedMB',
  'initDurationMs',
  'restoreDurationMs',
]

/**
 * Reads one CloudWatch message of a function whose log format is JSON.
 *
 * Source: AWS Lambda developer guide, "Telemetry API event schema reference". Key order and the
 * number of decimals vary; `status` and most metrics may be left out.
 *
 * @returns undefined for user output and for platform events that say nothing about starts.
 */
export function parseJsonLine(message: string): JsonLine | undefined {
  // Cheaper than parsing every JSON line that an application writes.
  if (!message.includes('"platform.')) return undefined
  const event = message.length > MOST_CHARACTERS ? undefined : parseObject(message)
  if (event === undefined) {
    return LOOKS_CUT.test(message) ? { line: unreadable(message), time: undefined } : undefined
  }
  const { type, time } = event
  if (!TYPES.has(type)) return undefined
  const line = parseRecord(type, event.record) ?? unreadable(message)
  return { line, time: typeof time === 'string' ? time : undefined }
}

/** @returns undefined when the record is corrupt, or lacks what its type cannot be without. */
function parseRecord(type: unknown, value: unknown): PlatformLine | undefined {
  const record = asFields(value)
  const metrics = asFields(record?.metrics ?? {})
  if (record === undefined || metrics === undefined) return undefined
  if (!TEXTS.every((name) => isAbsent(record[name]) || typeof record[name] === 'string')) {
    return undefined
  }
  if (!METRICS.every((name) => isAbsent(metrics[name]) || isAmount(metrics[name]))) return undefined

  const requestId = readText(record.requestId)
  const status = readText(record.status)
  const initializationType = readText(record.initializationType)
  const duration = readAmount(metrics.durationMs)
  switch (type) {
    case 'platform.initStart':
      return { kind: 'init-start', initializationType }
    case 'platform.initReport': {
      if (duration === undefined) return undefined
      const phase = readText(record.phase)
      return { kind: 'init-report', duration, phase, status, initializationType }
    }
    case 'platform.restoreReport':
      return { kind: 'restore-report', duration, status }
    case 'platform.start':
      return requestId === undefined ? undefined : { kind: 'start', requestId }
    default:
      if (requestId === undefined || duration === undefined) return undefined
      return {
        kind: 'report',
        requestId,
        duration,
        billed: readAmount(metrics.billedDurationMs),
        memorySize: readAmount(metrics.memorySizeMB),
        maxMemory: readAmount(metrics.maxMemoryUsedMB),
        init: readAmount(metrics.initDurationMs),
        restore: readAmount(metrics.restoreDurationMs),
        status,
        errorType: readText(record.errorType),
        traceId: readTraceHeader(readText(asFields(record.tracing)?.value) ?? ''),
      }
  }
}

function unreadable(text: string): PlatformLine {
  return { kind: 'unreadable', text }
}

/** Missing and corrupt are told apart: only the first is a value that may be left out. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

/** As large as a line of text can tell; sums and squares of it are numbers. */
const MOST = 1e12

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < MOST
}

function readAmount(value: unknown): number | undefined {
  return isAmount(value) ? value : undefined
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function asFields(value: unknown): Fields | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Fields) : undefined
}
