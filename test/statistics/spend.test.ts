import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { spend } from '../../src/statistics/spend.ts'
import { vectors } from './vectors.ts'

test.each(vectors.spend)('$total spent over looks at $looks is that of the reference', (row) => {
  const risks = spend(row.looks, row.total)
  expect(risks).toHaveLength(row.expected.length)
  for (const [i, expected] of row.expected.entries()) expect(risks[i]).toBeCloseTo(expected, 12)
})

test.each([
  { looks: [10, 10, 20], power: 1, expected: [0.5, 0, 0.5], why: 'nothing without new data' },
  { looks: [7], power: 1, expected: [1], why: 'all at the only look' },
  { looks: [0, 0], power: 1, expected: [0, 0], why: 'nothing without any data' },
  { looks: [], power: 1, expected: [], why: 'nothing without a look' },
  { looks: [1, 2], power: 3, expected: [1 / 8, 7 / 8], why: 'an eighth at half of the data' },
  { looks: [1, 2, 4], power: 2, expected: [1 / 16, 3 / 16, 3 / 4], why: 'squares' },
  { looks: [7], power: 3, expected: [1], why: 'all at the only look' },
  { looks: [10, 10, 20], power: 3, expected: [1 / 8, 0, 7 / 8], why: 'nothing without new data' },
  { looks: [0, 0], power: 3, expected: [0, 0], why: 'nothing without any data' },
])('looks at $looks with power $power spend $expected of the risk: $why', (row) => {
  expect(spend(row.looks, 1, row.power)).toEqual(row.expected)
})

const growing = fc
  .array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 13 })
  .map((added) => added.map((_, i) => added.slice(0, i + 1).reduce((sum, n) => sum + n, 0)))
const anyPower = fc.constantFrom(1, 2, 3)

test('all looks together spend the whole, each of them something', () => {
  fc.assert(
    fc.property(growing, anyPower, (looks, power) => {
      const risks = spend(looks, 0.05, power)
      expect(risks.reduce((sum, risk) => sum + risk, 0)).toBeCloseTo(0.05, 12)
      expect(Math.min(...risks)).toBeGreaterThan(0)
    }),
  )
})

test('a higher power has spent less by every look before the last', () => {
  fc.assert(
    fc.property(growing, (looks) => {
      const spentBy = (power: number) => {
        const risks = spend(looks, 1, power)
        return risks.slice(0, -1).map((_, i) => risks.slice(0, i + 1).reduce((a, b) => a + b, 0))
      }
      const early = spentBy(1)
      for (const [i, late] of spentBy(3).entries()) expect(late).toBeLessThan(early[i] as number)
    }),
  )
})
