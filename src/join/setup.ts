import { type BaselineRun, type Reference, referToStored } from '../comparison/reference.ts'
import { type LoadPlan, parseLoadPlan } from '../config/load-plan.ts'
import { addCosts, type Cost, costOfSide } from '../cost.ts'
import { separate } from '../starts/classify.ts'
import { bySending, type Start } from '../starts/start.ts'
import type { Measured } from '../verdict/measured.ts'
import type { Effort } from '../verdict/sentence.ts'
import { summarise } from '../verdict/summary.ts'
import { describeOverlap } from './overlap.ts'
import { mergeShards } from './shards.ts'
import type { StoredBaseline, StoredRun } from './stored-run.ts'

/** All shards of one label, told anew from their starts as if they had just been measured. */
export type Setup = {
  readonly run: StoredRun
  readonly plan: Pick<LoadPlan, 'text' | 'steps'>
  readonly measured: Measured
  readonly reference: Reference
  readonly effort: Effort | undefined
}

/**
 * @param runs of one label.
 * @param stored baselines of this job, which count instead of what the runs themselves have.
 * @returns why they cannot be judged, naming the files.
 */
export function prepareSetup(
  runs: readonly [StoredRun, ...StoredRun[]],
  stored: readonly StoredRun[],
): Setup | string {
  const merged = mergeShards(runs)
  if (typeof merged === 'string') return merged
  const plan = planOf(merged)
  if (plan === undefined) return `${merged.source}: the load plan cannot be read`
  const run = { ...merged, notes: [...merged.notes, ...describeOverlap(runs, plan)] }
  const inOrder = run.starts.toSorted((a, b) => bySending(a, b) || compareIds(a, b))
  const { starts, superCold } = separate(inOrder)
  const { missing, gaveUp, counts } = run
  const classified = { starts, missing, gaveUp, withoutInitReport: 0, superCold }
  const cost = costOf(run)
  const effort = effortOf(run, plan, runs.length, cost)
  if (effort !== undefined && effort.rounds > effort.of) {
    return `${run.source}: it has more rounds than its load plan`
  }
  return {
    run,
    plan,
    measured: { classified, counts, cost },
    reference: referenceOf(run, plan, stored),
    effort,
  }
}

/** Starts of several runners may be of the same time; their order must not depend on the files'. */
function compareIds(a: Start, b: Start): number {
  return a.requestId < b.requestId ? -1 : 1
}

/** A file without a plan is one load of so many requests. */
function planOf({ planText, counts }: StoredRun): Setup['plan'] | undefined {
  if (planText === '') return { text: '', steps: [{ kind: 'burst', count: counts.sent }] }
  return parseLoadPlan(planText).plan
}

/** Of both sides, as far as REPORT lines told it. */
function costOf({ facts, starts, counts, baseline }: StoredRun): Cost | null {
  if (facts === undefined && counts.sent > 0) return null
  const own = costOfSide({ requests: counts.answered, billed: sumOfBilled(starts) }, facts)
  if (baseline === undefined) return own
  const billed = sumOfBilled(baseline.starts)
  return addCosts(own, costOfSide({ requests: baseline.counts.answered, billed }, baseline.facts))
}

function sumOfBilled(starts: readonly Start[]): number {
  return starts.reduce((sum, { billed }) => sum + (billed ?? 0), 0)
}

function referenceOf(run: StoredRun, plan: Setup['plan'], stored: readonly StoredRun[]): Reference {
  if (stored.length === 0) {
    return run.baseline === undefined
      ? { kind: 'none' }
      : { kind: 'measured', run: baselineRunOf(run.baseline) }
  }
  const own = stored.length === 1 ? stored[0] : stored.find(({ label }) => label === run.label)
  if (own?.facts === undefined || run.facts === undefined) {
    const reason =
      own === undefined
        ? `the stored baseline has no setup "${run.label}"`
        : 'nothing is known of the function'
    return { kind: 'refused', reason }
  }
  const { label, facts, planText, counts, gaveUp, disturbed } = own
  const { starts, superCold } = separate(own.starts)
  const report = { label, facts, planText, counts, gaveUp, starts, superCold, disturbed }
  return referToStored(report, run.facts, plan)
}

function baselineRunOf(baseline: StoredBaseline): BaselineRun {
  const { label, facts, counts, missing, whyNotRecycled } = baseline
  const { starts, superCold } = separate(baseline.starts)
  const classes = summarise({ starts, superCold, gaveUp: [] })
  return { label, facts, starts, counts, missing, classes, isStored: false, whyNotRecycled }
}

/** Of all shards together. */
function effortOf(
  { starts, baseline, counts }: StoredRun,
  { steps }: Setup['plan'],
  shards: number,
  cost: Cost | null,
): Effort | undefined {
  const step = steps.find(({ kind }) => kind === 'rounds')
  let rounds = 0
  for (const { round } of starts) rounds = Math.max(rounds, (round ?? -1) + 1)
  if (step?.kind !== 'rounds' || rounds === 0) return undefined
  const sent = counts.sent + (baseline?.counts.sent ?? 0)
  return { rounds, of: step.rounds * shards, sent, usd: cost?.usd ?? 0 }
}
