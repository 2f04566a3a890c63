import type { LoadPlan } from '../config/load-plan.ts'
import type { Recording } from './recording.ts'

/** One line: where the load stands, and how far the log has followed. */
export function renderProgress(
  plan: LoadPlan,
  { state, journal, invocations }: Recording,
  unmatched: number,
): string {
  const { round, sent, inFlight } = state
  const step = plan.text.split('\n')[state.step] ?? ''
  let cold = 0
  let answered = 0
  for (const { answer } of invocations) {
    if (answer.kind !== 'answered') continue
    answered += 1
    const report = journal.report(answer.requestId)
    if (report?.init !== undefined || report?.restore !== undefined) cold += 1
  }
  return [
    `step ${state.step + 1}/${plan.steps.length} ${step}`,
    ...(round === null ? [] : [`round ${round + 1}`]),
    `sent ${sent.candidate + sent.baseline}`,
    `in flight ${inFlight}`,
    `cold so far ${cold}`,
    `lines matched ${answered - unmatched} of ${answered}`,
  ].join(' · ')
}
