import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import type { Sides } from '../../src/verdict/judge-relative.ts'
import { makeSequence, type Sequence } from '../../src/verdict/sequence.ts'
import { planOf } from '../load/virtual-world.ts'
import { makeRule, makeRun, repeat } from './runs.ts'
import { around, inRounds, type Make, makeSides } from './sides.ts'

const sequenceOf = (rounds: number, rules: readonly string[], isComparable = true): Sequence =>
  makeSequence(rules.map(makeRule), planOf(`rounds ${rounds} of 10`), isComparable)

const looksOf = (sequence: Sequence): readonly number[] =>
  Array.from({ length: 200 }, (_, i) => i + 1).filter((after) => sequence.isLook(after))

const ABSOLUTE = 'cold.init.p50 <= 6s'
const RELATIVE = 'cold.init.p50 <= baseline + 5%'

describe('when to look', () => {
  test.each<[number, readonly number[]]>([
    [1, []],
    [4, []],
    [5, [4]],
    [8, [4, 6]],
    [16, [4, 6, 8, 10, 12]],
    [24, [4, 6, 8, 10, 12, 16, 20]],
    [60, [4, 6, 8, 10, 12, 16, 20, 24, 32, 48]],
    [200, [4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128]],
  ])('of %d rounds: %j, and at the end', (rounds, expected) => {
    expect(looksOf(sequenceOf(rounds, [ABSOLUTE]))).toEqual(expected)
  })

  test('never without rounds', () => {
    const sequence = makeSequence([makeRule(ABSOLUTE)], planOf('burst 30'), true)
    expect(looksOf(sequence)).toEqual([])
  })

  test.each([
    ['any-cold.latency.mean <= 6s', true],
    ['cold.memory.p99 <= 50%', true],
    ['cold.init.p95 <= baseline + 10%', true],
    ['cold.init.max <= 6s', false],
    ['cold.init.p100 <= 6s', false],
    ['cold.init.min >= 1s', false],
    ['warm.latency.p95 <= 1s', false],
    ['all.latency.p95 <= 1s', false],
    ['super-cold.latency.p50 <= 9s', false],
    ['super-cold.share <= 10%', false],
    ['cold.count >= 10', false],
    ['errors.count == 0', false],
    ['errors.rate <= baseline', false],
    ['cost.usd <= 1 USD', false],
    ['warm.latency.p50 <= baseline', false],
    ['cold.init.max <= baseline', false],
  ])('%s alone can learn from rounds: %p', (rule, learns) => {
    expect(looksOf(sequenceOf(16, [rule])).length > 0).toBe(learns)
    const unrelated = ['errors.count == 0', 'cold.init.max <= 6s', 'super-cold.share <= 10%']
    expect(looksOf(sequenceOf(16, [rule, ...unrelated])).length > 0).toBe(learns)
  })

  test('a rule about the baseline holds no rounds where there is none', () => {
    expect(looksOf(sequenceOf(16, [RELATIVE], false))).toEqual([])
    const both = sequenceOf(16, [RELATIVE, ABSOLUTE], false)
    const sides = { ...first(10), reference: { kind: 'none' } as const }
    expect(both.look(sides, 4)).toBe(true)
    expect(both.conclude(sides)).toMatchObject([
      { result: 'inconclusive', decidedAfter: null },
      { result: 'pass', decidedAfter: 4 },
    ])
  })
})

const baseline = inRounds(24, 10, around(3000, 1))
const candidate = inRounds(24, 10, around(3000, 2))

function first(rounds: number, after: readonly Start[] = candidate): Sides {
  const count = 10 * rounds
  return makeSides(baseline.slice(0, count), after.slice(0, count))
}

