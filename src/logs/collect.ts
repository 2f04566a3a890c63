import type { EpochMs, Ms } from '../units.ts'
import { type Awaited, isAwaited } from './awaited.ts'
import { type Bearings, type LogWindow, makeBearings, type Sent } from './bearings.ts'
import type { Journal, LogEvent } from './journal.ts'
import type { Report } from './platform-line.ts'

/** What collecting logs does to the outside. */
export type LogWorld = {
  readonly now: () => EpochMs
  readonly sleepUntil: (at: EpochMs, signal: AbortSignal) => Promise<void>
  /**
   * Reads all events of a window, page by page; an empty page is not the end. A log group that does
   * not exist yet has none.
   *
   * @returns false when something passing (throttling, network) or the signal ended the pass
   * before its end.
   * @throws {MeasurementError} when it can never work, such as without permission.
   */
  readonly readLogs: (
    window: LogWindow,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
}

/** Requests whose REPORT lines are waited for; grows while the load runs. */
export type Expected = {
  /** By request id, or by that of their trace where none is told, those without a REPORT line so far. */
  readonly unmatched: Map<string, Awaited>
  readonly onMatched: (sent: Awaited, report: Report) => void
  readonly loadStartedAt: EpochMs
  /** The load waits for its lines before it goes on. */
  isAwaited: boolean
  /** As in `Waiting`; set as soon as a line shows it. */
  tracesArrive?: boolean | undefined
  /** Set once the last answer is in. */
  loadEndedAt: EpochMs | undefined
  /**
   * Matched requests whose log lines do not explain their time yet: a START or INIT_REPORT may still
   * be on its way.
   */
  readonly puzzles: () => readonly Sent[]
}

/** Environments made ahead of the load (provisioned, proactive) logged their init before it. */
const HISTORY: Ms = 5 * 60_000
/** A signature is made for AWS's clock, so ours may be wrong by more than those that AWS refuses. */
const CLOCKS_APART: Ms = 60 * 60_000
/** Most lines can be read within seconds; what comes later than this is looked for by its request. */
const LATE: Ms = 20_000
/** Every so many passes beside the load look for what came later. */
const PASSES_TO_SEARCH = 3
/** A line may be stamped otherwise than all others, so every so many passes after the load read more. */
const PASSES_TO_WIDE = 3
const POLL_DURING_LOAD: Ms = 2_000
const POLL_AFTER_LOAD: Ms = 500
/** Between the line that was missing last and the look whether others followed. */
const QUIET: Ms = 300
/** Foreign traffic never falls quiet, and a throttled pass may go on for long. */
const LONGEST_CONFIRMATION: Ms = 10_000
/** After the load; most lines arrive within seconds, and some are never written. */
const LONGEST_PUZZLE: Ms = 30_000

/** What every part of collecting needs. */
type Collecting = {
  readonly world: LogWorld
  readonly expected: Expected
  readonly journal: Journal
  readonly bearings: Bearings
  /** Whether the log timeout is over. */
  readonly isTooLate: () => boolean
  readonly stop: AbortSignal
}

/**
 * Reads the logs beside the load, until every expected request is matched.
 *
 * A busy log group holds more than the few calls a second that AWS allows could read again and
 * again. Each moment is therefore read until it is old enough for nearly all of its lines to be
 * there; for the rest, the times of requests that miss a line.
 *
 * Events may arrive late, repeatedly and out of order, and an INIT_REPORT carries no request id, so
 * nothing shows that one is still on its way. Once everything is matched, what is not that old is
 * read again until a pass brings nothing new, within limits.
 *
 * @returns when all are matched, at `logTimeout` after the load, or when `stop` aborts.
 */
export async function collect(
  world: LogWorld,
  expected: Expected,
  journal: Journal,
  logTimeout: Ms,
  stop: AbortSignal,
): Promise<void> {
  const isTooLate = (): boolean =>
    expected.loadEndedAt !== undefined && world.now() > lastEnd(expected, world.now()) + logTimeout
  const bearings = makeBearings()
  const collecting = { world, expected, journal, bearings, isTooLate, stop }
  const settledAt = await followLoad(collecting)
  await search(collecting)
  if (pendingOf(collecting).length === 0) await confirm(collecting, settledAt)
}

/**
 * Reads the whole window once, then the recent past, until the load has ended.
 *
 * @returns the time up to which everything was read when it was old enough.
 */
async function followLoad(collecting: Collecting): Promise<EpochMs> {
  const { world, expected, bearings, stop } = collecting
  // After the load there is something better to read.
  const isOpen = (): boolean => expected.loadEndedAt === undefined
  let settledAt = expected.loadStartedAt - HISTORY
  for (let pass = 0; isOpen() && !stop.aborted; pass += 1) {
    const begunAt = world.now()
    if (expected.isAwaited || pass % PASSES_TO_SEARCH === PASSES_TO_SEARCH - 1) {
      const late = endedBefore(expected, settledAt)
      await readPass(collecting, bearings.windowsOf(late), isOpen)
    }
    const recent = windowSince(collecting, settledAt)
    const isWhole = await readPass(collecting, [recent], isOpen)
    if (isWhole) settledAt = Math.max(settledAt, begunAt - LATE)
    const due = world.now() + POLL_DURING_LOAD
    const mayRest = (): boolean => world.now() < due && isOpen() && !expected.isAwaited
    await sleepWhile(world, mayRest, stop)
    if (expected.isAwaited) await world.sleepUntil(world.now() + POLL_AFTER_LOAD, stop)
  }
  return settledAt
}

/** Reads the times of the unmatched requests, until all are matched that must be. */
async function search(collecting: Collecting): Promise<void> {
  const { world, expected, bearings, isTooLate, stop } = collecting
  const isOpen = (): boolean => pendingOf(collecting).length > 0 && !isTooLate()
  let wides = 0
  for (let pass = 1; isOpen() && !stop.aborted; pass += 1) {
    const missing = pendingOf(collecting)
    const isOverdue = endedBefore(expected, world.now() - LATE).length > 0
    const isWide = pass % PASSES_TO_WIDE === 0 && (isOverdue || bearings.isLost())
    if (isWide) wides += 1
    const isWhole = wides % PASSES_TO_WIDE === 0
    const wide = isWhole
      ? wholeWindow(collecting)
      : within(collecting, bearings.wideWindowOf(missing))
    const windows = isWide ? [wide] : bearings.windowsOf(missing)
    await readPass(collecting, windows, isOpen)
    await world.sleepUntil(world.now() + (isOpen() ? POLL_AFTER_LOAD : QUIET), stop)
  }
}

/** Reads until it is quiet: lines without a request id may still have come. */
async function confirm(collecting: Collecting, settledAt: EpochMs): Promise<void> {
  const { world, expected, journal, bearings, isTooLate, stop } = collecting
  const begunAt = world.now()
  const puzzleEndsAt = (expected.loadEndedAt ?? begunAt) + LONGEST_PUZZLE
  const isPuzzling = (): boolean => world.now() < puzzleEndsAt && expected.puzzles().length > 0
  const isOpen = (): boolean =>
    !isTooLate() && (world.now() < begunAt + LONGEST_CONFIRMATION || isPuzzling())
  for (let pass = 1; isOpen() && !stop.aborted; pass += 1) {
    const linesBefore = journal.lineCount()
    const isWide = pass % PASSES_TO_WIDE === 0
    // Where a busy group is long to read, what explains a time is found by its request.
    const unexplained = isWide ? [wholeWindow(collecting)] : bearings.windowsOf(expected.puzzles())
    const windows = isPuzzling() ? unexplained : [windowSince(collecting, settledAt)]
    const isWhole = await readPass(collecting, windows, isOpen)
    if (isWhole && journal.lineCount() === linesBefore && !isPuzzling()) return
    await world.sleepUntil(world.now() + POLL_AFTER_LOAD, stop)
  }
}

/**
 * Reads one pass into the journal. Throttling and many pages can make it long, so it is cut as soon
 * as nothing is gained by its rest.
 *
 * @returns whether it was read to its end.
 */
async function readPass(
  { world, expected, journal, bearings, stop }: Collecting,
  windows: readonly LogWindow[],
  isOpen: () => boolean,
): Promise<boolean> {
  const over = new AbortController()
  const signal = AbortSignal.any([stop, over.signal])
  const cut = (): void => over.abort()
  // If asking fails, the caller asks again, and fails where it is handled.
  void sleepWhile(world, isOpen, signal).then(cut, cut)
  const onPage = (events: readonly LogEvent[]): void => {
    journal.add(events)
    markMatched(expected, journal, bearings)
    if (!isOpen()) cut()
  }
  try {
    let isWhole = true
    for (const window of windows) {
      isWhole = (await world.readLogs(window, onPage, signal)) && isWhole
    }
    return isWhole
  } finally {
    cut()
  }
}

/** Sleeps as long as something holds, which may change at any time. */
async function sleepWhile(
  world: LogWorld,
  holds: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && holds()) {
    await world.sleepUntil(world.now() + POLL_AFTER_LOAD, signal)
  }
}

