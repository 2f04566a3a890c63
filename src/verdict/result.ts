import { type Difference, differencesOf } from '../comparison/differences.ts'
import type { BaselineRun, Reference } from '../comparison/reference.ts'
import type { Config } from '../config/config.ts'
import type { FunctionDescription } from '../function-facts.ts'
import { bySending, type Start } from '../starts/start.ts'
import type { Check } from './check.ts'
import { type ClientDelay, describeClientDelay, summariseClientDelay } from './client-delay.ts'
import { type Disturbed, phraseDisturbed, withoutVerdicts } from './disturbed.ts'
import type { Imported } from './imported.ts'
import type { Measured } from './measured.ts'
import type { Effort } from './sentence.ts'
import type { Sequence } from './sequence.ts'
import {
  type ClassSummaries,
  type MeasureSummary,
  readGaveUp,
  summarise,
  summariseMeasure,
} from './summary.ts'
import { type Override, reachVerdict, type Verdict } from './verdict.ts'

/** All that the report needs; the report computes nothing. The figures are the candidate's. */
export type Result = Measured & {
  readonly label: string
  /** Undefined when not even the function's configuration could be read. */
  readonly facts: FunctionDescription | undefined
  readonly planText: string
  readonly verdict: Verdict
  /** Undefined unless a label let a failure through. */
  readonly override: Override | undefined
  readonly checks: readonly Check[]
  /** Rules that could end the rounds early, as they were written. */
  readonly stopRules: readonly string[]
  readonly classes: ClassSummaries
  /** Latency of the requests that the client gave up; null without any. */
  readonly noAnswer: MeasureSummary | null
  /** Of the matched requests of this run, of both sides; null without any. */
  readonly clientDelay: ClientDelay | null
  /** Undefined when there is none, or none to compare with. */
  readonly baseline: BaselineRun | undefined
  /** What changed between baseline and candidate. */
  readonly differences: readonly Difference[]
  /** Rounds that ran; undefined for a plan without any. */
  readonly effort: Effort | undefined
  /** What readers should know besides the verdict, each one sentence. */
  readonly notes: readonly string[]
  /** What others changed meanwhile; undefined where that is not known. */
  readonly disturbed?: Disturbed | undefined
  /** Of a run that was read from another tool's file. */
  readonly imported?: Imported | undefined
  /** Log lines like a platform's that could not be read; untrusted text. */
  readonly unreadable: readonly string[]
}

/** What a run came to, apart from its verdict. */
export type Outcome = {
  readonly facts: FunctionDescription | undefined
  readonly measured: Measured
  readonly reference: Reference
  readonly effort: Effort | undefined
  readonly notes: readonly string[]
  /** What others changed meanwhile; undefined where that is not known. */
  readonly disturbed?: Disturbed | undefined
  /** Reasons not to trust the measurement. */
  readonly failures: readonly string[]
  readonly unreadable: readonly string[]
}

/** Of this run, in the order of sending; a stored baseline has its own report. */
export function startsOfBothSides({
  classified,
  baseline,
}: Pick<Result, 'classified' | 'baseline'>): readonly Start[] {
  const others = baseline === undefined || baseline.isStored ? [] : baseline.starts
  return [...others, ...classified.starts].toSorted(bySending)
}

/** Judges what was measured. */
export function conclude(
  { label, plan }: Pick<Config, 'label' | 'plan'>,
  sequence: Sequence,
  { facts, measured, reference, effort, notes, disturbed, failures, unreadable }: Outcome,
): Result {
  const classes = summarise(measured.classified)
  const judged = sequence.conclude({ candidate: measured, reference, plan })
  const disturbance = phraseDisturbed(disturbed)
  const checks = disturbance === undefined ? judged : withoutVerdicts(judged, disturbance)
  const baseline = 'run' in reference ? reference.run : undefined
  const { classified } = measured
  const clientDelay = summariseClientDelay(startsOfBothSides({ classified, baseline }))
  return {
    ...measured,
    label,
    facts,
    planText: plan.text,
    verdict: reachVerdict(checks, failures, classes, effort, disturbance),
    override: undefined,
    checks,
    stopRules: checks.map(({ rule }) => rule.text),
    classes,
    noAnswer: summariseMeasure(readGaveUp(classified)),
    clientDelay,
    baseline,
    differences:
      baseline === undefined || facts === undefined ? [] : differencesOf(baseline.facts, facts),
    effort,
    // What a stored run already said is not said twice.
    notes: [...new Set([...notes, ...describeClientDelay(clientDelay, classes)])],
    disturbed,
    unreadable,
  }
}
