import { expect, test } from '@jest/globals'
import { median, medianOf, quantilesOf, ratio } from '../../../bench/speed/median.ts'

test.each([
  { why: 'nothing', values: [], is: undefined },
  { why: 'an odd number', values: [9, 1, 5], is: 5 },
  { why: 'an even number: the mean of the middle two', values: [10, 1, 4, 2], is: 3 },
  { why: 'numbers, not texts', values: [100, 20, 3], is: 20 },
])('the median of $why', ({ values, is }) => {
  expect(median(values)).toBe(is)
})

test('a run without the figure does not count', () => {
  expect(medianOf([{ a: 1 }, { a: undefined }, { a: 3 }], ({ a }) => a)).toBe(2)
})

test('a quantile is the smallest value that its share does not exceed', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index)
  expect(quantilesOf(values)).toEqual({ p50: 100, p99: 198, max: 200 })
})

test('nothing is divided by nothing', () => {
  expect([ratio(3, 4), ratio(undefined, 4), ratio(3, undefined), ratio(3, 0)]).toEqual([
    0.75,
    undefined,
    undefined,
    undefined,
  ])
})
