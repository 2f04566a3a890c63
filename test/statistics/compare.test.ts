import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compareRounds } from '../../src/statistics/compare.ts'
import { decideShareRise } from '../../src/statistics/share-test.ts'
import { estimateShift, type Round, type Shift } from '../../src/statistics/shift.ts'
import {
  type Bars,
  decideShift,
  type Limits,
  type Risk,
  weighShift,
} from '../../src/statistics/shift-test.ts'

const limits: Limits = { fail: Math.log(1.05), pass: Math.log(1.1) }
const bars: Bars = { fail: 7, pass: 4.6 }
const noise = { sd: 0.02, isRedrawn: true }
const risk: Risk = { alpha: 0.005, beta: 0.05 }

// z is 2.576 for alpha 0.005 and 1.645 for beta 0.05.
const shifts: readonly (readonly [string, Shift, Limits, string])[] = [
  ['significant and above the limit', { estimate: 0.06, error: 0.02 }, limits, 'fail'],
  ['above the limit, not significant', { estimate: 0.06, error: 0.03 }, limits, 'inconclusive'],
  ['significant, below both limits', { estimate: 0.045, error: 0.01 }, limits, 'pass'],
  [
    'significant, below the limit, too noisy',
    { estimate: 0.04, error: 0.04 },
    limits,
    'inconclusive',
  ],
  ['none, with little noise', { estimate: 0, error: 0.05 }, limits, 'pass'],
  ['none, with much noise', { estimate: 0, error: 0.06 }, limits, 'inconclusive'],
  ['of unknown error', { estimate: 0.5, error: Infinity }, limits, 'inconclusive'],
  ['unknown', { estimate: Number.NaN, error: Infinity }, limits, 'inconclusive'],
  [
    'no improvement where one was asked for',
    { estimate: -0.02, error: 0.02 },
    { fail: -0.1, pass: -0.05 },
    'fail',
  ],
  [
    'an improvement that may be the one asked for',
    { estimate: -0.07, error: 0.02 },
    { fail: -0.1, pass: -0.05 },
    'inconclusive',
  ],
  [
    'the improvement asked for',
    { estimate: -0.12, error: 0.02 },
    { fail: -0.1, pass: -0.05 },
    'pass',
  ],
]

test.each(shifts)('a shift that is %s', (_, shift, within, expected) => {
  expect(decideShift(shift, within, risk).decision).toBe(expected)
})

test('a shift has one-sided bounds, and is faster when even the upper is below 0', () => {
  const { low, high, isFaster } = decideShift({ estimate: -0.05, error: 0.02 }, limits, risk)
  expect(low).toBeCloseTo(-0.05 - 2.575829 * 0.02, 6)
  expect(high).toBeCloseTo(-0.05 + 1.644854 * 0.02, 6)
  expect(isFaster).toBe(false)
  expect(decideShift({ estimate: -0.052, error: 0.02 }, limits, risk).isFaster).toBe(true)
})

test('a true shift of the detectable size fails even at the unlucky end of its estimate', () => {
  const positive = fc.double({ min: 0.001, max: 0.5, noNaN: true })
  fc.assert(
    fc.property(positive, fc.double({ min: -0.2, max: 0.4, noNaN: true }), (error, fail) => {
      const within = { fail, pass: fail + 0.05 }
      const { detectable } = decideShift({ estimate: 0, error }, within, risk)
      const unlucky = detectable - 1.6448536269514722 * error
      const decide = (estimate: number) => decideShift({ estimate, error }, within, risk).decision
      expect(decide(unlucky + 1e-9)).toBe('fail')
      expect(decide(unlucky - 1e-9)).not.toBe('fail')
    }),
  )
})

/** Rounds of ten: the candidate slower by `shift`, and of these `slow` starts three times as slow. */
function roundsOf(count: number, shift: number, slow: number): readonly Round[] {
  const logs = Array.from({ length: 10 }, (_, i) => 8 + i / 100)
  return Array.from({ length: count }, () => ({
    baseline: logs,
    candidate: logs.map((log, i) => log + shift + (i < slow ? Math.log(3) : 0)),
  }))
}

test.each([
  { rounds: 8, shift: 0, slow: 0, parts: ['pass', 'pass'], expected: 'pass' },
  { rounds: 8, shift: 0.2, slow: 0, parts: ['fail', 'pass'], expected: 'fail' },
  { rounds: 8, shift: 0, slow: 3, parts: ['pass', 'fail'], expected: 'fail' },
  { rounds: 8, shift: 0.01, slow: 3, parts: ['inconclusive', 'fail'], expected: 'fail' },
  { rounds: 8, shift: 0.05, slow: 0, parts: ['inconclusive', 'pass'], expected: 'inconclusive' },
  { rounds: 8, shift: -0.1, slow: 1, parts: ['pass', 'inconclusive'], expected: 'inconclusive' },
])('$parts of shift and share make $expected', ({ rounds, shift, slow, parts, expected }) => {
  const all = roundsOf(rounds, shift, slow)
  const byShift = weighShift(estimateShift(all, noise), limits, bars)
  const share = decideShareRise(all, risk)
  expect([byShift.decision, share.decision]).toEqual(parts)
  const decision = expected
  expect(compareRounds(all, limits, bars, risk, noise)).toEqual({ ...byShift, decision, share })
})

test.each([
  { rounds: [] },
  { rounds: [{ baseline: [], candidate: [8, 9] }] },
  { rounds: [{ baseline: [8, 9], candidate: [] }] },
])('$rounds decides nothing', ({ rounds }) => {
  expect(compareRounds(rounds, limits, bars, risk, noise).decision).toBe('inconclusive')
})
