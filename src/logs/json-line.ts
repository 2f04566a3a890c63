import type { PlatformLine } from './platform-line.ts'

/** A platform event of the JSON log format and its own time, more exact than the log event's. */
export type JsonLine = { readonly line: PlatformLine; readonly time: string | undefined }

type Fields = Readonly<Record<string, unknown>>

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
  const event = parseObject(message)
  if (event === undefined) {
    const looksCut = /^\s*\{[^{]*"type"\s*:\s*"platform\.(?:report|initReport|restoreReport)"/
    return looksCut.test(message) ? { line: unreadable(message), time: undefined } : undefined
  }
  const { type, time } = event
  const record = asFields(event.record)
  if (typeof type !== 'string' || !type.startsWith('platform.') || record === undefined) {
    return undefined
  }
  const line = parseRecord(type, record, message)
  return line && { line, time: typeof time === 'string' ? time : undefined }
}

function parseRecord(type: string, record: Fields, message: string): PlatformLine | undefined {
  const metrics = asFields(record.metrics) ?? {}
  const duration = readNumber(metrics.durationMs)
  const status = readText(record.status)
  const requestId = readText(record.requestId)
  switch (type) {
    case 'platform.initStart':
      return { kind: 'init-start', initializationType: readText(record.initializationType) }
    case 'platform.initReport': {
      if (typeof duration !== 'number') return unreadable(message)
      const phase = readText(record.phase)
      const initializationType = readText(record.initializationType)
      return { kind: 'init-report', duration, phase, status, initializationType }
    }
    case 'platform.restoreReport':
      if (duration === 'corrupt') return unreadable(message)
      return { kind: 'restore-report', duration, status }
    case 'platform.start':
      return requestId === undefined ? unreadable(message) : { kind: 'start', requestId }
    case 'platform.report': {
      const billed = readNumber(metrics.billedDurationMs)
      const memorySize = readNumber(metrics.memorySizeMB)
      const maxMemory = readNumber(metrics.maxMemoryUsedMB)
      const init = readNumber(metrics.initDurationMs)
      const restore = readNumber(metrics.restoreDurationMs)
      if (requestId === undefined || typeof duration !== 'number') return unreadable(message)
      if (billed === 'corrupt' || memorySize === 'corrupt' || maxMemory === 'corrupt') {
        return unreadable(message)
      }
      if (init === 'corrupt' || restore === 'corrupt') return unreadable(message)
      const errorType = readText(record.errorType)
      const size = { memorySize, maxMemory }
      return {
        kind: 'report',
        requestId,
        duration,
        billed,
        ...size,
        init,
        restore,
        status,
        errorType,
      }
    }
    default:
      return undefined
  }
}

function unreadable(text: string): PlatformLine {
  return { kind: 'unreadable', text }
}

/** Missing and corrupt are told apart: only the first is a value that may be left out. */
function readNumber(value: unknown): number | undefined | 'corrupt' {
  if (value === undefined || value === null) return undefined
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 'corrupt'
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

function parseObject(text: string): Fields | undefined {
  try {
    return asFields(JSON.parse(text))
  } catch {
    return undefined
  }
}
