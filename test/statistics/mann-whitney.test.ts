import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { mannWhitneyZ } from '../../src/statistics/mann-whitney.ts'
import { vectors } from './vectors.ts'

const tied = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 })

test('the statistic of two samples of cold starts is that of the reference implementation', () => {
  const { baseline, candidate, mannWhitneyZ: expected } = vectors.twoSamples
  expect(mannWhitneyZ(baseline, candidate)).toBeCloseTo(expected, 9)
})

test('with ties it is that of scipy', () => {
  for (const { baseline, candidate, z } of vectors.mannWhitneyWithTies) {
    expect(mannWhitneyZ(baseline, candidate)).toBeCloseTo(z, 9)
  }
})

test('it counts pairs: half of a pair for a tie', () => {
  fc.assert(
    fc.property(tied, tied, (baseline, candidate) => {
      const z = mannWhitneyZ(baseline, candidate)
      const wins = candidate.flatMap((b) => baseline.map((a) => Math.sign(b - a)))
      const excess = wins.reduce((sum: number, sign) => sum + sign / 2, 0)
      // The continuity correction takes half a pair away.
      expect(Math.sign(z)).toBe(z === 0 ? 0 : Math.sign(excess))
      if (Math.abs(excess) > 0.5) expect(z).not.toBe(0)
      expect(mannWhitneyZ(candidate, baseline)).toBeCloseTo(-z, 9)
    }),
  )
})

test.each([
  ['all values are equal', [3, 3, 3], [3, 3]],
  ['there is no baseline', [], [1, 2]],
  ['there is nothing', [], []],
])('nothing tells the sides apart when %s', (_, baseline, candidate) => {
  expect(mannWhitneyZ(baseline, candidate)).toBe(0)
})
