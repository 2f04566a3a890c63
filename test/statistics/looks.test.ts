import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Look, ONLY_LOOK, progressOf } from '../../src/verdict/look.ts'
import { barsAt, IN_TURNS, looksBefore, riskAt, STORED, spentBy } from '../../src/verdict/policy.ts'

function lookOf(shares: readonly number[]): Look {
  return { shares, sizes: [] } as unknown as Look
}

/** All looks of a comparison of so many rounds. */
function looksOf(rounds: number): readonly Look[] {
  const counts = [...looksBefore(rounds), rounds]
  return counts.map((_, i) => lookOf(counts.slice(0, i + 1).map((count) => count / rounds)))
}

test.each([
  { rounds: 1, looks: [] },
  { rounds: 4, looks: [] },
  { rounds: 5, looks: [4] },
  { rounds: 16, looks: [4, 6, 8, 10, 12] },
  { rounds: 24, looks: [4, 6, 8, 10, 12, 16, 20] },
  { rounds: 1000, looks: [4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128] },
])('$rounds rounds are looked at after $looks before the end', ({ rounds, looks }) => {
  expect(looksBefore(rounds)).toEqual(looks)
})

describe('how far the looks have come', () => {
  test.each([
    { rounds: 4, expected: [1], why: 'the only look is the last' },
    { rounds: 6, expected: [0, 1], why: 'the first and the last' },
    { rounds: 8, expected: [0, 0.5, 1], why: 'after 6 half of the way from 4 to 8' },
    { rounds: 24, expected: [0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1], why: 'by rounds, not by looks' },
  ])('in $rounds rounds is $expected: $why', ({ rounds, expected }) => {
    const found = looksOf(rounds).map(progressOf)
    expect(found).toHaveLength(expected.length)
    for (const [i, progress] of expected.entries()) expect(found[i]).toBeCloseTo(progress, 12)
  })

  test('is all of the way for data that is judged once', () => {
    expect(progressOf(ONLY_LOOK)).toBe(1)
  })
})

describe('the bars of a shift', () => {
  test('fall from 7 to 4 to fail, and stay at 4.6 to pass', () => {
    const found = looksOf(24).map((look) => barsAt(look, 2))
    expect(found.at(0)).toEqual({ fail: 7, pass: 4.6 })
    expect(found.at(5)?.fail).toBeCloseTo(5.2, 12)
    expect(found.at(-1)).toEqual({ fail: 4, pass: 4.6 })
  })

  test('are those of the last look where there is only one', () => {
    expect(barsAt(ONLY_LOOK, 2)).toEqual({ fail: 4, pass: 4.6 })
    expect(looksOf(4).map((look) => barsAt(look, 2))).toEqual([{ fail: 4, pass: 4.6 }])
  })

  test.each([
    { tests: 1, more: 0, why: 'one test is no cheaper than two' },
    { tests: 2, more: 0, why: 'a shift and its share' },
    { tests: 4, more: Math.log(2), why: 'twice as many may each be wrong half as often' },
    { tests: 20, more: Math.log(10), why: 'ten times as many' },
  ])('of $tests tests rise by $more: $why', ({ tests, more }) => {
    for (const look of looksOf(24)) {
      expect(barsAt(look, tests).fail - barsAt(look, 2).fail).toBeCloseTo(more, 12)
      expect(barsAt(look, tests).pass).toBe(4.6)
    }
  })
})

/** Growing shares of the rounds, of which the last may be 1. */
const anySequence = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 13 }),
    fc.boolean(),
  )
  .map(([parts, isComplete]) => {
    const shares = parts.toSorted((a, b) => a - b).map((part) => part / 1000)
    return isComplete ? [...shares, 1] : shares
  })
const anyPower = fc.constantFrom(1, 3)

/** What each look of a sequence is given, asked for one by one as a run does. */
function askEach<T>(shares: readonly number[], ask: (look: Look) => T): readonly T[] {
  return shares.map((_, i) => ask(lookOf(shares.slice(0, i + 1))))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

test('whatever the looks, they never spend more than the whole risk, and all of it by the last', () => {
  fc.assert(
    fc.property(anySequence, anyPower, (shares, power) => {
      const parts = askEach(shares, (look) => spentBy(look, 0.01, power).at(-1) as number)
      expect(Math.min(...parts)).toBeGreaterThan(0)
      expect(sum(parts)).toBeLessThanOrEqual(0.01 * (1 + 1e-9))
      expect(sum(parts)).toBeCloseTo(0.01 * (shares.at(-1) as number) ** power, 12)
    }),
  )
})

test('what a look has spent stays the same at later looks', () => {
  fc.assert(
    fc.property(anySequence, anyPower, (shares, power) => {
      const all = spentBy(lookOf(shares), 0.01, power)
      expect(all).toHaveLength(shares.length)
      const parts = askEach(shares, (look) => spentBy(look, 0.01, power).at(-1) as number)
      for (const [i, part] of parts.entries()) expect(all[i]).toBeCloseTo(part, 12)
    }),
  )
})

test('all tests of a job at all looks share one alpha, and each has the beta for itself', () => {
  const policies = fc.constantFrom(IN_TURNS, STORED)
  const tests = fc.integer({ min: 1, max: 12 })
  fc.assert(
    fc.property(anySequence, anyPower, tests, policies, (shares, power, count, policy) => {
      const risks = askEach(shares, (look) => riskAt(look, policy, count, power))
      expect(count * sum(risks.map(({ alpha }) => alpha))).toBeLessThanOrEqual(
        policy.alpha * (1 + 1e-9),
      )
      expect(sum(risks.map(({ beta }) => beta))).toBeLessThanOrEqual(policy.beta * (1 + 1e-9))
    }),
  )
})

test('the share of 24 rounds has little alpha at first, and beta from the start', () => {
  const [first] = looksOf(24) as [Look]
  const { alpha, beta } = riskAt(first, IN_TURNS, 2, IN_TURNS.alphaPower)
  // A sixth of the rounds: (1/6)³ of 0.005, and 1/6 of 0.05.
  expect(alpha).toBeCloseTo(0.005 / 216, 12)
  expect(beta).toBeCloseTo(0.05 / 6, 12)
})

test('data that is judged once has the whole risk', () => {
  expect(riskAt(ONLY_LOOK, STORED, 2, 1)).toEqual({ alpha: 0.0005, beta: 0.05 })
  expect(riskAt(ONLY_LOOK, IN_TURNS, 1, 3)).toEqual({ alpha: 0.01, beta: 0.05 })
})
