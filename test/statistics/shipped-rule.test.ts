import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { compareRounds } from '../../src/statistics/compare.ts'
import type { Decision } from '../../src/statistics/decide.ts'
import { decideShareRise } from '../../src/statistics/share-test.ts'
import { dropUnsettled, estimateShift, type Round } from '../../src/statistics/shift.ts'
import { type Limits, weighShift } from '../../src/statistics/shift-test.ts'
import type { Look } from '../../src/verdict/look.ts'
import { barsAt, IN_TURNS, LEAST_GAP, looksBefore, riskAt } from '../../src/verdict/policy.ts'

/** A run and its verdict by numpy and scipy: make-vectors.py. */
type Case = {
  readonly name: string
  readonly allowed: number
  readonly decision: Decision
  /** After which it was decided; what the run has. */
  readonly rounds: number
  /** Of them, contaminated ones. */
  readonly dropped: number
  readonly estimate: number
  readonly error: number
  readonly shift: Decision
  readonly share: Decision
  /** How many of each side are above the limit that made the share's decision. */
  readonly slow: readonly [number, number]
  /** Rounds of natural logarithms of milliseconds. */
  readonly baseline: readonly (readonly number[])[]
  readonly candidate: readonly (readonly number[])[]
}

const path = new URL('shipped-rule.json', import.meta.url)
const cases: readonly Case[] = JSON.parse(readFileSync(path, 'utf8'))

const MOST_ROUNDS = 24
const LOOKS = [...looksBefore(MOST_ROUNDS), MOST_ROUNDS]
const TESTS = 2
const noise = { sd: IN_TURNS.sd, isRedrawn: true }

function roundsOf({ baseline, candidate }: Case): readonly Round[] {
  return baseline.map((logs, i) => ({ baseline: logs, candidate: candidate[i] ?? [] }))
}

function limitsOf({ allowed }: Case): Limits {
  return { fail: Math.log1p(allowed), pass: Math.log1p(allowed + Math.max(allowed, LEAST_GAP)) }
}

/** The product's rule at the look after so many rounds. */
function judgeAt(run: Case, count: number) {
  const shares = LOOKS.filter((look) => look <= count).map((look) => look / MOST_ROUNDS)
  const look = { shares, sizes: [] } as unknown as Look
  const rounds = dropUnsettled(roundsOf(run).slice(0, count))
  const risk = riskAt(look, IN_TURNS, TESTS, IN_TURNS.alphaPower)
  const compared = compareRounds(rounds, limitsOf(run), barsAt(look, TESTS), risk, noise)
  return { rounds, risk, bars: barsAt(look, TESTS), compared }
}

test('the looks are those that the figures were made with', () => {
  expect(LOOKS).toEqual([4, 6, 8, 10, 12, 16, 20, 24])
})

describe.each(cases)('the run "$name"', (run) => {
  test(`is decided after ${run.rounds} rounds: ${run.decision}`, () => {
    const decisions = LOOKS.filter((look) => look <= run.rounds).map(
      (look) => judgeAt(run, look).compared.decision,
    )
    expect(decisions.slice(0, -1)).toEqual(decisions.slice(1).map(() => 'inconclusive'))
    expect(decisions.at(-1)).toBe(run.decision)
  })

  test('has the shift and the error of numpy at that look', () => {
    const { rounds, compared } = judgeAt(run, run.rounds)
    expect(rounds).toHaveLength(run.rounds - run.dropped)
    const { estimate, error } = estimateShift(rounds, noise)
    expect(estimate).toBeCloseTo(run.estimate, 10)
    expect(error).toBeCloseTo(run.error, 10)
    expect(compared.shift).toEqual({ estimate, error })
  })

  test('is decided by the same one of its two parts, with the same counts', () => {
    const { rounds, bars, risk, compared } = judgeAt(run, run.rounds)
    expect(weighShift(estimateShift(rounds, noise), limitsOf(run), bars).decision).toBe(run.shift)
    const share = decideShareRise(rounds, risk, limitsOf(run).fail)
    expect(share.decision).toBe(run.share)
    expect([share.baseline.k, share.candidate.k]).toEqual(run.slow)
    expect(compared.share).toEqual(share)
  })
})

test('there are runs of every decision, by either part, early and late', () => {
  expect(new Set(cases.map(({ decision }) => decision)).size).toBe(3)
  expect(cases.some(({ shift, share }) => shift === 'fail' && share === 'pass')).toBe(true)
  expect(cases.some(({ shift, share }) => shift !== 'fail' && share === 'fail')).toBe(true)
  expect(new Set(cases.map(({ rounds }) => rounds)).size).toBeGreaterThan(4)
  expect(cases.some(({ dropped }) => dropped > 0)).toBe(true)
})
