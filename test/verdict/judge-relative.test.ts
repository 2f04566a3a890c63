import { describe, expect, test } from '@jest/globals'
import type { Check } from '../../src/verdict/check.ts'
import { makeRule, makeStart } from './runs.ts'
import { around, inRounds, judgeSides, makeSides } from './sides.ts'

/** 16 rounds of 10 on each side, the candidate slower by a factor. */
function slower(factor: number, middle = 3000, spread = 0.06) {
  const baseline = inRounds(16, 10, around(middle, 1, spread))
  return makeSides(baseline, inRounds(16, 10, around(middle * factor, 2, spread)))
}

type Row = readonly [rule: string, factor: number, result: Check['result'], reason: string]

const rows: readonly Row[] = [
  // The middle: all starts together tell the change, so little of it is told.
  ['cold.init.p50 <= baseline + 5%', 1, 'pass', 'so not slower by 10 % or more'],
  ['cold.init.p50 <= baseline + 5%', 1.2, 'fail', '19 % slower (+17 … +22 %), allowed is +5 %'],
  ['cold.init.p50 <= baseline + 5%', 0.8, 'pass', ': 20 % faster (−22 … −19 %)'],
  ['cold.init.p50 < baseline + 5%', 1.2, 'fail', 'allowed is +5 %'],
  ['cold.init.mean <= baseline + 5%', 1, 'pass', 'init mean 3.03 s → 3.02 s'],
  ['cold.init.mean <= baseline + 5%', 1.2, 'fail', '19 % slower (+17 … +22 %)'],
  ['cold.init.mean <= baseline + 5%', 0.8, 'pass', '20 % faster'],
  ['cold.init.p50 <= baseline + 30%', 1.2, 'pass', 'so not slower by 60 % or more'],
  ['any-cold.init.p50 <= baseline + 5%', 1.2, 'fail', '19 % slower'],
  // Every other percentile is judged by itself.
  ['cold.init.p75 <= baseline + 5%', 1, 'pass', 'so not slower by 10 % or more'],
  ['cold.init.p75 <= baseline + 5%', 1.2, 'fail', '(+16 … +22 %), allowed is +5 %'],
  ['cold.init.p75 <= baseline + 5%', 0.8, 'pass', ': 20 % faster (−23 … −19 %)'],
  ['cold.init.p25 <= baseline + 5%', 1.2, 'fail', 'init p25 '],
  // Tails are noisy: a pass rules out only large rises.
  ['cold.init.p90 <= baseline + 10%', 1, 'pass', 'so not slower by 50 % or more'],
  ['cold.init.p95 <= baseline + 10%', 1, 'pass', 'so not slower by 50 % or more'],
  ['cold.init.p95 <= baseline + 10%', 1.3, 'fail', '30 % slower (+19 … +38 %), allowed is +10 %'],
  ['cold.init.p95 <= baseline + 10%', 0.8, 'pass', ': 20 % faster (−27 … −15 %)'],
  ['cold.init.p95 <= baseline + 30%', 1, 'pass', 'so not slower by 60 % or more'],
  ['cold.init.p89 <= baseline + 10%', 1, 'pass', 'so not slower by 20 % or more'],
  // Without a number nothing more is allowed, and 5 % more is ruled out.
  ['cold.init.p50 <= baseline', 1, 'pass', 'so not slower by 5 % or more'],
  ['cold.init.p50 <= baseline', 1.1, 'fail', 'slower'],
  // An improvement can be asked for.
  ['cold.init.p50 <= baseline - 10%', 0.8, 'pass', '20 % faster'],
  ['cold.init.p50 <= baseline - 10%', 1, 'fail', 'init p50 3.03 s → 3.01 s: 0.5 % faster'],
  ['cold.init.p50 <= baseline - 10%', 0.97, 'fail', '3.5 % faster (−5.1 … −1.7 %)'],
  ['cold.init.p75 <= baseline - 10%', 0.8, 'pass', '20 % faster'],
  ['cold.init.p75 <= baseline - 10%', 1, 'fail', 'faster'],
]

test.each(rows)('%s, %d times as slow: %s', (rule, factor, result, reason) => {
  const check = judgeSides(rule, slower(factor))
  expect(check.reason).toContain(reason)
  expect(check.result).toBe(result)
})

test('what a tail seems to be must be acceptable, however large a rise is ruled out', () => {
  const side = (factor: number, seed: number) => inRounds(4, 10, around(3000 * factor, seed))
  const sides = makeSides(side(1, 1), side(1.12, 2))
  const lax = judgeSides('cold.init.p95 <= baseline + 10%', sides)
  expect(lax.result).toBe('pass')
  const strict = judgeSides('cold.init.p95 <= baseline + 5%', sides)
  expect(strict.comparison?.high).toBeLessThan(0.5)
  expect(strict.result).toBe('inconclusive')
  expect(strict.reason).toMatch(/, allowed is \+5 %: not enough data to tell; /)
})

