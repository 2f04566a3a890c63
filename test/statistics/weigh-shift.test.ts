import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { drawNormal, makeRandom } from '../../bench/verdict-quality/random.ts'
import type { Shift } from '../../src/statistics/shift.ts'
import {
  type Bars,
  hypothesesOf,
  type Limits,
  weighShift,
} from '../../src/statistics/shift-test.ts'
import type { Look } from '../../src/verdict/look.ts'
import { barsAt, looksBefore } from '../../src/verdict/policy.ts'

const bars: Bars = { fail: 7, pass: 4.6 }
/** None 0, distance 0.11, middle 0.055. */
const limits: Limits = { fail: 0.05, pass: 0.11 }
/** None −0.1, distance 0.05, middle −0.075. */
const improved: Limits = { fail: -0.1, pass: -0.05 }
/** None 0.1, distance 0.2, middle 0.2. */
const wide: Limits = { fail: 0.2, pass: 0.3 }

test.each([
  { within: limits, none: 0, distance: 0.11, middle: 0.055, why: 'no change' },
  { within: { fail: 0, pass: 0.05 }, none: 0, distance: 0.05, middle: 0.025, why: 'no change' },
  { within: wide, none: 0.1, distance: 0.2, middle: 0.2, why: 'as far below as above' },
  { within: improved, none: -0.1, distance: 0.05, middle: -0.075, why: 'the improvement itself' },
])('what is told from $within.pass is $none: $why', ({ within, none, distance, middle }) => {
  const found = hypothesesOf(within)
  expect(found.none).toBeCloseTo(none, 12)
  expect(found.distance).toBeCloseTo(distance, 12)
  expect(found.middle).toBeCloseTo(middle, 12)
})

// By hand: error² · bar / distance on each side of the middle. The first: 0.0004 · 7 / 0.11 = 0.02545
// above 0.055, and 0.0004 · 4.6 / 0.11 = 0.01673 below.
describe.each([
  { within: limits, error: 0.02, fails: 0.080455, passes: 0.038273 },
  { within: limits, error: 0.04, fails: 0.156818, passes: -0.011909 },
  { within: limits, error: 0.001, fails: 0.055064, passes: 0.054958 },
  { within: wide, error: 0.02, fails: 0.214, passes: 0.1908 },
  { within: improved, error: 0.01, fails: -0.061, passes: -0.0842 },
])('within $within.fail and $within.pass, of error $error', ({ within, error, fails, passes }) => {
  const decide = (estimate: number) => weighShift({ estimate, error }, within, bars).decision

  test(`fails above ${fails}`, () => {
    expect([decide(fails + 2e-6), decide(fails - 2e-6)]).toEqual(['fail', 'inconclusive'])
  })

  test(`passes below ${passes}`, () => {
    expect([decide(passes - 2e-6), decide(passes + 2e-6)]).toEqual(['pass', 'inconclusive'])
  })
})

test.each([
  { estimate: 0.5, error: Infinity, why: 'unknown error' },
  { estimate: -0.5, error: Infinity, why: 'unknown error' },
  { estimate: Number.NaN, error: Infinity, why: 'nothing known' },
])('$estimate ± $error is inconclusive: $why', (shift) => {
  const { decision, isFaster } = weighShift(shift, limits, bars)
  expect([decision, isFaster]).toEqual(['inconclusive', false])
})

// √(2 · 7) · 0.02 = 0.07483.
test.each([
  { estimate: -0.0749, within: limits, isFaster: true },
  { estimate: -0.0748, within: limits, isFaster: false },
  { estimate: -0.0749, within: wide, isFaster: true },
  { estimate: -0.0748, within: wide, isFaster: false },
  { estimate: 0, within: limits, isFaster: false },
])('$estimate of error 0.02 is faster, by however little: $isFaster', ({ estimate, ...row }) => {
  expect(weighShift({ estimate, error: 0.02 }, row.within, bars).isFaster).toBe(row.isFaster)
})

test('a floor that allows a third more lets a candidate pass that is 20 % slower', () => {
  const floored: Limits = { fail: Math.log(1.33), pass: Math.log(1.38) }
  const decide = (ratio: number) =>
    weighShift({ estimate: Math.log(ratio), error: 0.03 }, floored, bars).decision
  expect([1.2, 1.33, 1.5].map(decide)).toEqual(['pass', 'inconclusive', 'fail'])
})

test('the shown bounds are those of 99 %, each on its side', () => {
  const { low, high } = weighShift({ estimate: 0.06, error: 0.02 }, limits, bars)
  expect(low).toBeCloseTo(0.06 - 2.326 * 0.02, 12)
  expect(high).toBeCloseTo(0.06 + 2.326 * 0.02, 12)
})

const shares = [4, 6, 8, 10, 12, 16, 20, 24].map((rounds) => rounds / 24)

