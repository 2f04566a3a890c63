import type { Invocation } from '../load/invocation.ts'
import type { Journal } from '../logs/journal.ts'
import type { Report } from '../logs/platform-line.ts'
import type { EpochMs, Ms } from '../units.ts'
import { type Chapter, readHistory } from './history.ts'
import { bySending, type Start, startUpTime } from './start.ts'
import { type SuperCold, tellSuperCold } from './super-cold.ts'
import { lacksInitReport, lacksStart, latencyContainsInit, waitOf } from './wait.ts'

/** What the run's requests turned out to be. */
export type Classified = {
  /** Every matched request, in the order of sending. */
  readonly starts: readonly Start[]
  /** Ids of answered requests whose REPORT line never arrived. */
  readonly missing: readonly string[]
  /** How long the client waited for each request that it gave up: their latency is "at least". */
  readonly gaveUp: readonly Ms[]
  /** Cold starts whose init is "at least", because the line about its first attempt is missing. */
  readonly withoutInitReport: number
  readonly superCold: SuperCold
}

/**
 * Joins what the client saw with what the log says, and tells the starts apart.
 *
 * @param invocations of one side, with the ids that the log has.
 */
export function classify(invocations: readonly Invocation[], journal: Journal): Classified {
  const own = answeredById(invocations)
  const trustLatency = latencyContainsInit(waitsOf(own, invocations, journal))
  const found: (Start | undefined)[] = Array.from(invocations, () => undefined)
  let withoutInitReport = 0
  for (const { index, invocation, chapter, stream } of join(own, invocations, journal)) {
    found[index] = makeStart(invocation, chapter, stream, trustLatency)
    if (lacksInitReport(chapter, waitedFor(invocation))) withoutInitReport += 1
  }
  const starts: Start[] = []
  const missing: string[] = []
  for (const [requestId, index] of own) {
    const start = found[index]
    if (start === undefined) missing.push(requestId)
    else starts.push(start)
  }
  const { starts: told, superCold } = separate(starts)
  return {
    starts: told.toSorted(bySending),
    missing,
    gaveUp: invocations
      .filter(({ answer }) => answer.kind === 'failed' && answer.gaveUp)
      .map(({ latency }) => latency),
    withoutInitReport,
    superCold,
  }
}

/** Tells super-cold starts from cold ones, whatever was told of these starts before. */
export function separate(starts: readonly Start[]): Pick<Classified, 'starts' | 'superCold'> {
  const cold = starts.map(
    (start): Start => (start.class === 'super-cold' ? { ...start, class: 'cold' } : start),
  )
  const superCold = tellSuperCold(cold.filter(isCold))
  const told = cold.map(
    (start): Start => (isSuperCold(start, superCold) ? { ...start, class: 'super-cold' } : start),
  )
  return { starts: told, superCold }
}

/** Matched requests whose time a START or INIT_REPORT still on its way would explain. */
export function unexplained(
  invocations: readonly Invocation[],
  journal: Journal,
): readonly Invocation[] {
  const found: Invocation[] = []
  const hasStarts = journal.hasStarts()
  for (const { chapter, invocation } of join(answeredById(invocations), invocations, journal)) {
    const isPuzzle =
      lacksInitReport(chapter, waitedFor(invocation)) || (hasStarts && lacksStart(chapter))
    if (isPuzzle) found.push(invocation)
  }
  return found
}

/** By request id, the place among the invocations. */
type Own = ReadonlyMap<string, number>

function answeredById(invocations: readonly Invocation[]): Own {
  const own = new Map<string, number>()
  for (const [index, { answer }] of invocations.entries()) {
    if (answer.kind === 'answered') own.set(answer.requestId, index)
  }
  return own
}

function* waitsOf(
  own: Own,
  invocations: readonly Invocation[],
  journal: Journal,
): Iterable<{ readonly report: Report; readonly latency: Ms }> {
  for (const { report } of journal.reports()) {
    if (report.init === undefined) continue
    const invocation = invocations[own.get(report.requestId) ?? -1]
    if (invocation !== undefined) yield { report, latency: waitedFor(invocation) }
  }
}

