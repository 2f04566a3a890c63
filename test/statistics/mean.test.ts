import { expect, test } from '@jest/globals'
import { meanBounds } from '../../src/statistics/mean.ts'
import { type Sample, sortSample } from '../../src/statistics/sample.ts'
import { vectors } from './vectors.ts'

test.each(vectors.meanBounds)('bounds of the mean of $name at $alpha are those of scipy', (row) => {
  const { low, high } = meanBounds(sortSample(row.values) as Sample, row.alpha)
  expect(low).toBeCloseTo(row.low, 6)
  expect(high).toBeCloseTo(row.high, 6)
})

test('less risk needs wider bounds', () => {
  const sample = sortSample([4, 5, 6, 9]) as Sample
  const wide = meanBounds(sample, 0.01)
  const narrow = meanBounds(sample, 0.05)
  expect(wide.low).toBeLessThan(narrow.low)
  expect(wide.high).toBeGreaterThan(narrow.high)
})
