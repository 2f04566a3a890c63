import type { LoadPlan } from '../config/load-plan.ts'
import type { FunctionDescription } from '../function-facts.ts'
import type { Start } from '../starts/start.ts'
import { type ClassSummaries, type Counts, summarise } from '../verdict/summary.ts'
import { whyIncomparable } from './differences.ts'
import type { StoredReport } from './stored-report.ts'

/** What rules about the baseline compare the candidate with. */
export type Reference =
  | { readonly kind: 'none' }
  | { readonly kind: 'measured'; readonly run: BaselineRun }
  /** There is a baseline, but comparing with it would tell nothing. */
  | { readonly kind: 'refused'; readonly reason: string }

/** A measured baseline. */
export type BaselineRun = {
  readonly label: string
  readonly facts: FunctionDescription
  readonly starts: readonly Start[]
  readonly counts: Counts
  /** Ids of answered requests whose REPORT line never arrived. */
  readonly missing: readonly string[]
  readonly classes: ClassSummaries
  /** Measured before, by another run. */
  readonly isStored: boolean
  /** Why its environments were the same in all rounds; undefined when each round replaced them. */
  readonly whyNotRecycled: string | undefined
}

/** A stored run, where it is one of the same function under the same load. */
export function referToStored(
  report: StoredReport,
  candidate: FunctionDescription,
  plan: Pick<LoadPlan, 'text'>,
): Reference {
  const { label, facts, starts, counts, disturbed } = report
  // Of what it was compared with then nothing is used.
  const what = disturbed?.candidate ?? null
  if (what !== null) {
    const reason = `the stored baseline is of a function that was updated while it was measured (${what.join(', ')}); measure it again`
    return { kind: 'refused', reason }
  }
  const plans = { baseline: report.planText, candidate: plan.text }
  const obstacle = whyIncomparable(facts, candidate, plans)
  if (obstacle !== undefined) {
    return { kind: 'refused', reason: `the stored baseline is not comparable: ${obstacle}` }
  }
  const classes = summarise(report)
  const own = { label, facts, starts, counts, classes, missing: [] }
  const run = { ...own, isStored: true, whyNotRecycled: undefined }
  return { kind: 'measured', run }
}