type Joined = {
  readonly index: number
  readonly invocation: Invocation
  readonly chapter: Chapter
  readonly stream: string
}

/** Every matched request, one environment after the other: only one history is in memory. */
function* join(own: Own, invocations: readonly Invocation[], journal: Journal): Iterable<Joined> {
  if (own.size === 0) return
  const lost = new Set<string>()
  for (const { answer } of invocations) {
    if (answer.kind === 'answered' && answer.functionError?.environmentLost === true) {
      lost.add(answer.requestId)
    }
  }
  for (const stream of journal.streams()) {
    const startOf = (requestId: string): EpochMs | undefined => journal.startedAt(requestId, stream)
    for (const chapter of readHistory(journal.lines(stream), startOf, (id) => lost.has(id))) {
      const index = own.get(chapter.report.requestId) ?? -1
      const invocation = invocations[index]
      if (invocation !== undefined) yield { index, invocation, chapter, stream }
    }
  }
}

/** What the caller would have waited: of a request that was cut off, nobody knows how long. */
function waitedFor({ latency, answer }: Invocation): Ms {
  return answer.kind === 'answered' && answer.isCutOff ? Number.POSITIVE_INFINITY : latency
}

function makeStart(
  invocation: Invocation,
  chapter: Chapter,
  stream: string,
  trustLatency: boolean,
): Start {
  const { side, step, round, wave, intendedAt, clientDelay, latency, answer } = invocation
  const waited = waitedFor(invocation)
  const isCutOff = waited !== latency
  const functionError = answer.kind === 'answered' ? answer.functionError?.type : undefined
  const told = tellFromLog(chapter, waited, trustLatency)
  const { init, initKind, duration, censored, error } = told
  return {
    requestId: chapter.report.requestId,
    side,
    step,
    round,
    wave,
    ...told,
    environment: stream,
    sentAt: intendedAt,
    clientDelay,
    latency,
    overhead:
      duration === null ||
      isCutOff ||
      isUnknown(initKind, init) ||
      lacksInitReport(chapter, latency)
        ? null
        : latency - (init ?? 0) - duration,
    censored: censored || isCutOff,
    ...(isCutOff ? { isCutOff } : {}),
    error: error ?? functionError ?? null,
  }
}

/** Of a start, what its environment's log tells; the latency helps to tell what was waited for. */
export function tellFromLog(
  chapter: Chapter,
  latency: Ms,
  trustLatency: boolean,
): Pick<Start, OfLog> {
  const { report, afterCrash, ending } = chapter
  const { kind, init, initCut, duration } = waitOf(chapter, latency, trustLatency)
  return {
    class: afterCrash ? 'reset' : kind === 'none' ? 'warm' : 'cold',
    init,
    initKind: kind,
    initCensored: initCut,
    duration,
    billed: report.billed ?? null,
    maxMemory: report.maxMemory ?? null,
    memorySize: report.memorySize ?? null,
    censored: ending === 'timeout',
    error: ending === 'ok' ? null : ending === 'timeout' ? ending : (report.errorType ?? ending),
  }
}

type OfLog =
  | 'class'
  | 'init'
  | 'initKind'
  | 'initCensored'
  | 'duration'
  | 'billed'
  | 'maxMemory'
  | 'memorySize'
  | 'censored'
  | 'error'

/** An init that was waited for, of unknown length; a warm start's absent init is no such thing. */
function isUnknown(kind: Start['initKind'], init: number | null): boolean {
  return kind !== 'none' && init === null
}

function isCold(start: Start): boolean {
  return start.class === 'cold'
}

function isSuperCold(start: Start, { cutMs }: SuperCold): boolean {
  const time = startUpTime(start)
  return (
    start.class === 'cold' &&
    start.wave === 'fresh' &&
    cutMs !== null &&
    time !== null &&
    time >= cutMs
  )
}
