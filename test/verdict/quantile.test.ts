import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { quantileOf, sortValues, type Value } from '../../src/verdict/summary.ts'

const exact = (...values: readonly number[]): Value[] =>
  values.map((value) => ({ value, censored: false }))
const cut = (...values: readonly number[]): Value[] =>
  values.map((value) => ({ value, censored: true }))

describe('a quantile of values of which some are "at least"', () => {
  test.each<[string, readonly Value[], number, number, boolean]>([
    ['all exact: between two ranks', exact(1, 2, 3, 4), 0.5, 2.5, false],
    ['one common limit above: as if exact', [...exact(1, 2, 3), ...cut(9)], 1 / 3, 2, false],
    ['one common limit: it rests on a cut one', [...exact(1, 2), ...cut(9, 9)], 0.5, 5.5, true],
    ['all cut', cut(7, 7, 7), 0.5, 7, true],
    // The product-limit estimate by hand: F(3) = 1/3, F(4) = 2/3, and what is left is the cut 5.
    ['a shorter limit', [...cut(1, 2), ...exact(3, 4), ...cut(5)], 0.3, 3, false],
    ['a shorter limit', [...cut(1, 2), ...exact(3, 4), ...cut(5)], 0.6, 4, false],
    ['a shorter limit', [...cut(1, 2), ...exact(3, 4), ...cut(5)], 0.7, 5, true],
    ['an exact one at the limit comes first', [...exact(5), ...cut(5)], 0.5, 5, true],
  ])('%s', (_, values, p, value, isAtLeast) => {
    const found = quantileOf(sortValues(values), p)
    expect(found.value).toBeCloseTo(value, 9)
    expect(found.isAtLeast).toBe(isAtLeast)
  })
})

const values = fc
  .array(fc.record({ value: fc.integer({ min: 1, max: 30 }), censored: fc.boolean() }), {
    minLength: 1,
    maxLength: 40,
  })
  .map(sortValues)
const share = fc.double({ min: 0.001, max: 1, noNaN: true })

test('it never falls as p rises, and stays within the values', () => {
  fc.assert(
    fc.property(values, share, share, (sorted, a, b) => {
      const [low, high] = [quantileOf(sorted, Math.min(a, b)), quantileOf(sorted, Math.max(a, b))]
      expect(low.value).toBeLessThanOrEqual(high.value + 1e-9)
      expect(low.value).toBeGreaterThanOrEqual(sorted[0]?.value ?? 0)
      expect(high.value).toBeLessThanOrEqual((sorted.at(-1)?.value ?? 0) + 1e-9)
    }),
  )
})

test('it is "at least" for ever, once it is', () => {
  fc.assert(
    fc.property(values, share, share, (sorted, a, b) => {
      fc.pre(quantileOf(sorted, Math.min(a, b)).isAtLeast)
      expect(quantileOf(sorted, Math.max(a, b)).isAtLeast).toBe(true)
    }),
  )
})
