import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { costOf } from '../../src/cost.ts'
import type { FunctionFacts } from '../../src/function-facts.ts'
import { describeEstimate, type Estimate, estimateCost } from '../../src/load/estimate.ts'
import { plannedInvocations, type Reach } from '../../src/load/schedule.ts'
import { makeFacts } from './facts.ts'
import { planOf } from './virtual-world.ts'

/** An image of 1 GB on x86_64 with a time limit of 30 s. */
function estimateOf(
  text: string,
  facts: Partial<FunctionFacts> = {},
  reach?: Reach,
  baseline: Partial<FunctionFacts> = facts,
): Estimate {
  const own = { facts: makeFacts(facts), reach: 'all' as const }
  const other = { facts: makeFacts(baseline) }
  return estimateCost(planOf(text), reach === undefined ? [own] : [own, { ...other, reach }])
}

/** What so many requests of so many GB-s in all cost. */
const usdOf = (requests: number, gbSeconds: number): number =>
  gbSeconds * 0.0000166667 + requests * 0.0000002

describe('what a plan is expected to cost', () => {
  test.each<[string, number, number, string]>([
    ['burst 30', 30, 300, '10 s for each'],
    ['burst 30\nburst 30', 60, 315, 'the second one finds them warm'],
    ['burst 30\nrecycle\nburst 30', 60, 600, 'after a recycle nothing is warm'],
    ['rounds 16 of 10', 160, 1600, 'each round has new ones'],
    ['rounds 16 of 10\nburst 12', 172, 1600 + 20 + 5, 'what a round left is warm'],
    ['users 10 for 30s wait 1s', 300, 245, 'each user starts one: 10 · 10 + 290 · 0.5'],
    ['users 10 for 30s', 600, 395, 'without a wait each sends every 0.5 s: 10 · 10 + 590 · 0.5'],
    ['rate 20/s for 30s', 600, 2200, '20/s · 10 s are cold: 200 · 10 + 400 · 0.5'],
    ['rate 1/s..9/s for 10s', 50, 500, 'a ramp counts at its fastest, but only what it sends'],
    ['burst 150\nrate 20/s for 30s', 750, 150 * 10 + 50 * 10 + 550 * 0.5, 'some are warm'],
    ['burst 3\npause 60s', 3, 30, 'a pause is free'],
  ])('%j: %d requests and %d GB-s: %s', (text, requests, gbSeconds) => {
    expect(estimateOf(text).usd).toBeCloseTo(usdOf(requests, gbSeconds), 12)
  })

  test.each<[Partial<FunctionFacts>, number, string]>([
    [{ packageType: 'Image' }, 10, 'an image'],
    [{ packageType: 'Zip' }, 4, 'a package is smaller'],
    [{ packageType: 'Zip', snapStart: true }, 2, 'a snapshot is restored'],
    [{ memoryMB: 3072 }, 30, 'three times the memory'],
  ])('a cold start of %j is %d GB-s: %s', (facts, gbSeconds) => {
    expect(estimateOf('burst 1', facts).usd).toBeCloseTo(usdOf(1, gbSeconds), 12)
  })

  // Compared steps of both sides; 10 s for a cold start.
  test.each<[string, Reach, number, number, string]>([
    ['burst 30', 'compared', 60, 600, 'each side'],
    [
      'burst 30\nrounds 3 of 4',
      'compared',
      54,
      540,
      'what comes before the rounds is not compared',
    ],
    ['rounds 3 of 4', 'compared-growing', 12 + 24, 120 + 126, '4 + 8 + 12 of which 12 are cold'],
    ['recycle\nburst 4\nrecycle\nburst 4', 'compared', 16, 160, 'a recycle is for both sides'],
    ['recycle\nburst 4\nrecycle\nburst 4', 'compared-growing', 16, 122, 'one that cannot: 4 cold'],
  ])('%j with a baseline that gets "%s": %d requests, %d GB-s: %s', (...row) => {
    const [text, reach, requests, gbSeconds] = row
    expect(estimateOf(text, {}, reach).usd).toBeCloseTo(usdOf(requests, gbSeconds), 12)
  })

  test('each side has its own size and price', () => {
    const baseline = { memoryMB: 2048, arn: 'arn:aws:lambda:af-south-1:123456789012:function:app' }
    const { usd } = estimateOf('burst 10', {}, 'compared', baseline)
    expect(usd).toBeCloseTo(usdOf(10, 100) + 200 * 0.0000221 + 10 * 0.00000027, 12)
  })
})

