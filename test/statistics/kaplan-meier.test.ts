import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Censorable, kaplanMeierQuantile } from '../../src/statistics/kaplan-meier.ts'
import { vectors } from './vectors.ts'

const seen = (value: number): Censorable => ({ value, censored: false })
const atLeast = (value: number): Censorable => ({ value, censored: true })

test.each(vectors.kaplanMeier)('quantiles with $name are those of scipy', (row) => {
  const hidden = new Set(row.censored)
  const values = row.values.map((value, i) => ({ value, censored: hidden.has(i) }))
  const largest = Math.max(...row.values)
  const expected = row.expected.map((value) => (value === null ? atLeast(largest) : seen(value)))
  expect(row.p.map((p) => kaplanMeierQuantile(values, p))).toEqual(expected)
})

// S after 1, 3, 5: 4/5, 4/5 · 2/3 = 8/15, 0. The value censored at 2 counts as at risk until then.
const worked = [seen(5), seen(1), atLeast(2), seen(3), atLeast(3)]

test.each([
  { p: 0.2, expected: seen(1) },
  { p: 0.21, expected: seen(3) },
  { p: 7 / 15, expected: seen(3) },
  { p: 0.47, expected: seen(5) },
  { p: 1, expected: seen(5) },
])('the $p quantile of 1, 2+, 3, 3+, 5 is as computed by hand', ({ p, expected }) => {
  expect(kaplanMeierQuantile(worked, p)).toEqual(expected)
})

test('where the curve ends below p, only the largest bound is known', () => {
  expect(kaplanMeierQuantile([seen(1), seen(2), atLeast(9), atLeast(4)], 0.9)).toEqual(atLeast(9))
  expect(kaplanMeierQuantile([atLeast(3)], 0.1)).toEqual(atLeast(3))
  expect(kaplanMeierQuantile([], 0.5)).toBeUndefined()
})

/** Evenly spread quantiles of an exponential distribution, in an order that mixes them. */
function exponential(n: number, mean: number, stride: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => {
    const share = (((i * stride) % n) + 0.5) / n
    return -mean * Math.log(1 - share)
  })
}

test('it finds the true p90 where half of the values are cut off at different bounds', () => {
  const n = 2003
  const bounds = exponential(n, 10, 787)
  const values = exponential(n, 10, 1).map((value, i) => {
    const bound = bounds[i] as number
    return value > bound ? atLeast(bound) : seen(value)
  })
  const truth = -10 * Math.log(0.1)
  const found = kaplanMeierQuantile(values, 0.9)
  expect(found?.censored).toBe(false)
  expect(Math.abs((found?.value ?? 0) / truth - 1)).toBeLessThan(0.05)
  // What one would get by taking the bounds for values.
  const taken = kaplanMeierQuantile(
    values.map(({ value }) => seen(value)),
    0.9,
  )
  expect(taken?.value).toBeLessThan(0.6 * truth)
})

test('without censoring it is the inverse of the empirical distribution function', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 1000 }),
      (values, thousandths) => {
        const rank = Math.ceil((thousandths * values.length) / 1000)
        const expected = values.toSorted((a, b) => a - b)[rank - 1] as number
        expect(kaplanMeierQuantile(values.map(seen), thousandths / 1000)).toEqual(seen(expected))
      },
    ),
  )
})

test('to learn less about a value never lowers a quantile', () => {
  const value = fc.record({ value: fc.integer({ min: 0, max: 20 }), censored: fc.boolean() })
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.nat(), (values, any) => {
      const i = any % values.length
      const lessKnown = values.map((each, j) => (i === j ? atLeast(each.value) : each))
      const before = kaplanMeierQuantile(values, 0.5) as Censorable
      const after = kaplanMeierQuantile(lessKnown, 0.5) as Censorable
      if (!after.censored) expect(after.value).toBeGreaterThanOrEqual(before.value)
    }),
  )
})
