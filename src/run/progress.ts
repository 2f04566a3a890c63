import type { LoadPlan } from '../config/load-plan.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Recording } from './recording.ts'

/** Where the load stands, and how far the log has followed. */
export type Progress = {
  readonly step: { readonly number: number; readonly of: number; readonly text: string }
  /** From 1; null outside of `rounds`. */
  readonly round: number | null
  /** To both sides. */
  readonly sent: number
  /** To both sides, should all rounds run; an estimate for `users`. */
  readonly planned: number
  readonly inFlight: number
  /** Of those whose lines have come. */
  readonly cold: number
  readonly answered: number
  readonly matched: number
  /** Since the load began. */
  readonly elapsed: Ms
}

export function progressOf(
  plan: LoadPlan,
  { state, journal, invocations, loadStartedAt }: Recording,
  { unmatched, planned, now }: { unmatched: number; planned: number; now: EpochMs },
): Progress {
  const { round, sent, inFlight, step } = state
  let cold = 0
  let answered = 0
  for (const { answer } of invocations) {
    if (answer.kind !== 'answered') continue
    answered += 1
    const { requestId, traceId } = answer
    const report =
      journal.report(requestId) ?? (traceId === undefined ? undefined : journal.report(traceId))
    if (report?.init !== undefined || report?.restore !== undefined) cold += 1
  }
  return {
    step: { number: step + 1, of: plan.steps.length, text: plan.text.split('\n')[step] ?? '' },
    round: round === null ? null : round + 1,
    sent: sent.candidate + sent.baseline,
    planned,
    inFlight,
    cold,
    answered,
    matched: answered - unmatched,
    elapsed: now - loadStartedAt,
  }
}

/** As one line of a log. */
export function renderProgress(progress: Progress): string {
  const { step, round, sent, inFlight, cold, answered, matched } = progress
  return [
    `step ${step.number}/${step.of} ${step.text}`,
    ...(round === null ? [] : [`round ${round}`]),
    `sent ${sent}`,
    `in flight ${inFlight}`,
    `cold so far ${cold}`,
    `lines matched ${matched} of ${answered}`,
  ].join(' · ')
}
