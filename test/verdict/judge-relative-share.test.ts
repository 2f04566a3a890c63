import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import type { Check } from '../../src/verdict/check.ts'
import { makeStart, repeat } from './runs.ts'
import { judgeSides, makeSides } from './sides.ts'

/** So many requests on each side, of which so many failed. */
function rates(
  before: readonly [bad: number, of: number],
  after: readonly [bad: number, of: number],
) {
  return makeSides(repeat(before[1], 'warm'), repeat(after[1], 'warm'), {
    plan: 'users 2 for 30s',
    baselineCounts: { functionErrors: before[0] },
    counts: { functionErrors: after[0] },
  })
}

describe('a rate beside the baseline is allowed percentage points', () => {
  test.each<
    [string, readonly [number, number], readonly [number, number], Check['result'], string]
  >([
    [
      'errors.rate <= baseline + 1%',
      [2, 200],
      [2, 200],
      'pass',
      '2 of 200 requests (1 %) → 2 of 200 requests (1 %) failed (',
    ],
    [
      'errors.rate <= baseline + 1%',
      [0, 160],
      [16, 160],
      'fail',
      '0 of 160 requests (0 %) → 16 of 160 requests (10 %) failed (+4.6 … +15 points), allowed is +1 point',
    ],
    [
      'errors.rate <= baseline + 1%',
      [0, 20],
      [1, 20],
      'inconclusive',
      ', allowed is +1 point: more requests would narrow that',
    ],
    ['errors.rate <= baseline', [0, 160], [16, 160], 'fail', 'allowed is 0 points'],
    // The same 10 points more: 5 % are points of the whole, not a twentieth of the rate.
    ['errors.rate <= baseline + 5%', [20, 1000], [120, 1000], 'fail', 'allowed is +5 points'],
    ['errors.rate <= baseline + 20%', [20, 1000], [120, 1000], 'pass', 'allowed is +20 points'],
    ['errors.rate <= baseline - 10%', [300, 1000], [100, 1000], 'pass', 'allowed is −10 points'],
    ['errors.rate <= baseline - 10%', [300, 1000], [300, 1000], 'fail', 'allowed is −10 points'],
  ])('%s, %j → %j: %s', (rule, before, after, result, reason) => {
    const check = judgeSides(rule, rates(before, after))
    expect(check.reason).toContain(reason)
    expect(check.result).toBe(result)
  })

  test('with figures as fractions of 1', () => {
    const check = judgeSides('errors.rate <= baseline + 5%', rates([10, 200], [40, 200]))
    expect(check).toMatchObject({ observed: 0.2, n: 200, result: 'fail' })
    expect(check.limit).toBeCloseTo(0.1, 12)
    expect(check.comparison).toMatchObject({ baseline: 0.05, nBaseline: 200 })
    expect(check.comparison?.change).toBeCloseTo(0.15, 12)
    expect(check.low).toBeCloseTo(0.05 + (check.comparison?.low ?? 0), 12)
  })

  test('that fewer fail is an improvement once it is sure', () => {
    const rule = 'errors.rate <= baseline'
    expect(judgeSides(rule, rates([60, 200], [2, 200])).comparison?.isImprovement).toBe(true)
    expect(judgeSides(rule, rates([3, 200], [2, 200])).comparison?.isImprovement).toBe(false)
  })
})

describe('a share beside the baseline', () => {
  const users = (cold: number, warm: number): readonly Start[] => [
    ...repeat(cold, 'cold'),
    ...repeat(warm, 'warm'),
  ]
  const plan = 'users 2 for 30s'
  const rule = 'cold.share <= baseline + 5%'

  test('is of all comparable starts', () => {
    const check = judgeSides(rule, makeSides(users(20, 180), users(80, 120), { plan }))
    expect(check.reason).toMatch(
      /^20 of 200 starts \(10 %\) → 80 of 200 starts \(40 %\) were cold starts \(/,
    )
    expect(check.result).toBe('fail')
  })

  test('passes where the increase is surely less than allowed and ten points more', () => {
    const check = judgeSides(rule, makeSides(users(20, 180), users(22, 178), { plan }))
    expect(check.result).toBe('pass')
  })

  test('leaves fresh starts out where the plan recycles', () => {
    const fresh = Array.from({ length: 90 }, () => makeStart('cold', { wave: 'fresh' }))
    const recycling = { plan: 'burst 90\nrecycle\nusers 2 for 30s' }
    const sides = makeSides(users(20, 180), [...fresh, ...users(20, 180)], recycling)
    expect(judgeSides(rule, sides)).toMatchObject({ n: 200, result: 'pass' })
  })

  test.each(['cold.share <= baseline + 5%', 'errors.rate <= baseline + 5%'])(
    'of nothing is not compared: %s',
    (text) => {
      const check = judgeSides(text, makeSides([], [], { plan }))
      expect(check).toMatchObject({ result: 'inconclusive', observed: null, comparison: null })
      expect(check.reason).toMatch(/^not compared: no (start|request) of the baseline /)
    },
  )
})