function markMatched(expected: Expected, journal: Journal, bearings: Bearings): void {
  for (const [id, sent] of expected.unmatched) {
    const { traceId, endsBy } = sent
    const entry = journal.entry(id)
    if (entry === undefined) continue
    if (traceId !== undefined) expected.tracesArrive = entry.report.traceId === traceId
    expected.unmatched.delete(id)
    // How long after its answer a function ended that was cut off says nothing of the clocks.
    if (endsBy === undefined) bearings.note(sent, entry)
    expected.onMatched(sent, entry.report)
  }
}

function pendingOf({ world, expected }: Collecting): readonly Awaited[] {
  const now = world.now()
  return [...expected.unmatched.values()].filter((sent) => isAwaited(sent, expected, now))
}

/** Of the load, or of a function that went on after a gateway had given up. */
function lastEnd(expected: Expected, now: EpochMs): EpochMs {
  let last = expected.loadEndedAt ?? 0
  for (const sent of expected.unmatched.values()) {
    if (isAwaited(sent, expected, now)) last = Math.max(last, sent.endsBy ?? 0)
  }
  return last
}

function endedBefore({ unmatched }: Expected, at: EpochMs): readonly Sent[] {
  return [...unmatched.values()].filter(({ intendedAt, latency }) => intendedAt + latency < at)
}

/** As long as no line has shown the logs' clock, lines may bear a time of long ago. */
function wholeWindow(collecting: Collecting): LogWindow {
  const { expected, bearings } = collecting
  return bearings.isLost()
    ? { from: expected.loadStartedAt - CLOCKS_APART }
    : within(collecting, { from: Number.NEGATIVE_INFINITY })
}

function windowSince(collecting: Collecting, at: EpochMs): LogWindow {
  const { bearings, journal } = collecting
  return within(collecting, bearings.windowSince(at, journal.lineCount()))
}

/** What is long before the load is of no interest. */
function within({ expected, bearings }: Collecting, window: LogWindow): LogWindow {
  const { loadStartedAt } = expected
  const oldest = Math.min(loadStartedAt - HISTORY, bearings.windowSince(loadStartedAt, 0).from)
  return { ...window, from: Math.max(window.from, oldest) }
}
