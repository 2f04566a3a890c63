import { formatTime, type Ms } from '../units.ts'

/** Kept back from the time budget, for undoing changes and for the report. */
const RESERVE: Ms = 10_000
/** The runner sends SIGINT, SIGTERM after 7.5 s, and kills 2.5 s later. */
const AFTER_SIGNAL: Ms = 6_500

/** What ends a run early, with the reason in words; the first reason counts. */
export type Stop = {
  /** Nothing more is sent, and nothing in flight is waited for. */
  readonly signal: AbortSignal
  /** For a signal of the runner. Further ones change nothing. */
  readonly stop: (reason: string) => void
  /** Undoing is not waited for any longer: the post step does the rest. */
  readonly undoUntil: AbortSignal
  /** GitHub is not waited for any longer. */
  readonly tellUntil: AbortSignal
  /** Whatever hangs, the process is to end. */
  readonly end: AbortSignal
}

/** @param timeout of everything; the run stops a little before. */
export function makeStop(timeout: Ms): Stop {
  const [stopping, undoing, telling, ending] = Array.from(
    { length: 4 },
    () => new AbortController(),
  ) as [AbortController, AbortController, AbortController, AbortController]
  const halt = (reason: string, left: Ms): void => {
    if (!stopping.signal.aborted) stopping.abort(reason)
    // Aborting is once and for all, so of a timeout and a signal the earlier one counts.
    setTimeout(() => undoing.abort(), 0.4 * left).unref()
    setTimeout(() => telling.abort(), 0.85 * left).unref()
    setTimeout(() => ending.abort(), left).unref()
  }
  const reserve = Math.min(RESERVE, Math.max(timeout / 10, Math.min(timeout / 2, 3_000)))
  const reason = `the step's timeout of ${formatTime(timeout)} was reached`
  setTimeout(() => halt(reason, reserve), timeout - reserve).unref()
  return {
    signal: stopping.signal,
    stop: (why) => halt(why, AFTER_SIGNAL),
    undoUntil: undoing.signal,
    tellUntil: telling.signal,
    end: ending.signal,
  }
}

const GRACE: Ms = 250

/**
 * What is not done soon after the signal has aborted is left alone, whatever it hangs on: what hears
 * the signal itself may end well.
 *
 * @param problem what the promise then rejects with.
 */
export function endBy<T>(until: AbortSignal, problem: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      setTimeout(() => reject(new Error(problem)), GRACE)
    }
    if (until.aborted) giveUp()
    until.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => until.removeEventListener('abort', giveUp))
  })
}
