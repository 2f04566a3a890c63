import { expect, test } from '@jest/globals'
import { type Sample, sortSample } from '../../src/statistics/sample.ts'
import { upperLimit } from '../../src/statistics/upper-limit.ts'
import { vectors } from './vectors.ts'

const logs = (times: readonly number[]): Sample => sortSample(times.map(Math.log)) as Sample

test('the limit of 30 cold starts is that of the reference implementation', () => {
  const { ms, ratio, expectedMs } = vectors.upperLimit
  expect(Math.exp(upperLimit(logs(ms), ratio))).toBeCloseTo(expectedMs, 8)
})

test.each([
  { ratio: 1.5, times: [100, 100, 100], expected: 150, why: 'the ratio, where nothing varies' },
  { ratio: 1.01, times: [100, 100, 100], expected: 100 * Math.exp(0.09), why: 'three floors' },
  {
    ratio: 1.5,
    times: [50, 100, 200],
    expected: 100 * 2 ** (3 * 1.4826),
    why: 'three spreads, where they are more than the ratio',
  },
])('above $times with ratio $ratio it is $expected: $why', ({ ratio, times, expected }) => {
  expect(Math.exp(upperLimit(logs(times), ratio))).toBeCloseTo(expected, 8)
})
