import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import type { Check } from '../../src/verdict/check.ts'
import { around, inRounds, judgeSides, type Make, makeSides } from './sides.ts'

const RULE = 'cold.init.p50 <= baseline + 5%'
const steady = inRounds(16, 10, around(3000, 1))
const other = inRounds(16, 10, around(3000, 2))

/** The same starts, but in these rounds so much slower. */
function uncached(starts: readonly Start[], rounds: number, factor: number): readonly Start[] {
  return starts.map((start) =>
    (start.round ?? 0) < rounds ? { ...start, init: factor * (start.init ?? 0) } : start,
  )
}

describe('leading rounds before the image was cached are left out', () => {
  test.each<[string, readonly Start[], readonly Start[], number]>([
    ['of the candidate', steady, uncached(other, 1, 2), 1],
    ['of the candidate, two of them', steady, uncached(other, 2, 2), 2],
    ['of the baseline', uncached(steady, 1, 2), other, 1],
    ['of the baseline, two of them', uncached(steady, 2, 3), other, 2],
    ['of both', uncached(steady, 2, 2), uncached(other, 1, 2), 2],
  ])('%s, and that is said', (_, baseline, candidate, rounds) => {
    const { result, reason, comparison } = judgeSides(RULE, makeSides(baseline, candidate))
    const first = rounds === 1 ? 'the first round' : `the first ${rounds} rounds`
    expect(reason).toContain(`(without ${first}, whose times differed from the later ones): `)
    expect(result).toBe('pass')
    expect(Math.abs(comparison?.change ?? 1)).toBeLessThan(0.03)
  })

  test.each<[string, readonly Start[], 'pass' | 'fail']>([
    ['a round that is only a little slower counts', uncached(other, 1, 1.15), 'pass'],
    ['a late one counts', uncached(other.toReversed(), 0, 1), 'pass'],
    ['a candidate that stays slow is slow', uncached(other, 16, 1.5), 'fail'],
  ])('%s', (_, candidate, result) => {
    const check = judgeSides(RULE, makeSides(steady, candidate))
    expect(check.reason).not.toContain('without the first')
    expect(check.result).toBe(result)
  })

  test('the figures beside that remark are those of the rounds that are left', () => {
    const check = judgeSides(
      'cold.init.mean <= baseline + 5%',
      makeSides(steady, uncached(other, 2, 9)),
    )
    const { observed, n, comparison } = check
    expect(observed).toBeLessThan(3300)
    expect([n, comparison?.nBaseline]).toEqual([140, 140])
  })

  test('with fewer than three left nothing is decided, and the reason says so', () => {
    const first = (rounds: number, starts: readonly Start[]) => starts.slice(0, 10 * rounds)
    const judged = (rounds: number, slow: number) =>
      judgeSides(RULE, makeSides(first(rounds, steady), first(rounds, uncached(other, slow, 2))))
    expect(judged(4, 1).reason).toContain('(without the first round, whose times')
    for (const slow of [2, 3]) {
      expect(judged(4, slow).result).toBe('inconclusive')
      expect(judged(4, slow).reason).toMatch(/slower than the last, and too few are left$/)
      expect(judged(slow + 3, slow).result).toBe('pass')
    }
  })

  test('and all do where each side kept its environments', () => {
    const single = { whyNotRecycled: 'version 41 is published' }
    const check = judgeSides(RULE, makeSides(steady, uncached(other, 1, 2), single))
    expect(check.reason).not.toContain('without')
  })
})

/** So many of ten starts take three times as long. */
const somewhatSlow =
  (count: number, make: Make): Make =>
  (round, i) => {
    const { init } = make(round, i)
    return { init: (init ?? 0) * (i < count ? 3 : 1) }
  }

describe('unusually slow starts are seen where the middle stands still', () => {
  const slow = (count: number) => inRounds(16, 10, somewhatSlow(count, around(3000, 2)))

  test('a fifth that takes three times as long fails, although the median does not', () => {
    const { result, reason, comparison } = judgeSides(RULE, makeSides(steady, slow(2)))
    expect(result).toBe('fail')
    expect(Math.abs(comparison?.change ?? 1)).toBeLessThan(0.05)
    expect(reason).toMatch(
      /, allowed is \+5 %; 32 of 160 starts were unusually slow, on the baseline 0 of 160$/,
    )
  })

  test('however much the middle may change', () => {
    const check = judgeSides('cold.init.p50 <= baseline + 50%', makeSides(steady, slow(2)))
    expect(check.result).toBe('fail')
  })

  test('none of it where the baseline has as many', () => {
    const check = judgeSides(RULE, makeSides(slow(2), slow(2)))
    expect(check.reason).not.toContain('unusually')
    expect(check.result).toBe('pass')
  })

  test('p75 does not have that check, and a few rounds do not show it', () => {
    const check = judgeSides('cold.init.p75 <= baseline + 5%', makeSides(steady, slow(2)))
    expect(check.reason).not.toContain('unusually')
    const early = judgeSides(RULE, makeSides(steady.slice(0, 40), slow(1).slice(0, 40)))
    expect(early.result).toBe('inconclusive')
    expect(early.reason).toContain('4 of 40 starts were unusually slow, on the baseline 0 of 40')
  })

  test('and they are told although the middle moved, too', () => {
    const moved = inRounds(16, 10, somewhatSlow(2, around(3000, 2, 0.3)))
    const { result, reason } = judgeSides(
      RULE,
      makeSides(inRounds(16, 10, around(3000, 1, 0.3)), moved),
    )
    expect(result).toBe('fail')
    expect(reason).toContain('starts were unusually slow')
  })
})

