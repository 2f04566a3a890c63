import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { newcombe } from '../../src/statistics/proportions.ts'
import { decideShareRise } from '../../src/statistics/share-test.ts'
import type { Round } from '../../src/statistics/shift.ts'
import type { Risk } from '../../src/statistics/shift-test.ts'

const risk: Risk = { alpha: 0.005, beta: 0.05 }
/** z of alpha shared by the two limits, 0.0025, and of beta; by scipy.stats.norm.isf. */
const ALARM_Z = 2.8070337683438042
const DOUBT_Z = 1.6448536269514722

/** So many values are `by` times the usual ones. */
type Slow = { readonly count: number; readonly by: number }

/** One round of n values a side, of which some are slow. */
function roundOf(n: number, baseline: readonly Slow[], candidate: readonly Slow[]): Round {
  const side = (slow: readonly Slow[]): readonly number[] => {
    const factors = slow.flatMap(({ count, by }) => Array.from({ length: count }, () => by))
    return Array.from({ length: n }, (_, i) => 8 + (i % 7) / 100 + Math.log(factors[i] ?? 1))
  }
  return { baseline: side(baseline), candidate: side(candidate) }
}

describe('of starts that take three times as long', () => {
  test.each([
    { n: 40, usual: 0, slow: 0, expected: 'pass', why: '15 points more are ruled out' },
    { n: 10, usual: 0, slow: 0, expected: 'inconclusive', why: 'too few to rule 15 points out' },
    { n: 40, usual: 0, slow: 9, expected: 'fail', why: '22 points more' },
    { n: 40, usual: 0, slow: 8, expected: 'inconclusive', why: '20 points more may be chance' },
    { n: 40, usual: 4, slow: 8, expected: 'inconclusive', why: '10 points more may be chance' },
    { n: 1000, usual: 20, slow: 60, expected: 'pass', why: 'significant, but 4 points only' },
    { n: 1000, usual: 20, slow: 80, expected: 'fail', why: 'significant and 6 points' },
    { n: 40, usual: 8, slow: 0, expected: 'pass', why: 'fewer than before' },
  ])('$slow of $n after $usual: $expected, $why', ({ n, usual, slow, expected }) => {
    const round = roundOf(n, [{ count: usual, by: 3 }], [{ count: slow, by: 3 }])
    const share = decideShareRise([round], risk)
    expect(share).toMatchObject({ baseline: { k: usual, n }, candidate: { k: slow, n } })
    expect(share.decision).toBe(expected)
  })
})

describe('of 100 starts, of which 30 took twice as long before, too,', () => {
  const usual = { count: 30, by: 2 }

  test('15 new ones at four times the usual are seen at the higher limit', () => {
    const round = roundOf(100, [usual], [{ count: 15, by: 4 }, usual])
    const share = decideShareRise([round], risk)
    expect(share).toMatchObject({ decision: 'fail', baseline: { k: 0 }, candidate: { k: 15 } })
    // At the lower one 45 after 30 may be chance.
    expect(newcombe({ k: 30, n: 100 }, { k: 45, n: 100 }, ALARM_Z).low).toBeLessThan(0)
  })

  test('15 new ones at twice the usual may be chance, and cannot pass', () => {
    const share = decideShareRise([roundOf(100, [usual], [{ count: 45, by: 2 }])], risk)
    expect(share).toMatchObject({
      decision: 'inconclusive',
      baseline: { k: 30 },
      candidate: { k: 45 },
    })
  })

  test('30 new ones at twice the usual are seen at the lower limit', () => {
    const share = decideShareRise([roundOf(100, [usual], [{ count: 60, by: 2 }])], risk)
    expect(share).toMatchObject({ decision: 'fail', baseline: { k: 30 }, candidate: { k: 60 } })
  })

  test('none new pass at the lower limit', () => {
    const share = decideShareRise(
      [roundOf(400, [{ ...usual, count: 120 }], [{ ...usual, count: 120 }])],
      risk,
    )
    expect(share).toMatchObject({ decision: 'pass', baseline: { k: 120 }, candidate: { k: 120 } })
  })
})

test('the limits lie at 1.5 and 2.5 times the median of a quiet baseline', () => {
  const decide = (usual: readonly Slow[], by: number) =>
    decideShareRise([roundOf(40, usual, [{ count: 18, by }])], risk)
  // The usual values themselves scatter by 6 %.
  expect(decide([], 1.4).candidate.k).toBe(0)
  expect(decide([], 1.6)).toMatchObject({ decision: 'fail', candidate: { k: 18 } })
  // As many were twice as slow before: only the higher limit can tell them from slower ones.
  const usual = [{ count: 18, by: 2 }]
  expect(decide(usual, 2.4)).toMatchObject({ decision: 'inconclusive', baseline: { k: 18 } })
  expect(decide(usual, 2.7)).toMatchObject({ decision: 'fail', baseline: { k: 0 } })
})

test('each limit has half of the alpha, and the bounds that are shown are those it is judged by', () => {
  const share = decideShareRise([roundOf(40, [{ count: 4, by: 3 }], [{ count: 8, by: 3 }])], risk)
  const [before, after] = [
    { k: 4, n: 40 },
    { k: 8, n: 40 },
  ]
  expect(share.low).toBeCloseTo(newcombe(before, after, ALARM_Z).low, 12)
  expect(share.high).toBeCloseTo(newcombe(before, after, DOUBT_Z).high, 12)
})

test('at a pass 15 points more are ruled out, at a fail the rise is surely above 0', () => {
  const count = fc.integer({ min: 0, max: 60 })
  const some = fc.record({ twice: count, four: count })
  const slow = ({ twice, four }: { readonly twice: number; readonly four: number }) => [
    { count: four, by: 4 },
    { count: twice, by: 2 },
  ]
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 120 }), some, some, (n, before, after) => {
      const share = decideShareRise([roundOf(n, slow(before), slow(after))], risk)
      seen.add(share.decision)
      const rise = share.candidate.k / n - share.baseline.k / n
      if (share.decision === 'pass') expect(share.high).toBeLessThan(0.15)
      if (share.decision === 'fail') expect(Math.min(share.low, rise - 0.05)).toBeGreaterThan(0)
      else expect(Math.min(share.low, rise - 0.05)).toBeLessThanOrEqual(0)
    }),
    { numRuns: 300 },
  )
  expect(seen.size).toBe(3)
})

test.each([
  { rounds: [] },
  { rounds: [{ baseline: [], candidate: [8, 9] }] },
  { rounds: [{ baseline: [8, 9], candidate: [] }] },
])('$rounds decides nothing', ({ rounds }) => {
  expect(decideShareRise(rounds, risk).decision).toBe('inconclusive')
})
