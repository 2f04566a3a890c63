import { isRecycling, type LoadPlan } from '../config/load-plan.ts'
import type { StoredRun } from './stored-run.ts'

/** A note when shards replaced the environments that others were measuring; empty otherwise. */
export function describeOverlap(
  runs: readonly StoredRun[],
  { steps }: Pick<LoadPlan, 'steps'>,
): readonly string[] {
  if (!steps.some(isRecycling)) return []
  const spans = runs.map(spanOf).toSorted((a, b) => a.from - b.from)
  const overlap = spans.some(({ from }, i) => from < (spans[i - 1]?.to ?? Number.NEGATIVE_INFINITY))
  if (!overlap) return []
  return [
    'Several runners loaded and recycled the function at the same time, so they took away each other’s environments; give shards a plan without `recycle` and `rounds`, or measure them one after the other.',
  ]
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
