import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { costOf } from '../../src/cost.ts'
import { pricesFor } from '../../src/prices.ts'

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

const arnIn = (region: string): string => `arn:aws:lambda:${region}:123456789012:function:app`

// By hand from the price list of each region, for 1,000 GB-s and a million requests.
test.each<[string, number, number, string, string]>([
  ['us-east-1', 0.0166667, 0.0133334, '0.20', 'us-east-1'],
  ['eu-west-1', 0.0166667, 0.0133334, '0.20', 'us-east-1'],
  ['us-gov-west-1', 0.0166667, 0.0133334, '0.20', 'us-east-1'],
  ['cn-north-1', 0.0166667, 0.0133334, '0.20', 'us-east-1'],
  ['af-south-1', 0.0221, 0.01768, '0.27', 'af-south-1'],
  ['ap-east-1', 0.02292, 0.0183, '0.28', 'ap-east-1'],
  ['eu-south-1', 0.0195172, 0.0156138, '0.23', 'eu-south-1'],
  ['me-central-1', 0.0206667, 0.0165334, '0.25', 'me-central-1'],
])('in %s it is %d (x86_64) or %d (arm64) and %s, told as the price of %s', (...row) => {
  const [region, onX86, onArm, requests, told] = row
  const arn = arnIn(region)
  expect(costOf(0, 1e6, { ...x86, arn }).usd).toBeCloseTo(onX86, 12)
  expect(costOf(0, 1e6, { ...arm, arn }).usd).toBeCloseTo(onArm, 12)
  expect(costOf(1e6, 0, { ...arm, arn }).usd).toBeCloseTo(Number(requests), 12)
  expect(pricesFor(arn).region).toBe(told)
})

test.each(['', 'app', 'arn:aws:lambda', arnIn('constructor'), arnIn('__proto__')])(
  'what tells no known region, such as "%s", has the prices of us-east-1',
  (arn) => {
    expect(pricesFor(arn).region).toBe('us-east-1')
    expect(costOf(1, 1000, { ...x86, arn })).toEqual(costOf(1, 1000, x86))
  },
)

test('ephemeral storage counts beyond the 512 MB that are free', () => {
  const usd = (ephemeralMB?: number): number => costOf(0, 1e9, { ...x86, ephemeralMB }).usd
  expect(usd(512)).toBe(usd())
  expect(usd(256)).toBe(usd())
  // 9.5 GB for a million seconds, at $0.0407 a million GB-s.
  expect(usd(10_240) - usd()).toBeCloseTo(9.5 * 0.0407, 9)
})
