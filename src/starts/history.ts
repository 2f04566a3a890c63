import type { InitReport, Report, StreamLine } from '../logs/platform-line.ts'
import type { EpochMs, Ms } from '../units.ts'

/** One REPORT line and what its environment went through since the REPORT before it. */
export type Chapter = {
  readonly report: Report
  readonly reportedAt: EpochMs
  /** When the handler was about to run; undefined when that line is missing. */
  readonly startedAt: EpochMs | undefined
  readonly initStartedAt: EpochMs | undefined
  readonly initializationType: string | undefined
  /** RESTORE_REPORT, for a REPORT line that does not repeat it. */
  readonly restore: Ms | undefined
  /** No REPORT line of this environment was seen before this one. */
  readonly isFirst: boolean
  /** Attempts to initialise, in order. */
  readonly attempts: readonly (InitReport & { readonly at: EpochMs })[]
  /** The REPORT before this one ended in a crash or timeout, so the environment began anew. */
  readonly afterCrash: boolean
  /** How this one ended, as far as the log tells. */
  readonly ending: 'ok' | 'timeout' | 'crash'
}

/**
 * Cuts the lines of one log stream at their REPORT lines.
 *
 * An INIT_REPORT carries no request id, so order alone ties it to a request.
 *
 * @param lines in the order in which Lambda wrote them.
 * @param isGenuine false for a line that imitates the REPORT of its request.
 * @param wasLost whether the client was told that the environment of this request crashed.
 */
export function readHistory(
  lines: readonly StreamLine[],
  isGenuine: (report: Report) => boolean,
  wasLost: (requestId: string) => boolean,
): readonly Chapter[] {
  const crashes = new Map<string, 'timeout' | 'exit'>()
  const starts = new Map<string, EpochMs>()
  for (const { line, at } of lines) {
    if (line.kind === 'crash') crashes.set(line.requestId, line.cause)
    // The first one: the handler, which runs after it, may print an imitation.
    if (line.kind === 'start' && !starts.has(line.requestId)) starts.set(line.requestId, at)
  }

  const chapters: Chapter[] = []
  let open = emptyChapter()
  let afterCrash = false
  for (const { line, at } of lines) {
    if (line.kind === 'init-start') {
      open.initStartedAt = at
      open.initializationType = line.initializationType
    } else if (line.kind === 'init-report') {
      open.attempts.push({ ...line, at })
      open.initializationType = line.initializationType ?? open.initializationType
    } else if (line.kind === 'restore-report') {
      open.restore = line.duration
    } else if (line.kind === 'report' && isGenuine(line)) {
      const { requestId } = line
      const ending = endingOf(line, crashes.get(requestId), wasLost(requestId))
      const startedAt = starts.get(requestId)
      const isFirst = chapters.length === 0
      const told = { report: line, reportedAt: at, startedAt, isFirst, afterCrash, ending }
      chapters.push({ ...open, ...told })
      open = emptyChapter()
      afterCrash = ending !== 'ok'
    }
  }
  return chapters
}

type OpenChapter = {
  initStartedAt: EpochMs | undefined
  initializationType: string | undefined
  restore: Ms | undefined
  attempts: (InitReport & { readonly at: EpochMs })[]
}

function emptyChapter(): OpenChapter {
  return {
    initStartedAt: undefined,
    initializationType: undefined,
    restore: undefined,
    attempts: [],
  }
}

/** "failure" is the handler's own exception: the environment lives on. */
function endingOf(
  { status }: Report,
  crash: 'timeout' | 'exit' | undefined,
  wasLost: boolean,
): Chapter['ending'] {
  if (status === 'timeout' || crash === 'timeout') return 'timeout'
  return status === 'error' || crash === 'exit' || wasLost ? 'crash' : 'ok'
}
