/** One event as FilterLogEvents answers it. */
export type PageEvent = {
  readonly logStreamName: string
  readonly timestamp: number
  readonly message: string
  readonly ingestionTime: number
  readonly eventId: string
}

const START = Date.UTC(2026, 10, 22)
/** Invocations of one environment, one after the other. */
const PER_STREAM = 20

/** REPORT lines in Lambda's text format, every tenth of a cold start. */
export function makeReport(index: number): string {
  const duration = (3 + (index % 977) * 0.37).toFixed(2)
  const init = 180 + (index % 541) * 1.13
  const billed = Math.ceil(Number(duration) + init)
  const cold = index % 10 === 0 ? `Init Duration: ${init.toFixed(2)} ms\t` : ''
  return `REPORT RequestId: ${makeId(index)}\tDuration: ${duration} ms\tBilled Duration: ${billed} ms\tMemory Size: 512 MB\tMax Memory Used: ${90 + (index % 60)} MB\t${cold}\n`
}

/** A page of REPORT lines; AWS's own end at 1 MB, about a third of this one. */
export function makePage(count: number): { readonly events: readonly PageEvent[] } {
  const events = Array.from({ length: count }, (_, index) => {
    const stream = Math.floor(index / PER_STREAM)
    return {
      logStreamName: `2026/11/22/[$LATEST]${stream.toString(16).padStart(32, '0')}`,
      timestamp: START + index,
      message: makeReport(index),
      ingestionTime: START + index + 900,
      eventId: `38${index.toString().padStart(54, '0')}`,
    }
  })
  return { events }
}

/** A UUID whose hex digits vary in every part, as real ones do. */
function makeId(index: number): string {
  const hex = (factor: number, digits: number): string =>
    ((Math.imul(index + 1, factor) >>> 0) % 16 ** digits).toString(16).padStart(digits, '0')
  return `${hex(2654435761, 8)}-${hex(40503, 4)}-4${hex(30011, 3)}-a${hex(20011, 3)}-${hex(2246822519, 8)}${hex(3266489917, 4)}`
}
