import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import { judge } from '../../src/verdict/judge.ts'
import { type Look, ONLY_LOOK, progressOf } from '../../src/verdict/look.ts'
import { looksBefore, spentBy } from '../../src/verdict/policy.ts'
import { planOf } from '../load/virtual-world.ts'
import { expectJudged, type Row } from './row.ts'
import { makeRule, makeRun, makeStart, repeat } from './runs.ts'

const PLAN = planOf('rounds 16 of 10')

function judgeAt(text: string, starts: readonly Start[], look: Look) {
  const sides = { candidate: makeRun(starts), reference: { kind: 'none' } as const, plan: PLAN }
  return judge(makeRule(text), sides, look, 1)
}

const good = (count: number): readonly Start[] => repeat(count, 'cold', { init: 3000 })
const bad = (count: number): readonly Start[] => repeat(count, 'cold', { init: 9000 })
const FIRST: Look = { shares: [0.25], sizes: [] }

describe('an early look asks for more than a single one would', () => {
  test.each([
    // By hand: 0.95^59 is below 5 %, 0.95^86 just below 5 % / 4.
    ['pass', 'cold.init.p95 <= 6s', good(59), good(86)],
    // P(7 or more of 59) is 2.7 %, P(8 or more of 59) is 0.9 %; P(7 or more of 58) is above 5 % / 4.
    ['fail', 'cold.init.p95 <= 6s', [...good(52), ...bad(7)], [...good(51), ...bad(8)]],
    ['pass', 'cold.init.p50 <= 6s', good(5), good(7)],
  ] as const)('to %s %s', (result, rule, alone, early) => {
    expect(judgeAt(rule, alone, ONLY_LOOK).result).toBe(result)
    expect(judgeAt(rule, alone, FIRST).result).toBe('inconclusive')
    expect(judgeAt(rule, early, FIRST).result).toBe(result)
    expect(judgeAt(rule, early.slice(0, -1), FIRST).result).toBe('inconclusive')
  })

  test('a mean, too', () => {
    const starts = [...repeat(6, 'cold', { init: 3000 }), ...repeat(6, 'cold', { init: 3800 })]
    const [once, early] = [ONLY_LOOK, FIRST].map((look) =>
      judgeAt('cold.init.mean <= 3.7s', starts, look),
    )
    expect([once?.result, early?.result]).toEqual(['pass', 'inconclusive'])
    expect(early?.high).toBeGreaterThan(once?.high ?? 0)
  })

  test('but what speaks of this run alone does not', () => {
    expect(judgeAt('cold.init.max <= 6s', good(1), FIRST).result).toBe('pass')
    expect(judgeAt('cold.count >= 3', good(3), FIRST).result).toBe('pass')
  })
})

test('the looks together spend what one look would, in proportion to what is new', () => {
  expect(spentBy(ONLY_LOOK, 0.05)).toEqual([0.05])
  expect(spentBy({ shares: [0.25, 0.5, 0.75, 1], sizes: [] }, 0.04)).toEqual([
    ...[0.01, 0.01, 0.01].map((part) => expect.closeTo(part, 12)),
    expect.closeTo(0.01, 12),
  ])
  const late = spentBy({ shares: [0.5, 1], sizes: [] }, 0.08, 3)
  expect(late).toEqual([expect.closeTo(0.01, 12), expect.closeTo(0.07, 12)])
})

test('progress goes from the first look to the last', () => {
  expect(progressOf(ONLY_LOOK)).toBe(1)
  const shares = [0.25, 0.5, 1] as const
  expect(
    [1, 2, 3].map((n) => progressOf({ shares: shares.slice(0, n) as never, sizes: [] })),
  ).toEqual([0, expect.closeTo(1 / 3, 12), 1])
  expect(looksBefore(0)).toEqual([])
})

describe('a figure over starts that were cut off says how many', () => {
  const cut = (count: number): Start[] =>
    repeat(count, 'cold', { latency: 29_000, duration: 27_500, censored: true, error: 'timeout' })
  const rows: readonly Row[] = [
    [
      'one of them',
      'cold.latency.p95 <= 9s',
      [...repeat(99, 'cold'), ...cut(1)],
      {},
      'pass',
      'latency p95 is 2.00 s over 100 cold starts, 1 of them cut off by a time limit (95 % sure',
    ],
    [
      'most of them',
      'cold.latency.p50 <= 9s',
      [...repeat(3, 'cold'), ...cut(30)],
      {},
      'fail',
      'latency p50 is ≥ 29.00 s over 33 cold starts, 30 of them cut off by a time limit (95 % sure',
    ],
    [
      'a mean',
      'cold.latency.mean <= 9s',
      cut(20),
      {},
      'fail',
      'over 20 cold starts, 20 of them cut off by a time limit (95 % bounds',
    ],
    [
      'a maximum',
      'cold.latency.max <= 9s',
      [...repeat(3, 'cold'), ...cut(1)],
      {},
      'fail',
      'latency max is ≥ 29.00 s over 4 cold starts, 1 of them cut off by a time limit of this run',
    ],
    [
      'none of them, by a measure that no limit cuts',
      'cold.overhead.p50 <= 9s',
      [...repeat(9, 'cold'), ...cut(3)],
      {},
      'pass',
      'overhead p50 is 300 ms over 12 cold starts (95 % sure',
    ],
  ]
  test.each(rows)('%s: %s', (...row) => expectJudged(row))
})

test('different limits: what the shorter one hides is weighed, and the bounds stay careful', () => {
  const early = Array.from({ length: 20 }, () =>
    makeStart('cold', { latency: 1000, censored: true }),
  )
  const starts = [...repeat(60, 'cold', { latency: 3000 }), ...early]
  const check = judgeAt('cold.latency.p50 <= 9s', starts, ONLY_LOOK)
  expect(check).toMatchObject({ observed: 3000, atLeast: false, result: 'pass' })
  expect([check.low, check.high]).toEqual([3000, 3000])
})
