import { type Reference, referToStored } from '../comparison/reference.ts'
import type { Config } from '../config/config.ts'
import { addCosts, type Billed, type Cost, costOfSide } from '../cost.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Invocation, Side } from '../load/invocation.ts'
import { type LoadState, startLoad } from '../load/send.ts'
import { type Journal, makeJournal } from '../logs/journal.ts'
import { classify } from '../starts/classify.ts'
import { countForeign } from '../starts/foreign.ts'
import type { EpochMs } from '../units.ts'
import type { Disturbed } from '../verdict/disturbed.ts'
import type { Measured } from '../verdict/measured.ts'
import type { Effort } from '../verdict/sentence.ts'
import { countAll, summarise } from '../verdict/summary.ts'
import type { Prepared } from './prepare.ts'

/** What is known so far; a failure leaves it as far as it came. */
export type Recording = {
  prepared: Prepared | undefined
  /** Undefined while nobody has looked. */
  disturbed: Disturbed | undefined
  readonly invocations: Invocation[]
  readonly journal: Journal
  readonly state: LoadState
  readonly startedAt: EpochMs
  loadStartedAt: EpochMs
}

export function startRecording(now: EpochMs): Recording {
  return {
    prepared: undefined,
    disturbed: undefined,
    invocations: [],
    journal: makeJournal(),
    state: startLoad(),
    startedAt: now,
    loadStartedAt: now,
  }
}

/** Joins what was recorded of one side. The cost is that of the whole run. */
export function measuredOf(side: Side, recording: Recording): Measured {
  const { invocations, journal, state, loadStartedAt } = recording
  const own = invocations.filter((invocation) => invocation.side === side)
  const classified = classify(own, journal)
  const facts = factsOf(side, recording)
  const foreign =
    facts === undefined ? 0 : countForeign(invocations, journal, facts.logGroup, loadStartedAt)
  const unreadable = journal.unreadable().length
  const counts = countAll(own, { dropped: state.dropped[side], foreign, unreadable }, classified)
  return { classified, counts, cost: costOfRun(recording) }
}

/** What the run cost so far, of both sides, as far as REPORT lines have told it. */
function costOfRun(recording: Recording): Cost {
  const { candidate, baseline } = billedOf(recording)
  return addCosts(
    costOfSide(candidate, factsOf('candidate', recording)),
    costOfSide(baseline, factsOf('baseline', recording)),
  )
}

function billedOf({ invocations, journal }: Recording): Readonly<Record<Side, Billed>> {
  const total = { candidate: { requests: 0, billed: 0 }, baseline: { requests: 0, billed: 0 } }
  for (const { side, answer } of invocations) {
    if (answer.kind !== 'answered') continue
    total[side].requests += 1
    total[side].billed += journal.report(answer.requestId)?.billed ?? 0
  }
  return total
}

/** What rules about the baseline compare with, as far as it was measured. */
export function referenceOf(
  { baseline, plan }: Pick<Config, 'baseline' | 'plan'>,
  recording: Recording,
): Reference {
  const { prepared } = recording
  if (baseline.kind === 'none' || prepared === undefined) return { kind: 'none' }
  if (baseline.kind === 'stored') return referToStored(baseline.report, prepared.facts, plan)
  if (prepared.baseline === undefined) return { kind: 'none' }
  const { facts, whyNotRecycled } = prepared.baseline
  const { classified, counts } = measuredOf('baseline', recording)
  const { starts, missing } = classified
  const classes = summarise(classified)
  const { label } = baseline
  const own = { label, facts, starts, counts, classes, missing }
  const run = { ...own, isStored: false, whyNotRecycled }
  return { kind: 'measured', run }
}

/** @returns undefined for a plan without rounds, or when none ran. */
export function effortOf({ plan }: Pick<Config, 'plan'>, recording: Recording): Effort | undefined {
  const step = plan.steps.find(({ kind }) => kind === 'rounds')
  const rounds = recording.invocations.reduce(
    (most, { round }) => Math.max(most, (round ?? -1) + 1),
    0,
  )
  if (step?.kind !== 'rounds' || rounds === 0) return undefined
  const { usd } = costOfRun(recording)
  return { rounds, of: step.rounds, sent: recording.invocations.length, usd }
}

function factsOf(side: Side, { prepared }: Recording): FunctionFacts | undefined {
  return side === 'baseline' ? prepared?.baseline?.facts : prepared?.facts
}
