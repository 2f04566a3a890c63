import type { Config } from '../config/config.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Check } from './check.ts'
import { judge, type Measured } from './judge.ts'
import {
  type ClassSummaries,
  type MeasureSummary,
  readGaveUp,
  summarise,
  summariseMeasure,
} from './summary.ts'
import { reachVerdict, type Verdict } from './verdict.ts'

/** All that the report needs; the report computes nothing. */
export type Result = Measured & {
  readonly label: string
  /** Undefined when not even the function's configuration could be read. */
  readonly facts: FunctionFacts | undefined
  readonly planText: string
  readonly verdict: Verdict
  readonly checks: readonly Check[]
  readonly classes: ClassSummaries
  /** Latency of the requests that the client gave up; null without any. */
  readonly noAnswer: MeasureSummary | null
  /** What readers should know besides the verdict, each one sentence. */
  readonly notes: readonly string[]
  /** Log lines like a platform's that could not be read; untrusted text. */
  readonly unreadable: readonly string[]
}

/** Judges what was measured. `failures` are the reasons not to trust it. */
export function conclude(
  config: Pick<Config, 'label' | 'plan' | 'rules'>,
  facts: FunctionFacts | undefined,
  measured: Measured,
  notes: readonly string[],
  failures: readonly string[],
  unreadable: readonly string[],
): Result {
  const classes = summarise(measured.classified)
  const checks = config.rules.map((rule) => judge(rule, measured))
  const verdict = reachVerdict(checks, failures, classes)
  const { label, plan } = config
  return {
    ...measured,
    label,
    facts,
    planText: plan.text,
    verdict,
    checks,
    classes,
    noAnswer: summariseMeasure(readGaveUp(measured.classified)),
    notes,
    unreadable,
  }
}
