import type { Invocation } from '../load/invocation.ts'
import type { Journal } from '../logs/journal.ts'
import type { Ms } from '../units.ts'
import { type Chapter, readHistory } from './history.ts'
import { bySending, type Start, startUpTime } from './start.ts'
import { type SuperCold, tellSuperCold } from './super-cold.ts'
import { lacksInitReport, latencyContainsInit, waitOf } from './wait.ts'

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
 * @param invocations of one side.
 */
export function classify(invocations: readonly Invocation[], journal: Journal): Classified {
  const own = answeredById(invocations)
  const joined = join(own, journal)
  const trustLatency = latencyContainsInit(joined.values())
  const starts: Start[] = []
  const missing: string[] = []
  for (const [requestId, invocation] of own) {
    const found = joined.get(requestId)
    if (found === undefined) missing.push(requestId)
    else starts.push(makeStart(requestId, invocation, found, trustLatency))
  }
  const { starts: told, superCold } = separate(starts)
  return {
    starts: told.toSorted(bySending),
    missing,
    gaveUp: invocations.flatMap(({ answer, latency }) =>
      answer.kind === 'failed' && answer.gaveUp ? [latency] : [],
    ),
    withoutInitReport: countWithoutInitReport(joined),
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

/** How many matched requests have a time that an INIT_REPORT still on its way would explain. */
export function awaitedInitReports(invocations: readonly Invocation[], journal: Journal): number {
  return countWithoutInitReport(join(answeredById(invocations), journal))
}

function countWithoutInitReport(joined: ReadonlyMap<string, Joined>): number {
  return [...joined.values()].filter(({ chapter, latency }) => lacksInitReport(chapter, latency))
    .length
}

function answeredById(invocations: readonly Invocation[]): ReadonlyMap<string, Invocation> {
  const own = new Map<string, Invocation>()
  for (const invocation of invocations) {
    if (invocation.answer.kind === 'answered') own.set(invocation.answer.requestId, invocation)
  }
  return own
}

type Joined = { readonly chapter: Chapter; readonly stream: string; readonly latency: number }

function join(own: ReadonlyMap<string, Invocation>, journal: Journal): ReadonlyMap<string, Joined> {
  const streams = new Set<string>()
  for (const { report, stream } of journal.reports()) {
    if (own.has(report.requestId)) streams.add(stream)
  }
  const wasLost = (requestId: string): boolean => {
    const answer = own.get(requestId)?.answer
    return answer?.kind === 'answered' && answer.functionError?.environmentLost === true
  }
  const joined = new Map<string, Joined>()
  for (const stream of streams) {
    const isGenuine = (report: Chapter['report']): boolean =>
      journal.report(report.requestId) === report
    for (const chapter of readHistory(journal.lines(stream), isGenuine, wasLost)) {
      const latency = own.get(chapter.report.requestId)?.latency
      if (latency !== undefined) joined.set(chapter.report.requestId, { chapter, stream, latency })
    }
  }
  return joined
}

function makeStart(
  requestId: string,
  { side, step, round, wave, intendedAt, clientDelay, latency, answer }: Invocation,
  { chapter, stream }: Joined,
  trustLatency: boolean,
): Start {
  const functionError = answer.kind === 'answered' ? answer.functionError?.type : undefined
  const told = tellFromLog(chapter, latency, trustLatency)
  const { init, initKind, duration, error } = told
  return {
    requestId,
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
      duration === null || isUnknown(initKind, init) || lacksInitReport(chapter, latency)
        ? null
        : latency - (init ?? 0) - duration,
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
