import type { EpochMs } from '../units.ts'
import { parseJsonLine } from './json-line.ts'
import type { PlatformLine, Report, StreamLine } from './platform-line.ts'
import { parseTextLine } from './text-line.ts'

/** One event as CloudWatch Logs delivers it. */
export type LogEvent = {
  /** The same event may be delivered many times, mostly under the same id. */
  readonly id: string
  readonly group: string
  readonly stream: string
  readonly timestamp: EpochMs
  readonly ingestedAt: EpochMs
  readonly message: string
}

/** All platform lines seen so far, by log stream; one stream is one execution environment. */
export type Journal = {
  readonly add: (events: readonly LogEvent[]) => void
  /** Undefined until the REPORT line of that request has been seen. */
  readonly report: (requestId: string) => Report | undefined
  readonly reports: () => Iterable<ReportEntry>
  /** How many platform lines have been seen, repeated ones once. */
  readonly lineCount: () => number
  /** Lines of one stream in the order in which Lambda wrote them. */
  readonly lines: (stream: string) => readonly StreamLine[]
  readonly unreadable: () => readonly string[]
}

export type ReportEntry = {
  readonly report: Report
  readonly group: string
  readonly stream: string
  readonly at: EpochMs
}

/** Filter patterns match words, so application lines with these words come along. */
export const FILTER_PATTERN = [
  '?"REPORT RequestId"',
  '?INIT_REPORT',
  '?RESTORE_REPORT',
  '?INIT_START',
  '?"START RequestId"',
  '?"Task timed out"',
  '?"Runtime exited"',
  '?"platform.report"',
  '?"platform.initReport"',
  '?"platform.restoreReport"',
  '?"platform.initStart"',
  '?"platform.start"',
].join(' ')

/** Lines that belong to no request, so that nothing else shows that one was delivered twice. */
const OF_NO_REQUEST = new Set<PlatformLine['kind']>(['init-start', 'init-report', 'restore-report'])

type Entry = StreamLine & { readonly ingestedAt: EpochMs; readonly order: number }

export function makeJournal(): Journal {
  const seen = new Set<string>()
  const seenStartUps = new Set<string>()
  const byStream = new Map<string, Entry[]>()
  const byRequest = new Map<string, ReportEntry>()
  const unreadable: string[] = []
  let lineCount = 0

  function add(event: LogEvent): void {
    const key = `${event.group} ${event.id}`
    if (seen.has(key)) return
    seen.add(key)
    const parsed = parse(event)
    if (parsed === undefined) return
    const { line, at } = parsed
    if (line.kind === 'unreadable') {
      unreadable.push(line.text)
      return
    }
    if (OF_NO_REQUEST.has(line.kind) && isRepeated(event)) return
    const entries = byStream.get(event.stream) ?? []
    byStream.set(event.stream, entries)
    entries.push({ line, at, ingestedAt: event.ingestedAt, order: seen.size })
    lineCount += 1
    if (line.kind !== 'report') return
    // The function's own output may imitate a REPORT; the genuine one is the last of its request.
    const other = byRequest.get(line.requestId)
    if (other === undefined || other.at <= at) {
      byRequest.set(line.requestId, { report: line, group: event.group, stream: event.stream, at })
    }
  }

  /** One event may come under two ids; two real attempts differ in their time or duration. */
  function isRepeated({ stream, timestamp, message }: LogEvent): boolean {
    const text = `${stream} ${timestamp} ${message}`
    if (seenStartUps.has(text)) return true
    seenStartUps.add(text)
    return false
  }

  return {
    add: (events) => events.forEach(add),
    report: (requestId) => byRequest.get(requestId)?.report,
    reports: () => byRequest.values(),
    lineCount: () => lineCount,
    lines: (stream) => byStream.get(stream)?.toSorted(byTime) ?? [],
    unreadable: () => unreadable,
  }
}

function parse({ message, timestamp }: LogEvent): StreamLine | undefined {
  if (message.trimStart().startsWith('{')) {
    const found = parseJsonLine(message)
    if (found === undefined) return undefined
    const time = Date.parse(found.time ?? '')
    return { line: found.line, at: Number.isNaN(time) ? timestamp : time }
  }
  const line = parseTextLine(message)
  return line && { line, at: timestamp }
}

/** Event time, then ingestion, then delivery: what FilterLogEvents sorts a page by. */
function byTime(a: Entry, b: Entry): number {
  return a.at - b.at || a.ingestedAt - b.ingestedAt || a.order - b.order
}
