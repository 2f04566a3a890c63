import { isRecycling, type LoadPlan } from '../config/load-plan.ts'
import type { StoredRun } from './stored-run.ts'

/** Notes on what shards did to each other that loaded the function at the same time. */
export function describeOverlap(
  runs: readonly StoredRun[],
  { steps }: Pick<LoadPlan, 'steps'>,
): readonly string[] {
  const spans = runs.map(spanOf).toSorted((a, b) => a.from - b.from)
  const overlap = spans.some(({ from }, i) => from < (spans[i - 1]?.to ?? Number.NEGATIVE_INFINITY))
  if (!overlap) return []
  const notes: string[] = []
  if (steps.some(isRecycling)) {
    notes.push(
      "Several runners loaded and recycled the function at the same time, so they took away each other's environments; give shards a plan without `recycle` and `rounds`, or measure them one after the other.",
    )
  }
  if (runs.some(({ counts }) => counts.foreign > 0)) {
    notes.push(
      'Each runner counts the requests of the others among the REPORT lines of other callers.',
    )
  }
  return notes
}

function spanOf({ starts, baseline }: StoredRun): { readonly from: number; readonly to: number } {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { sentAt } of [...starts, ...(baseline?.starts ?? [])]) {
    if (sentAt === null) continue
    from = Math.min(from, sentAt)
    to = Math.max(to, sentAt)
  }
  return { from, to }
}
