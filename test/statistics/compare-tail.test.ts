import { expect, test } from '@jest/globals'
import { compareTail } from '../../src/statistics/compare.ts'
import { harrellDavis, maritzJarrettError } from '../../src/statistics/harrell-davis.ts'
import { type Sample, sortSample } from '../../src/statistics/sample.ts'
import type { Round } from '../../src/statistics/shift.ts'
import type { Limits, Risk } from '../../src/statistics/shift-test.ts'

const limits: Limits = { fail: Math.log(1.5), pass: Math.log(2) }
const risk: Risk = { alpha: 0.005, beta: 0.05 }
const SPREAD = 0.06

/** Ten values a side and round, of which two are slow: in the candidate by `slow`. */
function roundsWithTail(count: number, slow: number): readonly Round[] {
  const side = (tail: number, round: number): readonly number[] =>
    Array.from({ length: 10 }, (_, i) => 8 + round + i / 100 + (i >= 8 ? tail : 0))
  return Array.from({ length: count }, (_, i) => ({
    baseline: side(0.1, i / 10),
    candidate: side(slow, i / 10),
  }))
}

test.each([
  { slow: 0.1, expected: 'pass', why: 'the same tail' },
  { slow: 1.3, expected: 'fail', why: 'a tail that takes three times as long' },
])('p90 of eight rounds with $why: $expected', ({ slow, expected }) => {
  expect(compareTail(roundsWithTail(8, slow), 0.9, limits, risk, SPREAD).decision).toBe(expected)
})

test('the effect and its error are made of both quantiles and the noise between rounds', () => {
  const [round] = roundsWithTail(1, 1) as [Round]
  const rounds = [round, round, round]
  // All rounds are equal, so that aligning takes the same from every value.
  const logs = (side: readonly number[]): Sample =>
    sortSample([...side, ...side, ...side]) as Sample
  const before = logs(round.baseline)
  const after = logs(round.candidate)
  const { shift } = compareTail(rounds, 0.9, limits, risk, SPREAD)
  expect(shift.estimate).toBeCloseTo(harrellDavis(after, 0.9) - harrellDavis(before, 0.9), 9)
  const sampling = Math.hypot(maritzJarrettError(before, 0.9), maritzJarrettError(after, 0.9))
  expect(shift.error).toBeCloseTo(Math.hypot(sampling, SPREAD * Math.sqrt(2 / 3)), 9)
})

test('more noise between rounds takes the significance', () => {
  const rounds = roundsWithTail(4, 1.3)
  expect(compareTail(rounds, 0.9, limits, risk, 0.06).decision).toBe('fail')
  expect(compareTail(rounds, 0.9, limits, risk, 0.6).decision).toBe('inconclusive')
})

test.each([
  { p: 0.9, rounds: 2, known: true },
  { p: 0.9, rounds: 1, known: false },
  { p: 0.95, rounds: 4, known: true },
  { p: 0.95, rounds: 3, known: false },
  { p: 0.99, rounds: 20, known: true },
  { p: 0.99, rounds: 19, known: false },
])('$rounds rounds of ten tell the error of p = $p: $known', ({ p, rounds, known }) => {
  const { shift, decision } = compareTail(roundsWithTail(rounds, 3), p, limits, risk, SPREAD)
  expect(Number.isFinite(shift.error)).toBe(known)
  if (!known) expect(decision).toBe('inconclusive')
})

test('rounds of one side, or none, decide nothing', () => {
  const half = roundsWithTail(4, 1).map(({ baseline }) => ({ baseline, candidate: [] }))
  expect(compareTail(half, 0.9, limits, risk, SPREAD).decision).toBe('inconclusive')
  expect(compareTail([], 0.9, limits, risk, SPREAD).decision).toBe('inconclusive')
})
