import { expect } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import type { Check } from '../../src/verdict/check.ts'
import type { Counts } from '../../src/verdict/summary.ts'
import { judgeText, makeRun } from './runs.ts'

/** One rule, the run that it is judged on, and what it comes to. */
export type Row = readonly [
  why: string,
  rule: string,
  starts: readonly Start[],
  counts: Partial<Counts>,
  result: Check['result'],
  reason: string,
]

export function expectJudged([, rule, starts, counts, result, reason]: Row): void {
  const check = judgeText(rule, makeRun(starts, counts))
  expect(check.reason).toContain(reason)
  expect(check.result).toBe(result)
}
