import type { Rule } from '../config/threshold.ts'

/** What one rule came to. */
export type Check = Finding & {
  readonly rule: Rule
  /** In the unit of `observed`; null when there is nothing to compare with. */
  readonly limit: number | null
  /** Of a rule about the baseline; null for other rules, and where no comparison was possible. */
  readonly comparison: Comparison | null
  /** After how many rounds it was decided; null when the whole load was needed, or no rounds ran. */
  readonly decidedAfter: number | null
  /** What it came to at each look between the rounds, the deciding one included. */
  readonly looks: readonly Glance[]
}

/** A finding at one look, after so many rounds. */
export type Glance = Pick<Finding, 'result' | 'observed' | 'low' | 'high' | 'n'> &
  Pick<Check, 'limit' | 'comparison'> & { readonly rounds: number }

export type Finding = {
  readonly result: 'pass' | 'fail' | 'inconclusive'
  /** In ms, MB, USD, a count, or a fraction of 1; null when there is none. */
  readonly observed: number | null
  /** Values at a time limit are among those that `observed` depends on: the truth may be more. */
  readonly atLeast: boolean
  /** One-sided 95 % bounds of the true value, in the unit of `observed`; null without any. */
  readonly low: number | null
  readonly high: number | null
  /** How many values it was judged on. */
  readonly n: number
  /** One sentence for someone who never read a statistics book. */
  readonly reason: string
}

/** What a rule about the baseline came to. */
export type RelativeFinding = Finding & Pick<Check, 'limit' | 'comparison'>

/** The candidate against the baseline. */
export type Comparison = {
  /** The baseline's own figure, in the unit of `observed`. */
  readonly baseline: number
  /** Values at a time limit are among those that `baseline` depends on. */
  readonly isBaselineAtLeast: boolean
  /** How much more the candidate has, as a fraction: 0.24 for 24 % slower. */
  readonly change: number
  /** Bounds of the true change; null where there is none. */
  readonly low: number | null
  readonly high: number | null
  /** Of the baseline; `n` is the candidate's. */
  readonly nBaseline: number
  /** Significantly better than the baseline. */
  readonly isImprovement: boolean
}

export function inconclusive(reason: string, n: number): Finding {
  return {
    result: 'inconclusive',
    observed: null,
    atLeast: false,
    low: null,
    high: null,
    n,
    reason,
  }
}
