import type { InitReport, Report } from '../logs/platform-line.ts'
import type { Ms } from '../units.ts'
import type { Chapter } from './history.ts'
import type { InitKind } from './start.ts'

/** What the caller of one request waited for besides the handler. */
export type Wait = {
  readonly kind: InitKind
  /** Null when nothing was waited for, or when its length is unknown. */
  readonly init: Ms | null
  /** The re-run did not finish: `init` is "at least". */
  readonly initCut: boolean
  /** Handler time; null when it cannot be told from the re-run init in the same figure. */
  readonly duration: Ms | null
}

/** A longer gap between init and request means that nobody waited (Datadog's extension: 10 s). */
const PROACTIVE_GAP: Ms = 10_000
/** A shorter one is only the platform's way from the end of init to the handler. */
const SMALL_GAP: Ms = 100
/** Event times are whole milliseconds, durations are not. */
const CLOCK_NOISE: Ms = 10

/**
 * Tells how long the caller waited for an initialisation.
 *
 * - `Restore Duration`: SnapStart.
 * - A failed or timed-out attempt: Lambda initialises again inside the invocation (a suppressed
 *   init). REPORT then shows no `Init Duration`, and its `Duration` contains the re-run.
 * - `Init Duration`, or a successful INIT_REPORT: an ordinary init, unless nobody waited for it.
 *
 * @param latency of the request, as the client saw it.
 * @param trustLatency whether latencies of this run contain the inits that the log shows.
 */
export function waitOf(chapter: Chapter, latency: Ms, trustLatency: boolean): Wait {
  const { report, attempts, initStartedAt, startedAt, afterCrash } = chapter
  const { duration } = report
  const restore = report.restore ?? chapter.restore
  if (restore !== undefined) return waited('restore', restore, duration)
  if (report.init === undefined && attempts.some((one) => hasFailed(one) || isInside(one))) {
    return suppressedWait(chapter, latency, trustLatency)
  }
  const reported = report.init ?? attempts.at(-1)?.duration
  if (reported === undefined && afterCrash) return suppressedWait(chapter, latency, trustLatency)
  if (lacksInitReport(chapter, latency)) {
    const rerun = rerunOf(chapter) ?? 0
    return waited('suppressed', rerun, duration - rerun, true)
  }
  const init = reported ?? positive(gap(initStartedAt, startedAt))
  if (init === undefined || isAhead(chapter, init, latency, trustLatency)) {
    return waited('none', null, duration)
  }
  return waited('init', init, duration)
}

/**
 * Whether a re-run init hides in REPORT's `Duration` without the line about the attempt that failed
 * before it: that line is late, or lost. The client must have waited as long, for the clocks of an
 * emulator prove nothing.
 */
export function lacksInitReport(chapter: Chapter, latency: Ms): boolean {
  const { report, attempts, isFirst, initStartedAt, startedAt, reportedAt } = chapter
  if (report.init !== undefined || report.restore !== undefined || attempts.length > 0) return false
  if (!isFirst && initStartedAt === undefined) return false
  const handler = gap(startedAt, reportedAt) ?? 0
  return handler > 0 && latency >= report.duration && report.duration - handler > SMALL_GAP
}

/** Whether only the time of its START line, which is late or lost, would show a hidden init. */
export function lacksStart({ report, isFirst, afterCrash, startedAt, restore }: Chapter): boolean {
  const mayHide = isFirst || afterCrash
  const isTold = report.init !== undefined || (report.restore ?? restore) !== undefined
  return mayHide && !isTold && startedAt === undefined
}

function waited(kind: InitKind, init: Ms | null, duration: Ms | null, initCut = false): Wait {
  return { kind, init, initCut, duration }
}

function suppressedWait(chapter: Chapter, latency: Ms, trustLatency: boolean): Wait {
  const { report, attempts } = chapter
  const rerun = rerunOf(chapter)
  if (rerun === undefined) return waited('suppressed', null, null)
  // After a crash Lambda may have initialised eagerly between the requests: no re-run, no wait.
  if (attempts.length === 0 && rerun < CLOCK_NOISE) return waited('none', null, report.duration)
  const before = attemptsWaitedFor(chapter, latency, trustLatency)
  const initCut = attempts.some((one) => isInside(one) && hasFailed(one))
  return waited('suppressed', before + rerun, Math.max(0, report.duration - rerun), initCut)
}

/** Init inside the invocation: Lambda tells it, or it is what precedes START in REPORT's figure. */
function rerunOf({ report, attempts, startedAt, reportedAt }: Chapter): Ms | undefined {
  const inside = attempts.filter(isInside)
  if (inside.length > 0) return inside.reduce((total, { duration }) => total + duration, 0)
  const handler = gap(startedAt, reportedAt)
  return handler === undefined ? undefined : Math.max(0, report.duration - handler)
}

/** Failed attempts from the last one back: each was waited for when what followed came at once. */
function attemptsWaitedFor(
  { report, attempts, reportedAt }: Chapter,
  latency: Ms,
  trustLatency: boolean,
): Ms {
  let total = 0
  let next = reportedAt - report.duration
  const failed = attempts.filter((one) => !isInside(one) && hasFailed(one))
  for (const { at, duration } of failed.toReversed()) {
    const slack = latency - report.duration - total
    if (nobodyWaited(duration, next - at, slack, trustLatency)) break
    total += duration
    next = at - duration
  }
  return total
}

/**
 * Whether the environment was ready before the request came: provisioned concurrency, or an
 * environment that Lambda made ahead of demand. Their first REPORT shows `Init Duration` too.
 */
function isAhead(chapter: Chapter, init: Ms, latency: Ms, trustLatency: boolean): boolean {
  const { report, initializationType, initStartedAt, startedAt, attempts } = chapter
  if (initializationType === 'provisioned-concurrency') return true
  const initEndedAt =
    attempts.at(-1)?.at ??
    (initStartedAt === undefined || report.init === undefined
      ? undefined
      : initStartedAt + report.init)
  if (init > PROACTIVE_GAP && report.init === undefined) return true
  const slack = latency - report.duration
  return nobodyWaited(init, gap(initEndedAt, startedAt), slack, trustLatency)
}

/**
 * @param idle from the end of the init to what came next, where the log tells.
 * @param slack what is left of the latency for the init to be in.
 */
function nobodyWaited(init: Ms, idle: Ms | undefined, slack: Ms, trustLatency: boolean): boolean {
  if (idle !== undefined && idle > PROACTIVE_GAP) return true
  return slack < init / 2 && (idle === undefined ? trustLatency : idle > SMALL_GAP)
}

/**
 * Whether most starts with an `Init Duration` took the client at least that long. Where the two
 * clocks do not measure the same thing (an emulator), an early answer proves nothing.
 */
export function latencyContainsInit(
  starts: Iterable<{ readonly report: Report; readonly latency: Ms }>,
): boolean {
  let possible = 0
  let all = 0
  for (const { report, latency } of starts) {
    const { init, duration } = report
    if (init === undefined) continue
    all += 1
    if (latency >= init + duration) possible += 1
  }
  return possible * 2 > all
}

function hasFailed({ status }: InitReport): boolean {
  return status !== undefined && status !== 'success'
}

function isInside({ phase }: InitReport): boolean {
  return phase === 'invoke'
}

/** Clocks may run backwards between two lines; a time that is no time is unknown. */
function positive(time: Ms | undefined): Ms | undefined {
  return time !== undefined && time >= 0 ? time : undefined
}

function gap(from: number | undefined, to: number | undefined): Ms | undefined {
  return from === undefined || to === undefined ? undefined : to - from
}
