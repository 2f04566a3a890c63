import type { InitReport, Report, StreamLine } from '../logs/platform-line.ts'
import type { EpochMs, Ms } from '../units.ts'

/** One REPORT line and what its environment went through since the REPORT before it. */
export type Chapter = {
  readonly report: Report
  readonly reportedAt: EpochMs
  /**
   * When the handler was about to run; undefined when that line is missing, or when nothing tells of
   * an init since the REPORT line before.
   */
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
 * @param lines in the order in which Lambda wrote them; every REPORT line is genuine.
 * @param startOf when the handler of a request was about to run.
 * @param wasLost whether the client was told that the environment of this request crashed.
 */
export function readHistory(
  lines: readonly StreamLine[],
  startOf: (requestId: string) => EpochMs | undefined,
  wasLost: (requestId: string) => boolean,
): readonly Chapter[] {
  const crashes = new Map<string, 'timeout' | 'exit'>()
  for (const { line } of lines) {
    if (line.kind === 'crash') crashes.set(line.requestId, line.cause)
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
    } else if (line.kind === 'report') {
      const { requestId } = line
      const ending = endingOf(line, crashes.get(requestId), wasLost(requestId))
      const isFirst = chapters.length === 0
      // In an environment that was ready nothing hides, and such requests are the most by far.
      const mayHide = isFirst || afterCrash || line.init !== undefined || !isEmpty(open)
      const startedAt = mayHide ? startOf(requestId) : undefined
      const told = { report: line, reportedAt: at, startedAt, isFirst, afterCrash, ending }
      chapters.push({ ...told, ...open })
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

function isEmpty({ initStartedAt, restore, attempts }: OpenChapter): boolean {
  return initStartedAt === undefined && restore === undefined && attempts.length === 0
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
