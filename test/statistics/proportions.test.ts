import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { newcombe, wilson } from '../../src/statistics/proportions.ts'
import { vectors } from './vectors.ts'

const proportion = fc
  .integer({ min: 1, max: 300 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))
const z = fc.double({ min: 0.1, max: 4, noNaN: true })

test.each(vectors.wilson)('$k of $n has the score interval of the reference', (row) => {
  const { low, high } = wilson(row, row.z)
  expect(low).toBeCloseTo(row.low, 9)
  expect(high).toBeCloseTo(row.high, 9)
})

test.each(vectors.newcombe)(
  '$baseline.k of $baseline.n and $candidate.k of $candidate.n differ as in the reference',
  (row) => {
    const { low, high } = newcombe(row.baseline, row.candidate, row.z)
    expect(low).toBeCloseTo(row.low, 9)
    expect(high).toBeCloseTo(row.high, 9)
  },
)

test('the first example of the paper, 48 of 80 and 56 of 70, lies between 0.0524 and 0.3339', () => {
  const { low, high } = newcombe({ k: 48, n: 80 }, { k: 56, n: 70 }, 1.959964)
  expect(low).toBeCloseTo(0.0524, 4)
  expect(high).toBeCloseTo(0.3339, 4)
})

test('an interval of a difference holds the difference, and turns around with the sides', () => {
  fc.assert(
    fc.property(proportion, proportion, z, (a, b, each) => {
      const { low, high } = newcombe(a, b, each)
      const difference = b.k / b.n - a.k / a.n
      expect(low).toBeLessThanOrEqual(difference + 1e-12)
      expect(high).toBeGreaterThanOrEqual(difference - 1e-12)
      const turned = newcombe(b, a, each)
      expect(turned.low).toBeCloseTo(-high, 12)
      expect(turned.high).toBeCloseTo(-low, 12)
    }),
  )
})

test('a side without values has no interval', () => {
  expect(wilson({ k: 0, n: 0 }, 2)).toEqual({ low: Number.NaN, high: Number.NaN })
  expect(newcombe({ k: 0, n: 0 }, { k: 1, n: 2 }, 2)).toEqual({ low: Number.NaN, high: Number.NaN })
})
