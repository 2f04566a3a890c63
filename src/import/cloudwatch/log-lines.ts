import type { StoredRun } from '../../join/stored-run.ts'
import { type Journal, makeJournal } from '../../logs/journal.ts'
import { parseTextLine } from '../../logs/text-line.ts'
import { tellFromLog } from '../../starts/classify.ts'
import { type Chapter, readHistory } from '../../starts/history.ts'
import { bySending, type Start } from '../../starts/start.ts'
import type { EpochMs } from '../../units.ts'
import { quote } from '../cells.ts'

/** One event of a log group, as an export has it. */
export type LogLine = {
  /** Where it stands, to name it: "line 12". */
  readonly place: string
  /** Undefined when the export has no times of events, or has them in whole seconds only. */
  readonly at: EpochMs | undefined
  /** Undefined when the export has no stream names; '' for the one stream that it is of. */
  readonly stream: string | undefined
  /** The event's own id; undefined when the export has none. */
  readonly id?: string | undefined
  readonly message: string
}

/** What the client waited is unknown, so it rules nothing out. */
const UNSEEN = Number.POSITIVE_INFINITY

/**
 * The starts of a function's log alone: init, duration, billed time and memory are known, the
 * latency is not.
 *
 * With stream names and times the history of each environment is read, as after a load. Without,
 * every REPORT line stands for itself.
 *
 * @returns why there is none, naming the line.
 */
export function runOfLogLines(
  source: string,
  label: string,
  lines: readonly LogLine[],
): StoredRun | string {
  const journal = makeJournal()
  let untold = 0
  for (const [i, { place, at, stream, id, message: whole }] of lines.entries()) {
    const message = whole.trimStart()
    const before = journal.unreadable().length
    const isPlaced = at !== undefined && stream !== undefined
    const own = isPlaced ? stream : aloneAs(message)
    if (own === undefined) {
      untold += Number(/^(?:INIT_|RESTORE_REPORT)|"platform\.(?:init|restore)/.test(message))
      continue
    }
    const event = { id: id ?? `${i}`, group: '', ingestedAt: 0, message }
    journal.add([{ ...event, stream: own, timestamp: at ?? 0 }])
    if (journal.unreadable().length > before) {
      return `is corrupt: ${place} is ${quote(message)}, which begins like a line of Lambda's platform and cannot be read`
    }
  }
  const starts = startsOf(journal)
  if (starts.length === 0) {
    return 'has no REPORT line of a function; export them, aws logs tail /aws/lambda/NAME --since 1h --format detailed'
  }
  return runOfStarts(source, label, starts, describeGaps(journal, untold))
}

const ALONE = /^(?:REPORT RequestId: (\S+)|\{)/

/** A stream of its own for an event whose stream is unknown; undefined when it needs a stream. */
function aloneAs(message: string): string | undefined {
  const found = ALONE.exec(message)
  if (found !== null) {
    const id =
      found[1] ?? /"requestId"\s*:\s*"([^"]*)"/.exec(after(message, '"platform.report"'))?.[1]
    return id === undefined ? undefined : `${ALONE_MARK}${id}`
  }
  const line = parseTextLine(message)
  if (line?.kind === 'crash') return `${ALONE_MARK}${line.requestId}`
  return line?.kind === 'unreadable' ? `${ALONE_MARK}unreadable` : undefined
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at < 0 ? '' : text.slice(at + mark.length)
}

/** No name of a log stream begins so. */
const ALONE_MARK = '*'

function startsOf(journal: Journal): readonly Start[] {
  const starts: Start[] = []
  for (const stream of journal.streams()) {
    const startedAt = (requestId: string): EpochMs | undefined =>
      journal.startedAt(requestId, stream)
    const chapters = readHistory(journal.lines(stream), startedAt, () => false)
    for (const chapter of chapters) starts.push(startOf(chapter, stream))
  }
  return starts.toSorted(bySending)
}

function startOf(chapter: Chapter, stream: string): Start {
  const { report, reportedAt } = chapter
  const isAlone = stream === '' || stream.startsWith(ALONE_MARK)
  return {
    requestId: report.requestId,
    side: 'candidate',
    step: 0,
    round: null,
    wave: 'fresh',
    ...tellFromLog(chapter, UNSEEN, false),
    environment: isAlone ? null : stream,
    // The earliest time that the log tells of this request.
    sentAt: reportedAt === 0 ? null : reportedAt - report.duration - (report.init ?? 0),
    clientDelay: null,
    latency: null,
    overhead: null,
  }
}

/** @param notes besides the one that says where it is from. */
export function runOfStarts(
  source: string,
  label: string,
  starts: readonly Start[],
  notes: readonly string[],
): StoredRun {
  const n = starts.length
  return {
    source,
    label,
    facts: undefined,
    planText: '',
    starts,
    counts: {
      sent: n,
      answered: n,
      failed: 0,
      throttled: 0,
      dropped: 0,
      matched: n,
      missing: 0,
      foreign: 0,
      functionErrors: starts.filter(({ error }) => error !== null).length,
      gaveUp: 0,
      unreadable: 0,
    },
    missing: [],
    gaveUp: [],
    baseline: undefined,
    stopRules: [],
    notes: [
      `Imported from the function’s log: its latency is unknown, for no client measured; requests that never reached the function are in no log.`,
      ...notes,
    ],
    failure: undefined,
    form: 'a log of the function',
    imported: {
      unanswered: {
        rules: ['errors.rate', 'errors.count', 'throttles.count', 'missing.count'],
        reason: 'requests that never reached the function are in no log',
      },
      toolFigures: null,
    },
  }
}

function describeGaps(journal: Journal, untold: number): readonly string[] {
  if (untold > 0) {
    return [
      `The export has no stream names with times, so the lines about inits (${untold}) belong to no request: a start whose init failed or ran into its time limit counts as warm; aws logs tail --format detailed has them.`,
    ]
  }
  const reports = [...journal.reports()]
  const isWhole = journal.lineCount() > reports.length
  if (isWhole && !reports.some(({ stream }) => stream.startsWith(ALONE_MARK))) return []
  return [
    `The export has REPORT lines alone, so a start whose init failed or ran into its time limit counts as warm; aws logs tail --format detailed has the other lines.`,
  ]
}
