import { expect, test } from '@jest/globals'
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { type CensoredShare, compareCensored, compareRounds } from '../../src/statistics/compare.ts'
import type { DeploymentNoise, Round } from '../../src/statistics/shift.ts'
import type { Limits, Risk } from '../../src/statistics/shift-test.ts'

const limits: Limits = { fail: Math.log(1.05), pass: Math.log(1.1) }
const risk: Risk = { alpha: 0.005, beta: 0.05 }
const noise: DeploymentNoise = { sd: 0.02, isRedrawn: true }

/** Eight rounds of ten: all quantiles of a normal distribution, so that no luck is in them. */
function roundsAround(middle: number): readonly (readonly number[])[] {
  const rank = (round: number, i: number): number => (i * 8 + round + 0.5) / 80
  return Array.from({ length: 8 }, (_, round) =>
    Array.from({ length: 10 }, (__, i) => middle + 0.1 * normalQuantile(rank(round, i), 0, 1)),
  )
}

/** What a client sees that gives up at its `bound`. */
function cutOff(
  rounds: readonly (readonly number[])[],
  bound: number,
): { readonly rounds: readonly (readonly number[])[]; readonly share: number } {
  const all = rounds.flat()
  return {
    rounds: rounds.map((values) => values.map((value) => Math.min(value, bound))),
    share: all.filter((value) => value >= bound).length / all.length,
  }
}

function measure(
  before: number,
  after: number,
  bounds: { readonly baseline: number; readonly candidate: number },
): { readonly rounds: readonly Round[]; readonly censored: CensoredShare } {
  const baseline = cutOff(roundsAround(before), bounds.baseline)
  const candidate = cutOff(roundsAround(after), bounds.candidate)
  return {
    rounds: baseline.rounds.map((values, i) => ({
      baseline: values,
      candidate: candidate.rounds[i] ?? [],
    })),
    censored: { baseline: baseline.share, candidate: candidate.share },
  }
}

function decide(
  before: number,
  after: number,
  bound: number,
  within = limits,
  of = noise,
): ReturnType<typeof compareCensored> {
  const { rounds, censored } = measure(before, after, { baseline: bound, candidate: bound })
  return compareCensored(rounds, censored, within, risk, of)
}

// The bound 8 cuts half of a baseline around 8 off, 8.05 a third, 7.9 five of six.
test.each([
  { before: 8, after: 8, bound: 8.05, expected: 'pass', why: 'no change' },
  { before: 8, after: 8.1, bound: 8.05, expected: 'fail', why: '10 % slower' },
  { before: 8, after: 7.9, bound: 8.05, expected: 'pass', why: 'faster' },
  { before: 8, after: 8.2, bound: 8, expected: 'fail', why: '20 % slower, nearly all cut off' },
])('a third or more cut off, $why: $expected', ({ before, after, bound, expected }) => {
  expect(decide(before, after, bound).decision).toBe(expected)
})

test('what is cut off hides a change from the shift of all values, not from this rule', () => {
  const { rounds, censored } = measure(8, 8.1, { baseline: 7.95, candidate: 7.95 })
  const shift = compareRounds(rounds, limits, { fail: 7, pass: 4.6 }, risk, noise)
  const seen = compareCensored(rounds, censored, limits, risk, noise)
  expect(shift.shift.estimate).toBeLessThan(0.05)
  expect(seen.shift.estimate).toBeCloseTo(0.1, 1)
})

test.each([
  { before: 8, after: 9, expected: 'fail', why: 'the candidate, which never ends in time' },
  { before: 9, after: 8, expected: 'pass', why: 'the baseline, which never ended in time' },
  { before: 9, after: 9, expected: 'inconclusive', why: 'both' },
])('censored down to the quantile is $why: $expected', ({ before, after, expected }) => {
  expect(decide(before, after, 8.1).decision).toBe(expected)
})

test('bounds of a side that is censored all the way are open', () => {
  expect(decide(8, 9, 8.1)).toMatchObject({ high: Infinity, isFaster: false })
  expect(decide(9, 8, 8.1)).toMatchObject({ low: -Infinity, isFaster: true })
  expect(decide(9, 9, 8.1).shift).toEqual({ estimate: Number.NaN, error: Infinity })
})

test('a baseline that was given up on earlier cannot convict the candidate', () => {
  const { rounds, censored } = measure(9, 9, { baseline: 8, candidate: 10 })
  expect(compareCensored(rounds, censored, limits, risk, noise).decision).toBe('inconclusive')
})

test('a candidate that was given up on earlier is not convicted by that', () => {
  const { rounds, censored } = measure(9, 9, { baseline: 10, candidate: 8 })
  const found = compareCensored(rounds, censored, limits, risk, noise)
  expect(found).toMatchObject({ decision: 'inconclusive', isFaster: false })
})

test('a change that two deployments may differ by is not significant', () => {
  const redrawn = decide(8, 8.1, 8.05, limits, { sd: 0.03, isRedrawn: true })
  const once = decide(8, 8.1, 8.05, limits, { sd: 0.03, isRedrawn: false })
  expect([redrawn.decision, once.decision]).toEqual(['fail', 'inconclusive'])
})

test('a significant change below the limit passes', () => {
  const quiet: DeploymentNoise = { sd: 0.001, isRedrawn: true }
  expect(decide(8, 8.046, 8.05, limits, quiet).decision).toBe('pass')
  expect(decide(8, 8.046, 8.05, { ...limits, fail: 0.03 }, quiet).decision).toBe('fail')
})

test.each([
  { after: 8, expected: 'fail', why: 'none came' },
  { after: 7.93, expected: 'inconclusive', why: 'part of it came' },
  { after: 7.7, expected: 'pass', why: 'more came' },
])('an improvement of 10 % asked for, $why: $expected', ({ after, expected }) => {
  expect(decide(8, after, 8.05, { fail: -0.1, pass: -0.05 }).decision).toBe(expected)
})

test('nothing measured decides nothing', () => {
  const none: CensoredShare = { baseline: 0, candidate: 0 }
  expect(compareCensored([], none, limits, risk, noise).decision).toBe('inconclusive')
  const half: Round = { baseline: [8, 9], candidate: [] }
  expect(compareCensored([half], none, limits, risk, noise).decision).toBe('inconclusive')
})
