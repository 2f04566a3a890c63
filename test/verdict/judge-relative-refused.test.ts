import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import { makeStart, repeat } from './runs.ts'
import { around, inRounds, judgeSides, makeSides, type Setting } from './sides.ts'

const steady = inRounds(16, 10, around(3000, 1))
const same = makeSides(steady, steady)

const NUMBER =
  'a number depends on how much was sent to each side; compare a share, a rate or a time'
const SINGLE = 'it is a single start of each side, which differs in every run; compare p50 or p90'
const FRESH =
  'the baseline was deployed long ago, so nothing of it is super-cold; give an absolute limit'

describe('what no baseline can answer is not compared, and says why', () => {
  test.each([
    ['cold.init.min <= baseline + 5%', SINGLE],
    ['cold.init.max <= baseline + 5%', SINGLE],
    ['cold.init.p100 <= baseline + 5%', SINGLE],
    ['cold.count <= baseline + 5%', NUMBER],
    ['super-cold.count <= baseline + 5%', NUMBER],
    ['errors.count <= baseline', NUMBER],
    ['throttles.count <= baseline + 5%', NUMBER],
    ['missing.count <= baseline + 5%', NUMBER],
    ['cost.usd <= baseline + 5%', NUMBER],
    ['super-cold.share <= baseline + 5%', FRESH],
    ['super-cold.latency.p50 <= baseline + 5%', FRESH],
    ['super-cold.init.max <= baseline', FRESH],
  ])('%s: %s', (rule, why) => {
    expect(judgeSides(rule, same)).toMatchObject({
      result: 'inconclusive',
      reason: `not compared: ${why}`,
      observed: null,
      limit: null,
      comparison: null,
    })
  })

  test('a baseline that was refused says why it was', () => {
    const reference = { kind: 'refused', reason: 'the stored baseline is another size' } as const
    expect(judgeSides('cold.init.p50 <= baseline', { ...same, reference }).reason).toBe(
      'not compared: the stored baseline is another size',
    )
  })
})

type Refusal = readonly [
  why: string,
  baseline: readonly Start[],
  candidate: readonly Start[],
  setting: Setting,
  reason: string,
]

const broken = (count: number): readonly Start[] =>
  steady.map((start, i) => (i < count ? { ...start, error: 'ValueError' } : start))
const NOT_WORKING = 'ended in an error, so their times are not those of a working function'
const LOST = 'have no full result, and they may be the slowest ones'
const zero = steady.map((start, i) => (i === 7 ? { ...start, init: 0 } : start))

const refusals: readonly Refusal[] = [
  [
    'nine starts of the candidate',
    steady,
    steady.slice(0, 9),
    {},
    'needs ≥ 10 cold starts of the candidate, found 9',
  ],
  [
    'nine of the baseline',
    steady.slice(0, 9),
    steady,
    {},
    'needs ≥ 10 cold starts of the baseline, found 9',
  ],
  [
    'starts without the measure do not count',
    steady,
    steady.slice(0, 12).map((start, i) => (i < 3 ? { ...start, init: null } : start)),
    {},
    'needs ≥ 10 cold starts of the candidate, found 9',
  ],
  [
    'more than a tenth of the candidate failed',
    steady,
    broken(17),
    {},
    `17 of 160 cold starts of the candidate ${NOT_WORKING}`,
  ],
  [
    'more than a tenth of the baseline failed',
    broken(17),
    steady,
    {},
    `17 of 160 cold starts of the baseline ${NOT_WORKING}`,
  ],
  [
    'more than a tenth of the candidate was not seen',
    steady,
    steady,
    { counts: { missing: 10, gaveUp: 8 } },
    `more than 10 % of the requests to the candidate ${LOST}`,
  ],
  [
    'more than a tenth of the baseline was not seen',
    steady,
    steady,
    { baselineCounts: { missing: 18 } },
    `more than 10 % of the requests to the baseline ${LOST}`,
  ],
  [
    'a time of 0 has no ratio',
    steady,
    zero,
    {},
    'some values of the candidate are not above 0, so they have no ratio',
  ],
  [
    'nor has one of the baseline',
    zero,
    steady,
    {},
    'some values of the baseline are not above 0, so they have no ratio',
  ],
]

test.each(refusals)('%s', (_, baseline, candidate, setting, reason) => {
  const check = judgeSides(
    'cold.init.p50 <= baseline + 5%',
    makeSides(baseline, candidate, setting),
  )
  expect(check.reason).toBe(`not compared: ${reason}`)
  expect(check.result).toBe('inconclusive')
  expect(check.comparison).toBeNull()
})

test.each<[string, readonly Start[], readonly Start[], Setting]>([
  ['ten starts', steady.slice(0, 10), steady.slice(0, 10), {}],
  ['a tenth that failed', broken(16), broken(16), {}],
  ['a tenth that was not seen', steady, steady, { counts: { missing: 17 } }],
])('%s of a side are not yet too few or too many', (_, baseline, candidate, setting) => {
  const sides = makeSides(baseline, candidate, setting)
  expect(judgeSides('cold.init.p50 <= baseline + 5%', sides).reason).not.toContain('not compared')
})

test('a start that ran into a time limit is slow, not broken', () => {
  const cut = { latency: 29_000, censored: true, error: 'timeout' }
  const some = steady.map((start, i) => (i % 5 === 0 ? { ...start, ...cut } : start))
  const check = judgeSides('cold.latency.p50 <= baseline + 5%', makeSides(some, some))
  expect(check.comparison).not.toBeNull()
})

describe('"if n" counts the smaller side', () => {
  const few = steady.filter((_, i) => i % 3 === 0)
  const rule = 'cold.init.p50 <= baseline + 5% if n >= 55'

  test.each([
    ['candidate', steady, few],
    ['baseline', few, steady],
  ])('the %s', (_, baseline, candidate) => {
    const check = judgeSides(rule, makeSides(baseline, candidate))
    expect(check.result).toBe('inconclusive')
    expect(check.reason).toBe('judged from n ≥ 55 on, found 54')
    expect(judgeSides(rule.replace('55', '54'), makeSides(baseline, candidate)).result).toBe('pass')
  })

  test('and hides no better reason', () => {
    const none = { ...same, reference: { kind: 'none' } as const }
    expect(judgeSides(rule, none).reason).toBe('not compared: no baseline was measured')
    const nine = makeSides(steady, steady.slice(0, 9))
    expect(judgeSides(rule, nine).reason).toBe(
      'not compared: needs ≥ 10 cold starts of the candidate, found 9',
    )
  })
})

test('overhead below 0, which two clocks can make, is not compared', () => {
  const warm = (overhead: number) => repeat(20, 'warm', { overhead })
  const plan = 'users 2 for 30s'
  const check = judgeSides(
    'warm.overhead.p50 <= baseline + 5%',
    makeSides(warm(20), [...warm(20), makeStart('warm', { overhead: -1 })], { plan }),
  )
  expect(check.reason).toContain('some values of the candidate are not above 0')
})
