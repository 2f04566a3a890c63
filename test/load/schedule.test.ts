import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  arrivals,
  comparedSteps,
  leastDuration,
  peakConcurrency,
  plannedInvocations,
  type Reach,
  roundSize,
} from '../../src/load/schedule.ts'
import { driveVirtually, only, planOf } from './virtual-world.ts'

function timesOf(from: number, to: number, seconds: number): readonly number[] {
  return [...arrivals({ kind: 'rate', from, to, duration: seconds * 1000 })]
}

/** Two decimals, as people write rates; and a total that a property can walk through. */
const rate = fc.integer({ min: 0, max: 20_000 }).map((hundredths) => hundredths / 100)
const ramp = fc
  .record({ from: rate, to: rate, seconds: fc.integer({ min: 1, max: 60 }) })
  .filter(({ from, to }) => from + to > 0)

describe('arrivals', () => {
  test.each<[number, number, number, readonly number[], string]>([
    [2, 2, 2, [0, 500, 1000, 1500], 'k / rate, the end excluded'],
    [0.5, 0.5, 5, [0, 2000, 4000], 'the integral is 2.5, so the third comes at 2 / 0.5'],
    [
      0.28,
      0.28,
      25,
      [0, 1, 2, 3, 4, 5, 6].map((k) => k / 0.00028),
      '0.28 · 25 is above 7 in binary',
    ],
    [0.01, 0.01, 1, [0], 'the first at once, however slow'],
    [0, 2, 3, [0, 1732.05, 2449.49], 'from 0: √(2kD / R), here √3 and √6 s'],
    [2, 0, 3, [0, 550.51, 1267.95], 'to 0: D − √(D² − 2kD / R), here 3 − √6 and 3 − √3 s'],
    [1, 3, 2, [0, 732.05, 1236.07, 1645.75], '−1 + √(1 + 2k): √3, √5 and √7 less 1'],
  ])('from %d/s to %d/s for %d s arrive at %j: %s', (from, to, seconds, expected) => {
    const times = timesOf(from, to, seconds)
    expect(times).toHaveLength(expected.length)
    for (const [k, time] of expected.entries()) expect(times[k]).toBeCloseTo(time, 2)
  })

  test('they ascend inside [0, duration), as many as the integral has whole steps', () => {
    fc.assert(
      fc.property(ramp, ({ from, to, seconds }) => {
        const times = timesOf(from, to, seconds)
        // In hundredths all of this is whole, so the reference is exact.
        const integral = (Math.round(from * 100) + Math.round(to * 100)) * seconds
        expect(times).toHaveLength(Math.ceil(integral / 200))
        expect(times[0]).toBe(0)
        expect(times.at(-1)).toBeLessThan(seconds * 1000)
        expect(times.every((time, k) => k === 0 || time > (times[k - 1] ?? 0))).toBe(true)
      }),
    )
  })

  test('arrival k comes when the integral of the rate reaches k', () => {
    fc.assert(
      fc.property(ramp, ({ from, to, seconds }) => {
        for (const [k, time] of timesOf(from, to, seconds).entries()) {
          const t = time / 1000
          expect(from * t + ((to - from) * t * t) / (2 * seconds)).toBeCloseTo(k, 5)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('plannedInvocations', () => {
  test.each<[string, number, string]>([
    ['burst 30', 30, 'a burst'],
    ['rounds 16 of 10', 160, 'at most so many rounds'],
    ['rate 20/s for 30s', 600, 'a constant rate'],
    ['rate 0/s..10/s for 3s', 15, 'a ramp: half the last rate'],
    ['rate 0.5/s for 5s', 3, 'the arrival at 0 counts'],
    ['users 5 for 10s', 5, 'one a user where nothing is known'],
    ['users 5 for 10s wait 3s', 20, 'at 0, 3, 6 and 9 s'],
    ['users 5 for 10s wait 2s', 25, 'none at the end of the step'],
    ['users 5 for 10s wait 1s..3s', 25, 'the mean wait'],
    ['users 5 for 2s spawn 1/s', 2, 'those that start'],
    // Starts at 0, 1, 2 s: left 4, 3, 2 s of waits of 1 s.
    ['users 3 for 4s spawn 1/s wait 1s', 9, 'later users send less'],
    ['burst 30\nrecycle\npause 5s\nburst 10', 40, 'the sum of the steps'],
  ])('of %j are %d: %s', (text, count) => {
    expect(plannedInvocations(planOf(text))).toBe(count)
  })

  test('the default plan sends 1,480 requests', () => {
    // ceil((60 − i/20) / 4): 15 for i ≤ 79 (above 56 s left), 14 for i = 80 … 99; 80·15 + 20·14.
    const plan = planOf('users 100 for 60s spawn 20/s wait 3s..5s')
    expect(plannedInvocations(plan)).toBe(1480)
  })

  test('they are what a run sends, where answers are instant and waits fixed', async () => {
    const n = fc.integer({ min: 1, max: 9 })
    const step = fc.oneof(
      n.map((count) => `burst ${count}`),
      fc.tuple(n, n, n).map(([a, b, c]) => `rate ${a}/s..${b}/s for ${c}s`),
      fc.tuple(n, n, n).map(([a, b, c]) => `users ${a} for ${b}s spawn 2/s wait ${c}00ms`),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
        const text = steps.join('\n')
        const { state } = await driveVirtually(text, { takes: () => 0 })
        expect(state.sent).toEqual(only(plannedInvocations(planOf(text))))
      }),
      { numRuns: 50 },
    )
  })

  test.each<[string, number, number, string]>([
    ['burst 30', 30, 30, 'nothing recycles, so all of it is compared'],
    ['burst 30\nrounds 16 of 10', 160, 1360, '10 · (1 + 2 + … + 16)'],
    ['rounds 1 of 10', 10, 10, 'one round does not grow'],
    ['burst 30\nrounds 3 of 4\nburst 5', 17, 29, '3 · 4 or 4 + 8 + 12, and what follows'],
    ['burst 30\nrecycle\nburst 10\nrecycle\nburst 7', 17, 17, 'only rounds grow'],
    ['users 5 for 10s wait 3s\npause 5s\nrecycle\nrate 2/s for 3s', 6, 6, 'from the recycle on'],
  ])('of %j a baseline gets %d, or %d where its rounds grow: %s', (text, compared, growing) => {
    expect(plannedInvocations(planOf(text), 'compared')).toBe(compared)
    expect(plannedInvocations(planOf(text), 'compared-growing')).toBe(growing)
  })

  test('a plan far beyond every limit is counted in no time', () => {
    expect(plannedInvocations(planOf('users 1000000 for 60s spawn 1/s'))).toBe(60)
    expect(plannedInvocations(planOf('users 1000000 for 60s wait 1ms'))).toBe(6e10)
  })
})

test.each<[string, number | undefined, string]>([
  ['burst 30', 30, 'all at once'],
  ['users 10 for 30s', 10, 'one a user'],
  ['rounds 16 of 10', 10, 'one round after the other'],
  ['rate 20/s for 30s', undefined, 'it depends on how long an answer takes'],
])('%s has at most %s requests in flight: %s', (text, peak) => {
  expect(peakConcurrency(planOf(text).steps[0])).toBe(peak)
})

test('the largest round of a side that cannot recycle is its last', () => {
  const [step] = planOf('rounds 16 of 10').steps
  expect(peakConcurrency(step, 'compared')).toBe(10)
  expect(peakConcurrency(step, 'compared-growing')).toBe(160)
})

test.each<[Reach, readonly number[], string]>([
  ['all', [10, 10, 10], 'new environments only'],
  ['compared', [10, 10, 10], 'new environments only'],
  ['compared-growing', [10, 20, 30], 'new ones beside those that stay warm'],
])('with reach "%s" rounds of 10 send %j: %s', (reach, sizes) => {
  expect([0, 1, 2].map((round) => roundSize(10, round, reach))).toEqual(sizes)
})

test.each<[string, readonly string[], string]>([
  ['burst 2\npause 1s', ['burst', 'pause'], 'nothing recycles'],
  ['burst 2\nrecycle\nburst 3', ['recycle', 'burst'], 'what is fresh is left out'],
  ['burst 2\nrounds 3 of 4', ['rounds'], 'rounds recycle too'],
  ['rounds 3 of 4\nrecycle\nburst 1', ['rounds', 'recycle', 'burst'], 'the first recycle counts'],
])('of %j the steps %j are compared: %s', (text, kinds) => {
  expect(comparedSteps(planOf(text).steps).map(({ kind }) => kind)).toEqual(kinds)
})

test.each<[string, number, number, string]>([
  ['burst 5\nrate 1/s for 30s', 30, 60, 'each side gets the rate'],
  ['users 2 for 20s\nrecycle\nusers 2 for 30s', 50, 80, 'the candidate alone before the recycle'],
  ['rate 1/s for 10s\npause 7s', 17, 27, 'both sides share a pause'],
])('%j takes at least %d s, with a baseline %d s: %s', (text, alone, compared) => {
  expect(leastDuration(planOf(text), false)).toBe(alone * 1000)
  expect(leastDuration(planOf(text), true)).toBe(compared * 1000)
})

test('a recycle and a pause have nothing in flight', () => {
  expect(peakConcurrency({ kind: 'recycle' })).toBe(0)
  expect(peakConcurrency({ kind: 'pause', duration: 1 })).toBe(0)
})
