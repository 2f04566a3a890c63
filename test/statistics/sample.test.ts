import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mean, median, percentile, scaledMad, sortSample } from '../../src/statistics/sample.ts'
import { vectors } from './vectors.ts'

// + 0 turns −0 into 0: they are equal, and `toBe` would tell them apart.
const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0)
const sample = fc.array(finite, { minLength: 1, maxLength: 60 }).map(sorted)
const p = fc.double({ min: 0, max: 100, noNaN: true })

function sorted(values: readonly number[]): NonNullable<ReturnType<typeof sortSample>> {
  const found = sortSample(values)
  if (found === undefined) throw new Error('A test needs at least one value')
  return found
}

test.each(vectors.percentiles)('percentiles of $name are those of numpy', (row) => {
  const own = row.p.map((each) => percentile(sorted(row.values), each))
  for (const [i, expected] of row.expected.entries()) expect(own[i]).toBeCloseTo(expected, 9)
})

test('percentiles of 37 cold starts are those of the reference implementation', () => {
  const { values, expected } = vectors.quantileType7
  for (const [share, value] of Object.entries(expected)) {
    expect(percentile(sorted(values), Number(share) * 100)).toBeCloseTo(value, 9)
  }
})

test('the scaled median absolute deviation is that of numpy', () => {
  for (const { values, expected } of vectors.mad) {
    expect(scaledMad(sorted(values))).toBeCloseTo(expected, 9)
  }
})

test('nothing has no sample, so it cannot have a percentile', () => {
  expect(sortSample([])).toBeUndefined()
})

test('sorting is by number, not by text, and leaves its input alone', () => {
  const values = [10, 9, -1, 100]
  expect(sortSample(values)).toEqual([-1, 9, 10, 100])
  expect(values).toEqual([10, 9, -1, 100])
})

test('a percentile is never outside of the sample, and the ends are exact', () => {
  fc.assert(
    fc.property(sample, p, (values, each) => {
      const found = percentile(values, each)
      expect(found).toBeGreaterThanOrEqual(values[0])
      expect(found).toBeLessThanOrEqual(values.at(-1) as number)
      expect(percentile(values, 0)).toBe(values[0])
      expect(percentile(values, 100)).toBe(values.at(-1))
    }),
  )
})

test('a higher percentile is never lower', () => {
  fc.assert(
    fc.property(sample, p, p, (values, a, b) => {
      const low = percentile(values, Math.min(a, b))
      // Two different formulas meet at half a rank; they may differ in the last digit.
      expect(percentile(values, Math.max(a, b))).toBeGreaterThanOrEqual(low - 1e-6)
    }),
  )
})

test('order does not matter, and the median of a mirrored sample is mirrored', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 1 }), (values) => {
      const reversed = values.toReversed()
      expect(sortSample(reversed)).toEqual(sortSample(values))
      const mirrored = sorted(values.map((value) => -value))
      expect(median(mirrored)).toBeCloseTo(-median(sorted(values)), 6)
    }),
  )
})

test('the mean lies between the smallest and the largest value', () => {
  fc.assert(
    fc.property(sample, (values) => {
      const slack = 1e-6
      expect(mean(values)).toBeGreaterThanOrEqual(values[0] - slack)
      expect(mean(values)).toBeLessThanOrEqual((values.at(-1) as number) + slack)
    }),
  )
})
