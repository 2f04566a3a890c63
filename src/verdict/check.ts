import type { Rule } from '../config/threshold.ts'

/** What one rule came to. */
export type Check = Finding & {
  readonly rule: Rule
  readonly limit: number
}

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

/** Risk of a wrong pass, and of a wrong fail, of one rule at its limit. */
export const ALPHA = 0.05

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
