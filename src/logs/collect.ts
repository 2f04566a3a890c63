import type { EpochMs, Ms } from '../units.ts'
import type { Journal, LogEvent } from './journal.ts'

/** What collecting logs does to the outside. */
export type LogWorld = {
  readonly now: () => EpochMs
  readonly sleepUntil: (at: EpochMs, signal: AbortSignal) => Promise<void>
  /**
   * Reads all events since a time, page by page; an empty page is not the end. A log group that
   * does not exist yet has none.
   *
   * @returns false when something passing (throttling, network) ended the pass before its end.
   * @throws {MeasurementError} when it can never work, such as without permission.
   */
  readonly readLogs: (
    from: EpochMs,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
}

/** Requests whose REPORT lines are waited for; grows while the load runs. */
export type Expected = {
  /** Send time by request id, of answered requests without a REPORT line so far. */
  readonly unmatched: Map<string, EpochMs>
  /** Billed Duration of the matched ones, for the running cost. */
  billed: Ms
  readonly loadStartedAt: EpochMs
  /** Set once the last answer is in. */
  loadEndedAt: EpochMs | undefined
}

/** Environments made ahead of the load (provisioned, proactive) logged their init before it. */
const HISTORY: Ms = 5 * 60_000
/** While the load runs only the recent past is read again, with room for lag and clock skew. */
const MARGIN: Ms = 60_000
const POLL_DURING_LOAD: Ms = 2_000
const POLL_AFTER_LOAD: Ms = 500
/** Foreign traffic never falls quiet. */
const MOST_CONFIRMATIONS = 5

/**
 * Reads the logs beside the load, until every expected request is matched.
 *
 * Events may arrive late, repeatedly and out of order, and an INIT_REPORT carries no request id, so
 * nothing shows that one is still on its way. Once everything is matched, the whole window is
 * therefore read again until a pass brings nothing new.
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
  let isFirst = true
  let confirmations = 0
  while (!stop.aborted) {
    const loadEnded = expected.loadEndedAt !== undefined
    const isConfirming = loadEnded && expected.unmatched.size === 0
    const linesBefore = journal.lineCount()
    const whole = isFirst || loadEnded
    const from = whole ? expected.loadStartedAt - HISTORY : oldest(expected, world.now()) - MARGIN
    isFirst = false
    const onPage = (events: readonly LogEvent[]): void => {
      journal.add(events)
      markMatched(expected, journal)
    }
    const isWhole = await world.readLogs(from, onPage, stop)
    if (isConfirming && isWhole) confirmations += 1
    const isQuiet = isWhole && journal.lineCount() === linesBefore
    if (confirmations > 0 && (isQuiet || confirmations === MOST_CONFIRMATIONS)) return
    if (isTooLate(expected, logTimeout, world.now())) return
    if (loadEnded) await world.sleepUntil(world.now() + POLL_AFTER_LOAD, stop)
    else await sleepWhileLoading(world, expected, stop)
  }
}

/** Sleeps until the next poll is due, or until the load has ended. */
async function sleepWhileLoading(
  world: LogWorld,
  expected: Expected,
  stop: AbortSignal,
): Promise<void> {
  const until = world.now() + POLL_DURING_LOAD
  while (world.now() < until && expected.loadEndedAt === undefined && !stop.aborted) {
    await world.sleepUntil(Math.min(until, world.now() + POLL_AFTER_LOAD), stop)
  }
}

function markMatched(expected: Expected, journal: Journal): void {
  for (const requestId of expected.unmatched.keys()) {
    const report = journal.report(requestId)
    if (report === undefined) continue
    expected.unmatched.delete(requestId)
    expected.billed += report.billed ?? 0
  }
}

function oldest({ unmatched, loadStartedAt }: Expected, now: EpochMs): EpochMs {
  let time = now
  for (const sentAt of unmatched.values()) time = Math.min(time, sentAt)
  return Math.max(time, loadStartedAt - HISTORY)
}

function isTooLate({ loadEndedAt }: Expected, logTimeout: Ms, now: EpochMs): boolean {
  return loadEndedAt !== undefined && now > loadEndedAt + logTimeout
}
