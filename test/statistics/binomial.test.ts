import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  clopperPearson,
  minimumForUpperBound,
  quantileRanks,
} from '../../src/statistics/binomial.ts'
import { vectors } from './vectors.ts'

const alpha = fc.constantFrom(0.01, 0.025, 0.05)
const seen = fc
  .integer({ min: 1, max: 400 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }))

test.each(vectors.clopperPearson)('$k of $n at $alpha has the exact bounds of scipy', (row) => {
  const { low, high } = clopperPearson(row.k, row.n, row.alpha)
  expect(low).toBeCloseTo(row.lower, 9)
  expect(high).toBeCloseTo(row.upper, 9)
})

test('bounds of a share hold the share, stay within 0 and 1, and grow with what was seen', () => {
  fc.assert(
    fc.property(seen, alpha, ({ k, n }, risk) => {
      const { low, high } = clopperPearson(k, n, risk)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(low).toBeLessThanOrEqual(k / n)
      expect(high).toBeGreaterThanOrEqual(k / n)
      expect(high).toBeLessThanOrEqual(1)
      if (k === n) return
      const more = clopperPearson(k + 1, n, risk)
      expect(more.low).toBeGreaterThan(low)
      expect(more.high).toBeGreaterThan(high)
    }),
  )
})

test('the lower bound of a share is the mirrored upper bound of the rest', () => {
  fc.assert(
    fc.property(seen, alpha, ({ k, n }, risk) => {
      const mirrored = 1 - clopperPearson(n - k, n, risk).high
      expect(clopperPearson(k, n, risk).low).toBeCloseTo(mirrored, 9)
    }),
  )
})

test('the ranks that bound a quantile are those of the reference implementation', () => {
  for (const { n, p, alpha: risk, lower, upper } of vectors.orderStatisticRanks) {
    const ranks = quantileRanks(n, p, risk)
    const found = { n, p, risk, lower: ranks.lower ?? null, upper: ranks.upper ?? null }
    expect(found).toEqual({ n, p, risk, lower, upper })
  }
})

test('the ranks of a mirrored quantile are mirrored', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.constantFrom(0.25, 0.5, 0.75, 0.875),
      alpha,
      (n, p, risk) => {
        const { lower, upper } = quantileRanks(n, p, risk)
        const mirrored = quantileRanks(n, 1 - p, risk)
        expect(mirrored.lower).toBe(upper === undefined ? undefined : n + 1 - upper)
        expect(mirrored.upper).toBe(lower === undefined ? undefined : n + 1 - lower)
      },
    ),
  )
})

test('the fewest values for an upper bound are those of the reference implementation', () => {
  for (const { p, conf, n } of vectors.minimumForUpperBound) {
    expect({ p, conf, n: minimumForUpperBound(p, 1 - conf) }).toEqual({ p, conf, n })
  }
})

test('the fewest values have an upper bound, and one value less has none', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.3, max: 0.999, noNaN: true }), alpha, (p, risk) => {
      const n = minimumForUpperBound(p, risk)
      expect(quantileRanks(n, p, risk).upper).toBe(n)
      expect(quantileRanks(n - 1, p, risk).upper).toBeUndefined()
    }),
  )
})