describe('beside a stored run only large changes count', () => {
  const stored = (factor: number) =>
    makeSides(steady, inRounds(16, 10, around(3000 * factor, 2)), { isStored: true })
  const DRIFT =
    '; a stored baseline may only have drifted: confirm by measuring in turns (baseline: function:…)'

  test.each<[string, number, Check['result'], string]>([
    [RULE, 1, 'pass', 'so not slower by 40 % or more'],
    [RULE, 1.19, 'pass', 'so not slower by 40 % or more'],
    [RULE, 1.6, 'fail', DRIFT],
    [RULE, 0.7, 'pass', '% faster'],
    ['cold.init.p50 <= baseline + 30%', 1.25, 'pass', 'so not slower by 60 % or more'],
    ['cold.init.p50 <= baseline + 30%', 1.7, 'fail', `, allowed is +30 %${DRIFT}`],
    ['cold.init.p95 <= baseline + 5%', 1, 'pass', 'so not slower by 50 % or more'],
  ])('%s, %d times as slow: %s', (rule, factor, result, reason) => {
    const check = judgeSides(rule, stored(factor))
    expect(check.reason).toContain(reason)
    expect(check.result).toBe(result)
  })

  test.each([1, 1.05, 1.1, 1.15, 1.18])('%d times as slow never fails', (factor) => {
    for (const rule of ['p50', 'mean', 'p75', 'p95'].map((stat) => `cold.init.${stat} <= baseline`))
      expect(judgeSides(rule, stored(factor)).result).not.toBe('fail')
  })

  test('few and scattered starts leave it open', () => {
    const few = (seed: number) => inRounds(2, 10, around(3000, seed, 0.9))
    const check = judgeSides(RULE, makeSides(few(4), few(1), { isStored: true }))
    expect(check.result).toBe('inconclusive')
    expect(check.reason).toMatch(
      /, allowed is \+5 %, and a stored baseline can show \+20 % at the least: not enough data to tell; the smallest rise that this much data shows is \+\d+ %$/,
    )
  })

  test('an improvement that was asked for does not pass where there is none', () => {
    const check = judgeSides('cold.init.p50 <= baseline - 10%', stored(1))
    expect(check.result).toBe('inconclusive')
    expect(check.reason).toBe(
      'not compared: a stored run may have drifted, so it shows no improvement; measure in turns (baseline: function:…)',
    )
  })

  test('and the shift alone: slow starts may be another day’s', () => {
    const slow = inRounds(16, 10, somewhatSlow(3, around(3000, 2)))
    const check = judgeSides(RULE, makeSides(steady, slow, { isStored: true }))
    expect(check.reason).not.toContain('unusually')
    expect(check.result).not.toBe('fail')
  })
})

describe('where more than a tenth ran into a limit', () => {
  const cut = { latency: 29_000, duration: 27_000, censored: true, error: 'timeout' }
  /** So many of ten starts of each round. */
  const limited = (count: number, middle: number, seed: number) => {
    const make = around(middle, seed)
    return inRounds(16, 10, (round, i) => (i < count ? cut : { latency: make(round, i).init ?? 0 }))
  }
  const latency = 'cold.latency.p50 <= baseline + 5%'

  test.each<[string, number, number, number, Check['result'], string]>([
    ['as many on both sides', 3, 3, 1, 'pass', 'so not slower by 10 % or more'],
    ['the rest slower', 3, 3, 1.3, 'fail', 'slower'],
    ['the rest faster', 3, 3, 0.7, 'pass', 'faster'],
    ['all of the candidate', 0, 10, 1, 'fail', '→ ≥ 29.00 s'],
    [
      'all of both',
      10,
      10,
      1,
      'inconclusive',
      'not compared: nearly all cold starts of both sides ran into a time limit',
    ],
    ['all of the baseline', 10, 0, 1, 'pass', '≥ 29.00 s → '],
  ])('%s', (_, before, after, factor, result, reason) => {
    const sides = makeSides(limited(before, 3000, 1), limited(after, 3000 * factor, 2))
    const check = judgeSides(latency, sides)
    expect(check.reason).toContain(reason)
    expect(check.result).toBe(result)
    expect(check.reason).not.toMatch(/NaN|Infinity/)
  })

  test('the figure of a side is "at least" where it depends on them', () => {
    const check = judgeSides(latency, makeSides(limited(3, 3000, 1), limited(6, 3000, 2)))
    expect(check).toMatchObject({ observed: 29_000, atLeast: true })
  })
})
