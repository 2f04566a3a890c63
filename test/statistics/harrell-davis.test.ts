import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { harrellDavis, maritzJarrettError } from '../../src/statistics/harrell-davis.ts'
import { type Sample, sortSample } from '../../src/statistics/sample.ts'
import { vectors } from './vectors.ts'

const p = fc.double({ min: 0.02, max: 0.98, noNaN: true })
const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
  minLength: 1,
  maxLength: 60,
})

const sorted = (list: readonly number[]): Sample => sortSample(list) as Sample

test('quantiles of 37 cold starts are those of the reference implementation', () => {
  const { baseline, harrellDavisOfBaseline } = vectors.twoSamples
  for (const [share, expected] of Object.entries(harrellDavisOfBaseline)) {
    expect(harrellDavis(sorted(baseline), Number(share))).toBeCloseTo(expected, 9)
  }
})

test('and so are their standard errors, in log scale', () => {
  const { baseline, maritzJarrettOfBaselineLogs } = vectors.twoSamples
  for (const [share, expected] of Object.entries(maritzJarrettOfBaselineLogs)) {
    const logs = sorted(baseline.map(Math.log))
    expect(maritzJarrettError(logs, Number(share))).toBeCloseTo(expected, 9)
  }
})

test.each(vectors.harrellDavis)('the $p quantile is that of scipy', (row) => {
  expect(harrellDavis(sorted(row.values), row.p)).toBeCloseTo(row.expected, 7)
})

test('a quantile lies within the sample and moves and stretches with it', () => {
  fc.assert(
    fc.property(values, p, (list, each) => {
      const sample = sorted(list)
      const quantile = harrellDavis(sample, each)
      expect(quantile).toBeGreaterThanOrEqual(sample[0] - 1e-9)
      expect(quantile).toBeLessThanOrEqual((sample.at(-1) as number) + 1e-9)
      const moved = sorted(list.map((value) => 3 * value + 7))
      expect(harrellDavis(moved, each)).toBeCloseTo(3 * quantile + 7, 6)
      expect(maritzJarrettError(moved, each)).toBeCloseTo(3 * maritzJarrettError(sample, each), 6)
    }),
  )
})

test('the error of a median shrinks with the root of the sample', () => {
  const spread = (n: number): Sample => sorted(Array.from({ length: n }, (_, i) => (i + 0.5) / n))
  // A uniform sample's median has the standard deviation 0.5 / √n.
  for (const n of [50, 200, 800]) {
    expect(maritzJarrettError(spread(n), 0.5) * Math.sqrt(n)).toBeCloseTo(0.5, 1)
  }
})
