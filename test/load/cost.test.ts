import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { costOf } from '../../src/cost.ts'
import { estimateCost } from '../../src/load/estimate.ts'
import type { Reach } from '../../src/load/schedule.ts'
import { planOf } from './virtual-world.ts'

const x86 = { memoryMB: 1024, architecture: 'x86_64' }
const arm = { memoryMB: 1024, architecture: 'arm64' }

// By hand from the price list: GB-s · 0.0000166667 (x86) or 0.0000133334 (arm64) + 0.20 / million.
test.each<[string, number, number, typeof x86, number, number]>([
  ['a million requests of no time', 1_000_000, 0, x86, 0.2, 0],
  ['one GB for 1,000 s on x86', 0, 1_000_000, x86, 0.0166667, 1000],
  ['one GB for 1,000 s on arm64', 0, 1_000_000, arm, 0.0133334, 1000],
  ['3,008 MB for 50 · 4 s', 50, 200_000, { ...x86, memoryMB: 3008 }, 0.00980168625, 587.5],
  ['128 MB for 100 ms', 1, 100, { ...arm, memoryMB: 128 }, 3.666675e-7, 0.0125],
  ['an architecture nobody knows, as x86', 0, 1e6, { ...x86, architecture: '?' }, 0.0166667, 1000],
])('%s costs what the price list says', (_, requests, billed, size, usd, gbSeconds) => {
  const cost = costOf(requests, billed, size)
  expect(cost.usd).toBeCloseTo(usd, 12)
  expect(cost.gbSeconds).toBeCloseTo(gbSeconds, 9)
})

test('the cost of two parts is the cost of the whole', () => {
  const n = fc.integer({ min: 0, max: 1_000_000 })
  fc.assert(
    fc.property(n, n, n, n, (a, b, c, d) => {
      const parts = costOf(a, b, x86).usd + costOf(c, d, x86).usd
      expect(costOf(a + c, b + d, x86).usd).toBeCloseTo(parts, 9)
    }),
  )
})

// GB-s: 10 s for each request of a burst and each user's first, 0.5 s for each other one, at 1 GB.
test.each<[string, number, number]>([
  ['burst 30', 30, 300],
  ['rounds 16 of 10', 160, 1600],
  ['rate 20/s for 30s', 600, 300],
  ['users 10 for 30s wait 1s', 300, 245],
  ['burst 30\nrecycle\nburst 10\npause 5s\nrate 1/s for 10s', 50, 405],
])('the plan %j is expected to need %d requests and %d GB-s', (text, requests, gbSeconds) => {
  const estimate = estimateCost(planOf(text), x86)
  expect(estimate.gbSeconds).toBeCloseTo(gbSeconds, 9)
  expect(estimate.usd).toBeCloseTo(gbSeconds * 0.0000166667 + requests * 0.0000002, 12)
})

// Rounds that grow find the environments of earlier rounds warm: 10 s for the new ones only.
test.each<[string, Reach, number, number]>([
  ['burst 30\nrounds 3 of 4', 'all', 42, 420],
  ['burst 30\nrounds 3 of 4', 'compared', 12, 120],
  ['burst 30\nrounds 3 of 4', 'compared-growing', 24, 126],
  ['burst 30\nrecycle\nburst 10\nrate 1/s for 10s', 'compared', 20, 105],
  ['burst 30', 'compared-growing', 30, 300],
])(
  'of the plan %j, reach "%s" needs %d requests and %d GB-s',
  (text, reach, requests, gbSeconds) => {
    const estimate = estimateCost(planOf(text), x86, reach)
    expect(estimate.gbSeconds).toBeCloseTo(gbSeconds, 9)
    expect(estimate.usd).toBeCloseTo(gbSeconds * 0.0000166667 + requests * 0.0000002, 12)
  },
)
