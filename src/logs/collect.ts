import type { Invocation } from '../load/invocation.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Journal, LogEvent } from './journal.ts'
import type { Report } from './platform-line.ts'

/** What collecting logs does to the outside. */
export type LogWorld = {
  readonly now: () => EpochMs
  readonly sleepUntil: (at: EpochMs, signal: AbortSignal) => Promise<void>
  /**
   * Reads all events since a time, page by page; an empty page is not the end. A log group that
   * does not exist yet has none.
   *
   * @returns false when something passing (throttling, network) or the signal ended the pass
   * before its end.
   * @throws {MeasurementError} when it can never work, such as without permission.
   */
  readonly readLogs: (
    from: EpochMs,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
}

/** Of a request, what matching it needs to know. */
export type Sent = Pick<Invocation, 'side' | 'intendedAt'>

/** Requests whose REPORT lines are waited for; grows while the load runs. */
export type Expected = {
  /** By request id, the answered requests without a REPORT line so far. */
  readonly unmatched: Map<string, Sent>
  readonly onMatched: (sent: Sent, report: Report) => void
  readonly loadStartedAt: EpochMs
  /** The load waits for its lines before it goes on. */
  isAwaited: boolean
  /** Set once the last answer is in. */
  loadEndedAt: EpochMs | undefined
  /**
   * How many matched requests there are whose log lines do not explain their time yet: an
   * INIT_REPORT may still be on its way.
   */
  readonly puzzles: () => number
}

/** Environments made ahead of the load (provisioned, proactive) logged their init before it. */
const HISTORY: Ms = 5 * 60_000
/** Otherwise reading begins this long before the oldest missing request: lag and clock skew. */
const MARGIN: Ms = 60_000
/** A clock may be further off, so every so many passes after the load read the whole window. */
const PASSES_TO_WHOLE = 3
const POLL_DURING_LOAD: Ms = 2_000
const POLL_AFTER_LOAD: Ms = 500
/** Foreign traffic never falls quiet, and a throttled pass may go on for long. */
const LONGEST_CONFIRMATION: Ms = 10_000
/** After the load; most lines arrive within seconds, and some are never written. */
const LONGEST_PUZZLE: Ms = 30_000

/** What every part of collecting needs. */
type Collecting = {
  readonly world: LogWorld
  readonly expected: Expected
  readonly journal: Journal
  /** Whether the log timeout is over. */
  readonly isTooLate: () => boolean
  readonly stop: AbortSignal
}

/**
 * Reads the logs beside the load, until every expected request is matched.
 *
 * Events may arrive late, repeatedly and out of order, and an INIT_REPORT carries no request id, so
 * nothing shows that one is still on its way. Once everything is matched, the whole window is
 * therefore read again until a pass brings nothing new, within limits.
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
    expected.loadEndedAt !== undefined && world.now() > expected.loadEndedAt + logTimeout
  const collecting = { world, expected, journal, isTooLate, stop }
  await followLoad(collecting)
  await search(collecting)
  if (expected.unmatched.size === 0) await confirm(collecting)
}

/** Reads the whole window once, then the recent past, until the load has ended. */
async function followLoad(collecting: Collecting): Promise<void> {
  const { world, expected, isTooLate, stop } = collecting
  let from = windowStart(expected)
  while (expected.loadEndedAt === undefined && !stop.aborted) {
    await readPass(collecting, from, () => !isTooLate())
    const due = world.now() + POLL_DURING_LOAD
    const mayRest = (): boolean =>
      world.now() < due && expected.loadEndedAt === undefined && !expected.isAwaited
    await sleepWhile(world, mayRest, stop)
    if (expected.isAwaited) await world.sleepUntil(world.now() + POLL_AFTER_LOAD, stop)
    from = recentStart(expected, world.now())
  }
}

/** Reads from the oldest unmatched request on, until all are matched. */
async function search(collecting: Collecting): Promise<void> {
  const { world, expected, isTooLate, stop } = collecting
  const isOpen = (): boolean => expected.unmatched.size > 0 && !isTooLate()
  for (let pass = 1; isOpen() && !stop.aborted; pass += 1) {
    const isWhole = pass % PASSES_TO_WHOLE === 0
    const from = isWhole ? windowStart(expected) : recentStart(expected, world.now())
    await readPass(collecting, from, isOpen)
    await world.sleepUntil(world.now() + POLL_AFTER_LOAD, stop)
  }
}

/** Reads the whole window until it is quiet: lines without a request id may still have come. */
async function confirm(collecting: Collecting): Promise<void> {
  const { world, expected, journal, isTooLate, stop } = collecting
  const begunAt = world.now()
  const puzzleEndsAt = (expected.loadEndedAt ?? begunAt) + LONGEST_PUZZLE
  const isPuzzling = (): boolean => world.now() < puzzleEndsAt && expected.puzzles() > 0
  const isOpen = (): boolean =>
    !isTooLate() && (world.now() < begunAt + LONGEST_CONFIRMATION || isPuzzling())
  while (isOpen() && !stop.aborted) {
    const linesBefore = journal.lineCount()
    const isWhole = await readPass(collecting, windowStart(expected), isOpen)
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
  { world, expected, journal, stop }: Collecting,
  from: EpochMs,
  isOpen: () => boolean,
): Promise<boolean> {
  const over = new AbortController()
  const signal = AbortSignal.any([stop, over.signal])
  const cut = (): void => over.abort()
  // If asking fails, the caller asks again, and fails where it is handled.
  void sleepWhile(world, isOpen, signal).then(cut, cut)
  const onPage = (events: readonly LogEvent[]): void => {
    journal.add(events)
    markMatched(expected, journal)
    if (!isOpen()) cut()
  }
  try {
    return await world.readLogs(from, onPage, signal)
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

function markMatched(expected: Expected, journal: Journal): void {
  for (const [requestId, sent] of expected.unmatched) {
    const report = journal.report(requestId)
    if (report === undefined) continue
    expected.unmatched.delete(requestId)
    expected.onMatched(sent, report)
  }
}

function windowStart({ loadStartedAt }: Expected): EpochMs {
  return loadStartedAt - HISTORY
}

function recentStart(expected: Expected, now: EpochMs): EpochMs {
  let oldest = now
  for (const { intendedAt } of expected.unmatched.values()) oldest = Math.min(oldest, intendedAt)
  return Math.max(oldest - MARGIN, windowStart(expected))
}
