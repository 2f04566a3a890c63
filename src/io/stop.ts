import { formatTime, type Ms } from '../units.ts'

/** Kept back from the time budget, for undoing changes and for the report. */
const RESERVE: Ms = 10_000

/** What ends a run early, with the reason in words; the first reason counts. */
export type Stop = { readonly signal: AbortSignal; readonly stop: (reason: string) => void }

/** @param timeout of everything; the run stops a little before. */
export function makeStop(timeout: Ms): Stop {
  const controller = new AbortController()
  const stop = (reason: string): void => {
    if (!controller.signal.aborted) controller.abort(reason)
  }
  const reason = `the step's timeout of ${formatTime(timeout)} was reached`
  setTimeout(() => stop(reason), timeout - Math.min(RESERVE, timeout / 10)).unref()
  return { signal: controller.signal, stop }
}
