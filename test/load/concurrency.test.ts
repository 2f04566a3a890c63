import { describe, expect, test } from '@jest/globals'
import {
  allowedInFlight,
  type Concurrency,
  crowding,
  type LimitedSide,
  warnings,
} from '../../src/load/concurrency.ts'
import type { Reach } from '../../src/load/schedule.ts'
import { makeFacts } from './facts.ts'
import { driveVirtually, only, planOf } from './virtual-world.ts'

const limitsOf = (reserved: number | undefined, unreserved: number | undefined): Concurrency => ({
  reserved,
  unreserved,
})
const sideOf = (concurrency: Concurrency, reach: Reach = 'all'): LimitedSide => ({
  facts: makeFacts(),
  reach,
  concurrency,
})

test.each<[number | undefined, number | undefined, number, number | undefined, string]>([
  [undefined, 1000, 0.5, 500, 'a share of what all functions share'],
  [undefined, 1000, 0.1234, 123, 'never more than that'],
  [undefined, 10, 10, 100, 'above 100 % throttling is wanted'],
  [undefined, 1, 0.5, 1, 'one is always allowed'],
  [20, 1000, 0.5, 5000, 'reserved concurrency is taken from nobody'],
  [20, undefined, 0.5, 5000, 'whatever the account has'],
  [0, 1000, 0.5, 5000, 'switched off, so throttled'],
  [undefined, undefined, 0.5, undefined, 'nobody told us'],
])('with %s reserved and %s unreserved, a share of %d allows %s: %s', (...row) => {
  const [reserved, unreserved, share, allowed] = row
  expect(allowedInFlight(limitsOf(reserved, unreserved), share)).toBe(allowed)
})

describe('a plan that takes more than its share is refused', () => {
  test.each<[string, readonly LimitedSide[], boolean, string]>([
    ['burst 50', [sideOf(limitsOf(undefined, 100))], false, 'just enough'],
    ['burst 51', [sideOf(limitsOf(undefined, 100))], true, 'one more'],
    ['burst 5\nusers 51 for 10s', [sideOf(limitsOf(undefined, 100))], true, 'the largest step'],
    ['burst 51', [sideOf(limitsOf(60, 100))], false, 'its own pool'],
    ['burst 51', [sideOf(limitsOf(undefined, undefined))], false, 'nobody told us'],
    [
      'rate 999/s for 10s',
      [sideOf(limitsOf(undefined, 100))],
      false,
      'what is too much is dropped',
    ],
    [
      'rounds 6 of 10',
      [sideOf(limitsOf(undefined, 100)), sideOf(limitsOf(undefined, 100), 'compared')],
      false,
      'both sides take turns',
    ],
    [
      'rounds 6 of 10',
      [sideOf(limitsOf(undefined, 100)), sideOf(limitsOf(undefined, 100), 'compared-growing')],
      true,
      'the rounds of one that stays warm grow to 60',
    ],
    [
      'burst 51',
      [sideOf(limitsOf(60, 100)), sideOf(limitsOf(undefined, 100), 'compared')],
      true,
      'the baseline has nothing reserved',
    ],
  ])('%j: %j', (text, sides, isRefused) => {
    expect(crowding(planOf(text), sides, 0.5)).toHaveLength(isRefused ? 1 : 0)
  })

  test('with the numbers, and the input to raise', () => {
    expect(crowding(planOf('burst 51'), [sideOf(limitsOf(undefined, 100))], 0.5)).toEqual([
      "the plan has up to 51 requests in flight at once, max-concurrency-share (50 %) of the account's unreserved concurrency (100) is 50, and its other functions share it; make the step smaller, reserve concurrency for this function, or raise the share",
    ])
  })
})

describe('warnings', () => {
  test.each<[string, number | undefined, number | undefined, string | undefined, string]>([
    ['burst 30', undefined, 1000, undefined, 'enough'],
    ['burst 30', undefined, 30, undefined, 'just enough'],
    [
      'burst 30',
      undefined,
      10,
      'unreserved concurrency of the account is 10',
      'wanted, or refused',
    ],
    ['burst 30', 20, 1000, 'reserved concurrency of the function is 20', 'its own limit counts'],
    ['burst 30', 50, 10, undefined, 'reserved concurrency is not taken from the rest'],
    ['burst 30', 0, 1000, 'reserved concurrency of the function is 0', 'switched off'],
    ['burst 30', undefined, undefined, undefined, 'nobody told us'],
    ['burst 5\nusers 30 for 10s', undefined, 20, 'up to 30 requests', 'the largest step counts'],
    ['rate 100/s for 10s', undefined, 2000, undefined, '100/s · 10 s are just allowed'],
    ['rate 101/s for 10s', undefined, 2000, 'may have about 1010 requests', 'by 10 more'],
    ['rate 101/s for 1s', undefined, 2000, undefined, 'it never sends so many'],
    ['rate 101/s for 10s', 20, 2000, undefined, 'its own pool'],
  ])('the plan %j with %s reserved and %s unreserved: %s (%s)', (...row) => {
    const [text, reserved, unreserved, part] = row
    const found = warnings(planOf(text), [sideOf(limitsOf(reserved, unreserved))], 0.5)
    expect(found).toEqual(part === undefined ? [] : [expect.stringContaining(part)])
  })

  test('say what will happen, to each side', () => {
    const limits = limitsOf(20, 1000)
    const sides = [sideOf(limits), sideOf(limits, 'compared')]
    expect(warnings(planOf('burst 30'), sides, 0.5)).toEqual([
      'The plan has up to 30 requests in flight, but the reserved concurrency of the function is 20: the rest will be throttled.',
      'The plan has up to 30 requests in flight, but the reserved concurrency of the baseline is 20: the rest will be throttled.',
    ])
  })
})

test('arrivals of a rate that find all that is allowed in flight are dropped, and counted', async () => {
  // 10 a second for 3 s, each taking 1 s, where 4 are allowed: 4 of each second's 10 are sent.
  const { state, seen } = await driveVirtually('rate 10/s for 3s', {
    takes: () => 999,
    mostInFlight: 4,
  })
  expect(state).toMatchObject({ sent: only(12), dropped: only(18), crowdedOut: 18 })
  expect(seen[0]).toMatchObject({ what: 'connect', count: 4 })
})

test('what the budget ends is not counted as crowded out', async () => {
  const spent = (sent: number): string | undefined => (sent >= 3 ? 'spent' : undefined)
  const { state } = await driveVirtually('rate 10/s for 1s', { spent, mostInFlight: 4 })
  expect(state).toMatchObject({ dropped: only(7), crowdedOut: 0 })
})
