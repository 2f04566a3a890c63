import type { EpochMs, Ms } from '../units.ts'
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

/**
 * What all platform lines seen so far say, by log stream; one stream is one execution environment.
 *
 * Of an event that says nothing new, nothing is kept: a run may have millions, most of them are read
 * more than once, and a repeated line is known by what it says.
 */
export type Journal = {
  readonly add: (events: readonly LogEvent[]) => void
  /**
   * By request id, or by the id of a trace that holds one invocation only: what else belongs to a
   * trace of several is a guess. Undefined until the REPORT line of that request has been seen.
   */
  readonly report: (id: string) => Report | undefined
  /** The same, with where it stood. */
  readonly entry: (id: string) => ReportEntry | undefined
  readonly reports: () => Iterable<ReportEntry>
  readonly streams: () => Iterable<string>
  /** How many platform lines said something new. */
  readonly lineCount: () => number
  /**
   * Lines of one stream in the order in which Lambda wrote them, except START; of REPORT lines only
   * the genuine ones.
   */
  readonly lines: (stream: string) => readonly StreamLine[]
  /** When the handler was about to run: the time of the first START line. */
  readonly startedAt: (requestId: string, stream: string) => EpochMs | undefined
  /** Whether this function's log level lets START lines through. */
  readonly hasStarts: () => boolean
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

/** One line that is kept. */
type Entry = {
  readonly at: EpochMs
  /** From there to the ingestion; a small number takes a third of the memory of a time. */
  readonly lag: Ms
  readonly line: PlatformLine
}

/** What is known of one request; its lines may come in any order. */
type Request = {
  readonly id: string
  /** Where it was first seen to start; undefined without a START line, as is the time. */
  startedIn: string | undefined
  startedAt: EpochMs | undefined
  reported: Reported | undefined
}

type Reported = Entry & {
  readonly line: Report
  readonly group: string
  readonly stream: Stream
}

type Stream = { readonly name: string; readonly entries: Entry[] }

export function makeJournal(): Journal {
  const streams = new Map<string, Stream>()
  const requests = new Map<string, Request>()
  /** The request of each trace; undefined for a trace of several. */
  const traced = new Map<string, Request | undefined>()
  /** START lines of one request in a further stream: some function's own output. */
  const otherStarts = new Map<string, EpochMs>()
  /** Lines that are neither START nor REPORT, by what they say. */
  const seen = new Set<string>()
  /** REPORT lines that lost against another one of the same millisecond. */
  const outdone = new Set<string>()
  const unreadable = new Map<string, string>()
  let lineCount = 0
  let hasStarts = false

  function add(event: LogEvent): void {
    const parsed = parse(event)
    if (parsed === undefined) return
    const { line, at } = parsed
    if (line.kind === 'unreadable') {
      unreadable.set(`${event.group} ${event.id}`, line.text)
      return
    }
    const stream = streamOf(event.stream)
    const lag = event.ingestedAt - at
    if (line.kind === 'start') addStart(line.requestId, stream, at)
    else if (line.kind === 'report') addReport({ at, lag, line, group: event.group, stream })
    else addOther({ at, lag, line }, stream)
  }

  function streamOf(name: string): Stream {
    const known = streams.get(name)
    if (known !== undefined) return known
    const stream = { name: detach(name), entries: [] }
    streams.set(stream.name, stream)
    return stream
  }

  function requestOf(requestId: string): Request {
    const known = requests.get(requestId)
    if (known !== undefined) return known
    const id = detach(requestId)
    const nothing = { startedIn: undefined, startedAt: undefined, reported: undefined }
    const request: Request = { id, ...nothing }
    requests.set(id, request)
    return request
  }

  /** The first one counts: the handler, which runs after it, may print an imitation. */
  function addStart(requestId: string, { name }: Stream, at: EpochMs): void {
    hasStarts = true
    const request = requestOf(requestId)
    const { startedIn = name, startedAt = Infinity } = request
    if (startedIn === name) {
      if (startedAt <= at) return
      request.startedIn = name
      request.startedAt = at
    } else {
      const key = `${name} ${requestId}`
      if ((otherStarts.get(key) ?? Infinity) <= at) return
      otherStarts.set(key, at)
    }
    lineCount += 1
  }

  /** The function's own output may imitate a REPORT; the genuine one is the last of its request. */
  function addReport(reported: Reported): void {
    const { at, line, stream } = reported
    const request = requestOf(line.requestId)
    const before = request.reported
    if (before !== undefined) {
      if (at < before.at) return
      if (at === before.at) {
        const text = textOf(stream, line)
        const textBefore = textOf(before.stream, before.line)
        if (text === textBefore || outdone.has(text)) return
        outdone.add(textBefore)
      }
      const { entries } = before.stream
      entries.splice(entries.indexOf(before), 1)
    }
    const errorType = line.errorType === undefined ? undefined : detach(line.errorType)
    const traceId = line.traceId === undefined ? undefined : detach(line.traceId)
    const own = { ...reported, line: { ...line, requestId: request.id, errorType, traceId } }
    stream.entries.push(own)
    request.reported = own
    if (traceId !== undefined) {
      const known = traced.has(traceId) ? traced.get(traceId) : request
      traced.set(traceId, known === request ? request : undefined)
    }
    lineCount += 1
  }

  /** One event may come under two ids; two real attempts differ in their time or duration. */
  function addOther({ at, lag, line }: Entry, stream: Stream): void {
    const text = `${at} ${textOf(stream, line)}`
    if (seen.has(text)) return
    seen.add(text)
    const own = line.kind === 'crash' ? { ...line, requestId: detach(line.requestId) } : line
    stream.entries.push({ at, lag, line: own })
    lineCount += 1
  }

  function reportedOf(id: string): Reported | undefined {
    return (requests.get(id) ?? traced.get(id))?.reported
  }

  function entry(id: string): ReportEntry | undefined {
    const reported = reportedOf(id)
    return reported && entryOf(reported)
  }

  function* reports(): Iterable<ReportEntry> {
    for (const { reported } of requests.values()) {
      if (reported !== undefined) yield entryOf(reported)
    }
  }

  function startedAt(requestId: string, stream: string): EpochMs | undefined {
    const request = requests.get(requestId)
    if (request?.startedIn === stream) return request.startedAt
    return otherStarts.get(`${stream} ${requestId}`)
  }

  return {
    add: (events) => events.forEach(add),
    report: (id) => reportedOf(id)?.line,
    entry,
    reports,
    streams: () => streams.keys(),
    lineCount: () => lineCount,
    lines: (stream) => streams.get(stream)?.entries.toSorted(byTime) ?? [],
    startedAt,
    hasStarts: () => hasStarts,
    unreadable: () => [...unreadable.values()],
  }
}

function entryOf({ line, group, stream, at }: Reported): ReportEntry {
  return { report: line, group, stream: stream.name, at }
}

function textOf({ name }: Stream, line: PlatformLine): string {
  return `${name} ${JSON.stringify(line)}`
}

/** A copy: what a pattern finds in a message is a view of it, which keeps all of it in memory. */
function detach(text: string): string {
  return JSON.parse(JSON.stringify(text))
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
  return a.at - b.at || a.lag - b.lag
}