describe('a rule that is decided at a look', () => {
  test('stays decided, with the figures of that look', () => {
    const sequence = sequenceOf(16, [RELATIVE, 'cold.init.p95 <= 2s'])
    expect(sequence.look(first(4), 4)).toBe(true)
    // What comes later is much slower, and changes nothing.
    const late: Make = (round, i) => (round < 4 ? (candidate[10 * round + i] ?? {}) : { init: 9e4 })
    const checks = sequence.conclude(first(16, inRounds(16, 10, late)))
    expect(checks).toMatchObject([
      { result: 'pass', decidedAfter: 4, n: 40, comparison: { nBaseline: 40 } },
      { result: 'fail', decidedAfter: 4, n: 40 },
    ])
  })

  test('waits for those that are not, which are judged once more at the end', () => {
    const sequence = sequenceOf(16, [RELATIVE, 'cold.init.p99 <= 9s', 'cold.init.max <= 1s'])
    for (const after of [4, 6, 8, 10, 12]) expect(sequence.look(first(after), after)).toBe(false)
    const [fast, tail, slowest] = sequence.conclude(first(16))
    expect(fast).toMatchObject({ result: 'pass', decidedAfter: 4, n: 40 })
    expect(tail).toMatchObject({ result: 'inconclusive', decidedAfter: null, n: 160 })
    expect(slowest).toMatchObject({ result: 'fail', decidedAfter: null, n: 160 })
    // How each look went is kept, for those that were judged at one.
    expect(fast?.looks).toMatchObject([{ rounds: 4, result: 'pass', n: 40 }])
    expect(fast?.looks[0]?.comparison).toEqual(fast?.comparison)
    expect(tail?.looks.map(({ rounds, n, result }) => [rounds, n, result])).toEqual(
      [4, 6, 8, 10, 12].map((after) => [after, 10 * after, 'inconclusive']),
    )
    expect(slowest?.looks).toEqual([])
  })

  test('later is decided later', () => {
    const sequence = sequenceOf(16, ['cold.init.p95 <= 9s'])
    expect(sequence.look(first(4), 4)).toBe(false)
    expect(sequence.look(first(6), 6)).toBe(false)
    // Judged once, 59 starts would do; looking before costs a little.
    expect(sequence.look(first(8), 8)).toBe(true)
    expect(sequence.conclude(first(16))).toMatchObject([{ result: 'pass', decidedAfter: 8, n: 80 }])
  })

  test('was looked at before, which every later look knows', () => {
    // Of 80 starts at this look alone, 30 beyond the limit of p50 would pass; after two looks 29 do.
    const bad = [
      ...Array(15).keys(),
      ...[40, 41, 42, 43, 44, 45, 46, 47, 48, 49],
      60,
      61,
      62,
      63,
      64,
    ]
    const starts = (last: readonly number[]) =>
      inRounds(8, 10, (round, i) => ({ init: last.includes(10 * round + i) ? 9000 : 3000 }))
    const resultOf = (beyond: readonly number[], looks: readonly number[]) => {
      const sequence = sequenceOf(16, ['cold.init.p50 <= 6s'], false)
      return looks.map((after) => sequence.look(first(after, starts(beyond)), after))
    }
    expect(resultOf(bad, [4, 6, 8])).toEqual([false, false, false])
    expect(resultOf(bad.slice(1), [4, 6, 8])).toEqual([false, false, true])
  })

  test('"if n" holds it open until there are as many', () => {
    const sequence = sequenceOf(16, [`${RELATIVE} if n >= 60`])
    expect([sequence.look(first(4), 4), sequence.look(first(6), 6)]).toEqual([false, true])
  })
})

test('rules come back in their order, each with its own answer', () => {
  const rules = ['warm.count == 0', ABSOLUTE, 'cold.init.max <= 1s', RELATIVE]
  const sequence = sequenceOf(16, rules)
  sequence.look(first(4), 4)
  expect(sequence.conclude(first(6)).map(({ rule }) => rule.text)).toEqual(rules)
})

test('a load that ended before its first look is judged once, at the end', () => {
  const rules = [ABSOLUTE, RELATIVE]
  const sequence = sequenceOf(16, rules)
  expect(sequence.conclude(first(3))).toMatchObject([
    { result: 'pass', decidedAfter: null, n: 30 },
    { result: 'pass', decidedAfter: null, n: 30 },
  ])
})

describe('a start may turn out to be of another class later, so a class may shrink', () => {
  const alone = (starts: readonly Start[]): Sides => ({
    candidate: makeRun(starts),
    reference: { kind: 'none' },
    plan: planOf('rounds 16 of 10'),
  })
  const looks = [45, 40, 41, 43, 39, 50]

  test.each([
    // Of each of these looks a tenth is beyond the limit: too much to pass, too little to fail.
    ['cold.init.p95 <= 6s', 10, 'inconclusive'],
    ['cold.init.p95 <= 6s', 2, 'fail'],
    ['cold.init.p50 <= 6s', 10, 'pass'],
  ])('%s with one of %d above: %s', (rule, every, result) => {
    const sequence = sequenceOf(16, [rule], false)
    const some = (count: number) =>
      repeat(count, 'cold').map((start, i) => ({ ...start, init: i % every === 0 ? 7000 : 3000 }))
    for (const [i, count] of looks.entries()) sequence.look(alone(some(count)), 4 + 2 * i)
    expect(sequence.conclude(alone(some(47)))).toMatchObject([{ result }])
  })
})