function lookNumber(index: number): Look {
  return { shares: shares.slice(0, index + 1), sizes: [] } as unknown as Look
}

/** The bars of any look of jobs with any number of tests. */
const anyBars = fc
  .tuple(fc.nat(shares.length - 1), fc.integer({ min: 1, max: 12 }))
  .map(([index, tests]) => barsAt(lookNumber(index), tests))
const anyLimits = fc
  .tuple(
    fc.double({ min: -0.3, max: 0.5, noNaN: true }),
    fc.double({ min: 0.04, max: 0.5, noNaN: true }),
  )
  .map(([fail, gap]): Limits => ({ fail, pass: fail + gap }))
const anyError = fc.double({ min: 0.002, max: 0.2, noNaN: true })
/** Errors away from the middle of the two hypotheses. */
const anyPlace = fc.double({ min: -20, max: 20, noNaN: true })

function shiftAt(place: number, error: number, within: Limits): Shift {
  return { estimate: hypothesesOf(within).middle + place * error, error }
}

test('it decides by the ratio of the two likelihoods, and fails nothing below the limit', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(anyPlace, anyError, anyLimits, anyBars, (place, error, within, at) => {
      const shift = shiftAt(place, error, within)
      const { none } = hypothesesOf(within)
      const logDensity = (mean: number) => -(((shift.estimate - mean) / error) ** 2) / 2
      const ratio = logDensity(within.pass) - logDensity(none)
      fc.pre(Math.min(Math.abs(ratio - at.fail), Math.abs(ratio + at.pass)) > 1e-6)
      const { decision } = weighShift(shift, within, at)
      seen.add(decision)
      expect(decision).toBe(ratio > at.fail ? 'fail' : ratio < -at.pass ? 'pass' : 'inconclusive')
      if (decision === 'fail') expect(shift.estimate).toBeGreaterThan(within.fail)
    }),
  )
  expect(seen.size).toBe(3)
})

test('the shown bounds agree with the decision: below what a pass rules out, above no change at a fail', () => {
  fc.assert(
    fc.property(anyPlace, anyError, anyLimits, anyBars, (place, error, within, at) => {
      const { decision, low, high } = weighShift(shiftAt(place, error, within), within, at)
      if (decision === 'pass') expect(high).toBeLessThan(within.pass)
      if (decision === 'fail') expect(low).toBeGreaterThan(Math.min(0, within.fail))
    }),
    { numRuns: 1000 },
  )
})

test('a true shift of the detectable size fails with 95 %', () => {
  fc.assert(
    fc.property(anyError, anyLimits, anyBars, (error, within, at) => {
      const { detectable } = weighShift({ estimate: 0, error }, within, at)
      const decide = (estimate: number) => weighShift({ estimate, error }, within, at).decision
      // The normal quantile of 5 % is −1.645: worse luck than that is not enough.
      expect(decide(detectable - 1.644 * error)).toBe('fail')
      expect(decide(detectable - 1.646 * error)).not.toBe('fail')
    }),
  )
})

describe('looked at again and again while the rounds come', () => {
  const LOOKS = [...looksBefore(24), 24]
  const RUNS = 4000

  /** Shares of decisions when each round estimates a shift with an error of 0.1. */
  function judgeMany(truth: number, seed: number): Readonly<Record<string, number>> {
    const within: Limits = { fail: Math.log(1.05), pass: Math.log(1.1) }
    const counts: Record<string, number> = { pass: 0, fail: 0, inconclusive: 0 }
    for (let run = 0; run < RUNS; run++) {
      const random = makeRandom(seed, 0, run)
      const rounds = Array.from({ length: 24 }, () => truth + drawNormal(random, 0.1))
      const decisions = LOOKS.map((count, index) => {
        const estimate = rounds.slice(0, count).reduce((sum, round) => sum + round, 0) / count
        const shift = { estimate, error: 0.1 / Math.sqrt(count) }
        return weighShift(shift, within, barsAt(lookNumber(index), 2)).decision
      })
      const decided = decisions.find((decision) => decision !== 'inconclusive') ?? 'inconclusive'
      counts[decided] = (counts[decided] as number) + 1
    }
    return Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n / RUNS]))
  }

  /** 1 % and three standard errors of it. */
  const most = 0.01 + 3 * Math.sqrt((0.01 * 0.99) / RUNS)

  test('no change fails in at most 1 %, and passes in most runs', () => {
    const { fail, pass } = judgeMany(0, 1)
    expect(fail).toBeLessThan(most)
    expect(pass).toBeGreaterThan(0.9)
  })

  test('what is to be ruled out passes in at most 1 %, and fails in most runs', () => {
    const { pass, fail } = judgeMany(Math.log(1.1), 2)
    expect(pass).toBeLessThan(most)
    expect(fail).toBeGreaterThan(0.9)
  })
})
