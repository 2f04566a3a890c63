import type { PlatformLine, Report } from './platform-line.ts'
import { findTraceId } from './trace-id.ts'
import { parseUsualReport } from './usual-report.ts'

/**
 * What an export puts around a line: `aws logs tail` (time, stream), `sam logs` (stream, time) or
 * the console's CSV (epoch ms, quotes). CloudWatch itself delivers lines without any.
 */
const STREAM = String.raw`\d{4}/\d{2}/\d{2}/[\w-]*\[(?:\$LATEST|\d+)\][0-9a-f]{32}`
const TIME = String.raw`\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?`
const EXPORT_PREFIX = new RegExp(`^(?:${TIME} ${STREAM} |${STREAM} ${TIME} )`)
const CSV_ROW = /^\d{13},"(.*?)"?$/s

/** No line of ours begins otherwise; the runtime of Node.js puts a tab after the time, not a space. */
const OPENING = new RegExp(`^(?:RE|RequestId: |INIT_|START |${TIME} |\\d{4}/|\\d{13},")`)
const PLATFORM_WORD =
  /^(?:REPORT RequestId:|INIT_REPORT |RESTORE_REPORT |INIT_START |START RequestId:)/

const REQUEST_ID = '([0-9A-Za-z-]{8,64})'
const REPORT = new RegExp(`^REPORT RequestId: ${REQUEST_ID}(?=[\\t ])`)
/** Anchored on the separator before the name, or "Duration" would match inside "Init Duration". */
const FIELD =
  /[\t ](Billed Restore Duration|Restore Duration|Billed Duration|Init Duration|Duration|Memory Size|Max Memory Used):(?: (\d{1,12}(?:\.\d+)?)(?: (?:ms|MB)(?=\s|$)|(?<=\.\d+)$))?/g
/** A part between tabs; one that is less is the rest of a field that was cut off. */
const PART = /^ *(?:[A-Z][\w ]*: *\S|$)/
const STATUS = /[\t ]Status: (\w+)/
const ERROR_TYPE = /[\t ]Error Type: ([\w.]+)/
const INIT_REPORT =
  /^INIT_REPORT Init Duration: (\d{1,12}(?:\.\d+)?) ms(?:[\t ]+Phase: ([\w-]+))?(?:[\t ]+(?:— )?Status: (\w+))?(?:[\t ]+Error Type: [\w.]+)?\s*$/
const RESTORE_REPORT =
  /^RESTORE_REPORT Restore Duration: (\d{1,12}(?:\.\d+)?) ms(?:[\t ]+Status: (\w+))?(?:[\t ]+Error Type: [\w.]+)?\s*$/
const START = new RegExp(`^START RequestId: ${REQUEST_ID}[\\t ]+Version: \\S+\\s*$`)
const TIMED_OUT = new RegExp(`^${TIME} ${REQUEST_ID} Task timed out after `)
const EXITED = new RegExp(`^RequestId: ${REQUEST_ID} Error: Runtime exited `)

/**
 * Reads one CloudWatch message of a function whose log format is Text.
 *
 * There are two paths because lines come by the million and nearly all have one shape: that shape
 * has a reader of its own, and most output of the function is refused by its first characters.
 * Neither changes an answer.
 *
 * @returns undefined for user output.
 */
export function parseTextLine(message: string): PlatformLine | undefined {
  const usual = parseUsualReport(message)
  if (usual !== undefined) return usual
  return OPENING.test(message) ? parseAnyTextLine(message) : undefined
}

/**
 * The same for lines of every shape.
 *
 * Fields may be separated by tabs or spaces and stand in any order; the X-Ray part may follow on
 * the same line or on a second one.
 */
export function parseAnyTextLine(message: string): PlatformLine | undefined {
  const text = PLATFORM_WORD.test(message) ? message : removeExport(message)
  if (!PLATFORM_WORD.test(text)) return parseCrash(text)
  return parsePlatform(text) ?? { kind: 'unreadable', text: message }
}

function removeExport(message: string): string {
  return message.replace(CSV_ROW, '$1').replace(EXPORT_PREFIX, '')
}

function parsePlatform(text: string): PlatformLine | undefined {
  if (text.startsWith('REPORT')) return parseReport(text)
  if (text.startsWith('INIT_START Runtime Version:')) {
    return { kind: 'init-start', initializationType: undefined }
  }
  if (text.startsWith('START')) {
    const requestId = START.exec(text)?.[1]
    return requestId === undefined ? undefined : { kind: 'start', requestId }
  }
  const init = INIT_REPORT.exec(text)
  if (init !== null) {
    const [, duration, phase, status] = init
    const kind = 'init-report'
    return { kind, duration: Number(duration), phase, status, initializationType: undefined }
  }
  const restore = RESTORE_REPORT.exec(text)
  if (restore === null) return undefined
  return { kind: 'restore-report', duration: Number(restore[1]), status: restore[2] }
}

function parseReport(text: string): Report | undefined {
  // The X-Ray part may hold anything but our fields; cutting it off keeps FIELD from reading it.
  const line = text.split(/\n|[\t ]XRAY TraceId:/, 1)[0] ?? ''
  if (!line.split('\t').every((part) => PART.test(part))) return undefined
  const requestId = REPORT.exec(line)?.[1]
  const fields = new Map<string, number>()
  for (const [, name = '', value] of line.matchAll(FIELD)) {
    if (value === undefined || fields.has(name)) return undefined
    fields.set(name, Number(value))
  }
  const duration = fields.get('Duration')
  const billed = fields.get('Billed Duration')
  const memorySize = fields.get('Memory Size')
  const maxMemory = fields.get('Max Memory Used')
  if (requestId === undefined || duration === undefined) return undefined
  if (billed === undefined || memorySize === undefined || maxMemory === undefined) return undefined
  return {
    kind: 'report',
    requestId,
    duration,
    billed,
    memorySize,
    maxMemory,
    init: fields.get('Init Duration'),
    restore: fields.get('Restore Duration'),
    status: STATUS.exec(line)?.[1],
    errorType: ERROR_TYPE.exec(line)?.[1],
    traceId: findTraceId(text),
  }
}

function parseCrash(text: string): PlatformLine | undefined {
  const timedOut = TIMED_OUT.exec(text)?.[1]
  if (timedOut !== undefined) return { kind: 'crash', requestId: timedOut, cause: 'timeout' }
  const exited = EXITED.exec(text)?.[1]
  return exited === undefined ? undefined : { kind: 'crash', requestId: exited, cause: 'exit' }
}
