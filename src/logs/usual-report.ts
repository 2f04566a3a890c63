import type { Report } from './platform-line.ts'
import { findTraceId } from './trace-id.ts'

/** At most 15 digits, so that a double holds all of them at once. */
const AMOUNT = String.raw`\d{1,12}(?:\.\d{1,3})?`
const USUAL_REPORT = new RegExp(
  [
    String.raw`^REPORT RequestId: ([\w-]+)`,
    `\\tDuration: (${AMOUNT}) ms`,
    `\\tBilled Duration: (${AMOUNT}) ms`,
    `\\tMemory Size: (${AMOUNT}) MB`,
    `\\tMax Memory Used: (${AMOUNT}) MB`,
    `(?:\\tInit Duration: (${AMOUNT}) ms)?`,
    `(?:\\tRestore Duration: (${AMOUNT}) ms)?`,
    `(?:\\tBilled Restore Duration: ${AMOUNT} ms)?`,
    String.raw`(?:\tStatus: (\w+))?`,
    String.raw`(?:\tError Type: ([\w.]+))?`,
    String.raw`\t?(?:\n|\tXRAY TraceId:|$)`,
  ].join(''),
)
const SHORTEST_ID = 8
const LONGEST_ID = 64
const POINT = '.'.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)

/**
 * Reads a REPORT line whose fields stand in the order in which Lambda writes them, between tabs.
 *
 * Nearly every line of a run is one of these, and this takes a tenth of the time of a parser that
 * tolerates any order, any separator and unknown fields. Where it answers, it answers the same.
 *
 * @returns undefined for every other line, which may be a REPORT all the same.
 */
export function parseUsualReport(text: string): Report | undefined {
  const match = USUAL_REPORT.exec(text)
  if (match === null) return undefined
  // By index: taking the array apart by its iterator costs as much as the expression itself.
  const requestId = match[1] ?? ''
  if (!isRequestId(requestId)) return undefined
  return {
    kind: 'report',
    requestId,
    duration: readAmount(match[2] ?? ''),
    billed: readAmount(match[3] ?? ''),
    memorySize: readAmount(match[4] ?? ''),
    maxMemory: readAmount(match[5] ?? ''),
    init: match[6] === undefined ? undefined : readAmount(match[6]),
    restore: match[7] === undefined ? undefined : readAmount(match[7]),
    status: match[8],
    errorType: match[9],
    traceId: findTraceId(text),
  }
}

/** What [\w-] still lets through; V8 runs \w by a table, [0-9A-Za-z] by slow branches. */
function isRequestId(id: string): boolean {
  return id.length >= SHORTEST_ID && id.length <= LONGEST_ID && !id.includes('_')
}

/**
 * Equals Number(text) at a quarter of the cost. Both whole numbers are exact, so that the division
 * rounds correctly (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
 */
function readAmount(text: string): number {
  let digits = 0
  let divisor = 1
  let step = 1
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === POINT) step = 10
    else {
      digits = digits * 10 + (code - ZERO)
      divisor *= step
    }
  }
  return digits / divisor
}