describe('what a plan may cost at most', () => {
  test('is each request at the time limit after 10 s of init', () => {
    expect(estimateOf('burst 30').most).toBeCloseTo(usdOf(30, 30 * 40), 12)
    expect(estimateOf('burst 3', { timeout: 900_000 }).most).toBeCloseTo(usdOf(3, 3 * 910), 12)
  })

  test('counts users by their shortest wait, and knows no end without one', () => {
    // 10 users · 30 s / 1 s, where 2 s is the mean.
    expect(estimateOf('users 10 for 30s wait 1s..3s').most).toBeCloseTo(usdOf(300, 300 * 40), 12)
    expect(estimateOf('users 10 for 30s').most).toBe(Infinity)
  })

  test('an estimate is never more than that, nor what a step needs more than both', () => {
    const n = fc.integer({ min: 1, max: 20 })
    const step = fc.oneof(
      n.map((count) => `burst ${count}`),
      fc.tuple(n, n).map(([a, b]) => `rate ${a}/s for ${b}s`),
      fc.tuple(n, n).map(([a, b]) => `users ${a} for ${b}s wait 1s`),
      fc.constant('recycle'),
    )
    const plans = fc.array(step, { maxLength: 5 }).map((steps) => ['burst 2', ...steps].join('\n'))
    const timeout = fc.integer({ min: 1, max: 900 }).map((seconds) => seconds * 1000)
    fc.assert(
      fc.property(plans, timeout, fc.boolean(), (text, timeout, isCompared) => {
        const found = estimateOf(text, { timeout }, isCompared ? 'compared' : undefined)
        expect(found.usd).toBeLessThanOrEqual(found.most * (1 + 1e-9))
        expect(found.needed).toBeGreaterThanOrEqual(found.usd)
        expect(found.needed).toBeLessThanOrEqual((found.usd + found.most) * (1 + 1e-9))
        expect(found.usd).toBeGreaterThan(
          costOf(plannedInvocations(planOf(text)), 0, makeFacts()).usd,
        )
      }),
    )
  })
})

test.each<[string, number, number, string]>([
  ['burst 30', 30, 0, 'all of a burst leaves at once'],
  ['burst 30\nrecycle\nburst 10', 30, 0, 'the second one needs less: 300 and 10 · 40 GB-s'],
  ['burst 10\nrecycle\nburst 30', 30, 100, 'the second one, after 100 GB-s for the first'],
  ['users 10 for 30s wait 1s', 10, 245, 'users at their end, when all the rest is spent'],
])('%j needs room for %d requests at the limit, after %d GB-s: %s', (text, atOnce, before) => {
  const sent = { 'burst 10\nrecycle\nburst 30': 10, 'users 10 for 30s wait 1s': 300 }[text] ?? 0
  const needed = usdOf(atOnce, atOnce * 40) + usdOf(sent, before)
  expect(estimateOf(text).needed).toBeCloseTo(needed, 12)
})

test('a rate that is held at so many in flight starts no more environments than that', () => {
  const side = { facts: makeFacts(), reach: 'all', mostInFlight: 30 } as const
  const { usd, needed } = estimateCost(planOf('rate 20/s for 30s'), [side])
  // 30 cold starts of 10 s and 570 other requests of 0.5 s; then 30 at the limit of 40 s.
  expect(usd).toBeCloseTo(usdOf(600, 300 + 285), 12)
  expect(needed).toBeCloseTo(usdOf(630, 300 + 285 + 30 * 40), 12)
})

test.each<[string, Partial<FunctionFacts>, number, string]>([
  [
    'burst 30',
    {},
    5,
    'The load may cost about $0.005, at most $0.02, at list prices of us-east-1.',
  ],
  [
    'users 10 for 30s',
    { arn: 'arn:aws:lambda:ap-east-1:123456789012:function:app' },
    2,
    'The load may cost about $0.0092, and ends before it could cost more than $2.00 (max-cost), at list prices of ap-east-1.',
  ],
])('%j of %j with max-cost %d is announced as %j', (text, facts, maxCost, line) => {
  const sides = [{ facts: makeFacts(facts) }]
  expect(describeEstimate(estimateOf(text, facts), maxCost, sides)).toBe(line)
})
