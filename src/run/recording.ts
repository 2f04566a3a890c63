import { type Reference, referToStored } from '../comparison/reference.ts'
import type { Config } from '../config/config.ts'
import { describeEndpoint } from '../config/endpoint.ts'
import { addCosts, type Billed, type Cost, costOfSide } from '../cost.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Invocation, Side } from '../load/invocation.ts'
import { type LoadState, startLoad } from '../load/send.ts'
import { type Journal, makeJournal } from '../logs/journal.ts'
import { classify } from '../starts/classify.ts'
import { countForeign } from '../starts/foreign.ts'
import { identify } from '../starts/identify.ts'
import type { EpochMs, Ms, Usd } from '../units.ts'
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
  /** What the load has cost at most, as `max-cost` is guarded; known when it is over. */
  spentAtMost: Usd
  /** What the requests of the import profile are billed; they count nowhere else. */
  readonly profiled: Readonly<Record<Side, { requests: number; billed: Ms }>>
  /** Of all so far, until the change was live; undoing takes as long. */
  longestRecycle: Ms
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
    spentAtMost: 0,
    profiled: { candidate: { requests: 0, billed: 0 }, baseline: { requests: 0, billed: 0 } },
    longestRecycle: 0,
    startedAt: now,
    loadStartedAt: now,
  }
}

/** Joins what was recorded of one side. The cost is that of the whole run. */
export function measuredOf(side: Side, recording: Recording): Measured {
  const { journal, state, loadStartedAt } = recording
  const invocations = identify(recording.invocations, journal)
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

/** The import profile's own requests among them. */
function billedOf(recording: Recording): Readonly<Record<Side, Billed>> {
  const { journal, profiled } = recording
  const total = { candidate: { ...profiled.candidate }, baseline: { ...profiled.baseline } }
  for (const { side, answer } of identify(recording.invocations, journal)) {
    if (answer.kind !== 'answered') continue
    total[side].requests += 1
    total[side].billed += journal.report(answer.requestId)?.billed ?? 0
  }
  return total
}

/** What rules about the baseline compare with, as far as it was measured. */
export function referenceOf(
  { baseline, plan, endpoint }: Pick<Config, 'baseline' | 'plan' | 'endpoint'>,
  recording: Recording,
): Reference {
  const { prepared } = recording
  if (baseline.kind === 'none' || prepared === undefined) return { kind: 'none' }
  if (baseline.kind === 'stored') {
    const way = endpoint && describeEndpoint(endpoint)
    return referToStored(baseline.report, prepared.facts, plan, way)
  }
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
