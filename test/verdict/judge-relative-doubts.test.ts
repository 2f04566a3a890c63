import { describe, expect, test } from '@jest/globals'
import { judgeText, makeRun, repeat } from './runs.ts'
import { around, inRounds, judgeSides, makeSides } from './sides.ts'

const steady = inRounds(16, 10, around(3000, 1))

describe('a slowdown that is allowed makes no start unusually slow', () => {
  test.each<[string, number, number]>([
    ['baseline + 100%', 3000, 1.7],
    ['baseline + 60%', 3000, 1.5],
    ['baseline & +3s', 3000, 1.6],
    ['baseline + 5% & +100ms', 99, 1.5],
  ])('cold.init.p50 <= %s, %d ms %d times as slow', (limit, middle, factor) => {
    const before = inRounds(16, 10, around(middle, 1))
    const after = inRounds(16, 10, around(middle * factor, 2))
    const check = judgeSides(`cold.init.p50 <= ${limit}`, makeSides(before, after))
    expect(check.result).not.toBe('fail')
  })

  test('but a fifth of the starts at three times as much does', () => {
    const some = inRounds(16, 10, (round, i) => ({
      init: 3000 * (i % 5 === 0 ? 3 : 1) * (1 + round / 1000),
    }))
    expect(judgeSides('cold.init.p50 <= baseline + 5%', makeSides(steady, some)).result).toBe(
      'fail',
    )
  })
})

test.each([1, 2])('rounds of %d are too small to compare, and that is said', (size) => {
  const sides = makeSides(inRounds(24, size, around(3000, 1)), inRounds(24, size, around(6000, 2)))
  const check = judgeSides('cold.init.p50 <= baseline + 5%', sides)
  expect(check.result).toBe('inconclusive')
  expect(check.reason).toMatch(/^not compared: rounds of fewer than 3 cold starts are too small/)
})

test('the times of a function most of whose requests fail decide nothing', () => {
  const counts = { failed: 96, sent: 256 }
  const check = judgeText('cold.latency.p95 <= 6s', makeRun(repeat(160, 'cold'), counts))
  expect(check.result).toBe('inconclusive')
  expect(check.reason).toMatch(/^96 of 256 requests failed/)
  const sides = makeSides(steady, steady, { counts })
  expect(judgeSides('cold.init.p50 <= baseline + 5%', sides).result).toBe('inconclusive')
})

test('a rate that seems to be above its limit does not pass', () => {
  const sides = makeSides(steady.slice(0, 120), steady.slice(0, 120), {
    counts: { functionErrors: 5 },
  })
  expect(judgeSides('errors.rate <= baseline', sides).result).toBe('inconclusive')
  expect(judgeSides('errors.rate <= baseline + 5%', sides).result).toBe('pass')
})