describe('the change has its figures', () => {
  const check = judgeSides('cold.init.p50 <= baseline + 5%', slower(1.2))
  const { comparison } = check

  test('of both sides and of the change, and a limit in ms', () => {
    expect(check.limit).toBeCloseTo((comparison?.baseline ?? 0) * 1.05, 6)
    expect(comparison).toMatchObject({ nBaseline: 160, isImprovement: false })
    expect(check).toMatchObject({ n: 160, decidedAfter: null, atLeast: false })
    expect(comparison?.change).toBeCloseTo(0.2, 1)
  })

  test('with bounds around the change, and the same bounds in ms', () => {
    const { baseline = 0, change = 0, low, high } = comparison ?? {}
    expect(low).toBeLessThan(change)
    expect(high).toBeGreaterThan(change)
    expect(check.low).toBeCloseTo(baseline * (1 + (low ?? 0)), 6)
    expect(check.high).toBeCloseTo(baseline * (1 + (high ?? 0)), 6)
  })

  test('an improvement is one only when it is sure', () => {
    const isImprovement = (factor: number) =>
      judgeSides('cold.init.p50 <= baseline + 5%', slower(factor)).comparison?.isImprovement
    expect([0.8, 0.9, 1, 1.1].map(isImprovement)).toEqual([true, true, false, false])
  })
})

describe('a floor allows at least a time', () => {
  const short = (factor: number) => slower(factor, 300)

  test.each<[string, number, Check['result'], string]>([
    ['cold.init.p50 <= baseline + 5% & +100ms', 1.2, 'pass', 'so not slower by 38 % or more'],
    [
      'cold.init.p50 <= baseline + 5% & +100ms',
      1.6,
      'fail',
      'allowed is +5 % and at least +100 ms',
    ],
    ['cold.init.p50 <= baseline + 5% & +10ms', 1.2, 'fail', 'allowed is +5 % and at least +10 ms'],
    ['cold.init.p50 <= baseline & +100ms', 1.2, 'pass', 'so not slower by 38 % or more'],
    ['cold.init.p50 <= baseline & +100ms', 1.6, 'fail', 'allowed is +100 ms'],
    ['cold.init.p75 <= baseline + 5% & +100ms', 1.2, 'pass', 'init p75'],
  ])('%s, %d times as slow: %s', (rule, factor, result, reason) => {
    const check = judgeSides(rule, short(factor))
    expect(check.reason).toContain(reason)
    expect(check.result).toBe(result)
  })

  test('which counts only where the percentage is less', () => {
    const long = judgeSides('cold.init.p50 <= baseline + 5% & +100ms', slower(1.2, 30_000))
    expect(long.result).toBe('fail')
    expect(long.limit).toBeCloseTo((long.comparison?.baseline ?? 0) * 1.05, 6)
    const { limit, comparison } = judgeSides('cold.init.p50 <= baseline & +100ms', short(1.2))
    expect(limit).toBeCloseTo((comparison?.baseline ?? 0) + 100, 6)
  })
})

describe('what is no time', () => {
  const memory = (middle: number) =>
    inRounds(16, 10, (round, i) => ({ maxMemory: middle + ((round + i) % 5), billed: 4 * middle }))
  const sides = makeSides(memory(500), memory(640))

  test('is "more" or "less", never "slower", and in its own unit', () => {
    const check = judgeSides('cold.memory.p50 <= baseline + 5%', sides)
    expect(check.reason).toMatch(/^memory p50 502 MB → 642 MB: 28 % more \(.*\), allowed is \+5 %$/)
    expect(check.result).toBe('fail')
    const less = judgeSides('cold.memory.p50 <= baseline + 5%', makeSides(memory(640), memory(500)))
    expect(less.reason).toMatch(/^memory p50 642 MB → 502 MB: 22 % less \(/)
  })

  test('billed time is money', () => {
    const check = judgeSides('cold.billed.mean <= baseline + 5%', sides)
    expect(check.reason).toMatch(/^billed mean 2\.00 s → 2\.56 s: 28 % more \(/)
  })
})

describe('only starts of the same kind meet', () => {
  const steady = inRounds(16, 10, around(3000, 1))
  const rule = 'cold.init.p50 <= baseline + 5%'

  test('fresh starts of either side never meet settled ones', () => {
    const fresh = Array.from({ length: 60 }, (_, i) =>
      makeStart('cold', { requestId: `fresh-${i}`, wave: 'fresh', init: 90_000 }),
    )
    const plan = 'burst 60\nrounds 16 of 10'
    const alone = judgeSides(rule, makeSides(steady, steady, { plan }))
    expect(judgeSides(rule, makeSides(steady, [...fresh, ...steady], { plan }))).toEqual(alone)
    expect(judgeSides(rule, makeSides([...fresh, ...steady], steady, { plan }))).toEqual(alone)
    expect(alone.n).toBe(160)
  })

  test('a rule that no start of the candidate can answer is not compared', () => {
    const fresh = steady.map((start) => ({ ...start, wave: 'fresh' as const }))
    const { result, reason } = judgeSides(rule, makeSides(steady, fresh))
    expect(result).toBe('inconclusive')
    expect(reason).toBe('not compared: needs ≥ 10 cold starts of the baseline, found 0')
  })
})

test('a candidate that is judged alone needs no baseline, and the other way round', () => {
  expect(makeRule('cold.init.p50 <= baseline').limit.kind).toBe('baseline')
  const sides = { ...slower(1), reference: { kind: 'none' } as const }
  expect(judgeSides('cold.init.p50 <= 9s', sides)).toMatchObject({
    result: 'pass',
    comparison: null,
  })
  expect(judgeSides('cold.init.p50 <= baseline', sides).reason).toBe(
    'not compared: no baseline was measured',
  )
})
