import { describe, expect, test } from '@jest/globals'
import { comparableStarts, type Pair, pairStarts } from '../../src/comparison/pairs.ts'
import type { RuleClass } from '../../src/config/threshold.ts'
import type { Start } from '../../src/starts/start.ts'
import { planOf } from '../load/virtual-world.ts'
import { makeStart } from '../verdict/runs.ts'

/** Short for a start of a class, in a step and a round; both sides get the same. */
function start(
  id: string,
  kind: Start['class'],
  step: number,
  round: number | null = null,
  wave: Start['wave'] = 'settled',
): Start {
  return makeStart(kind, { requestId: id, step, round, wave })
}

const idsOf = (pairs: readonly Pair[]): readonly string[] =>
  pairs.map(({ baseline, candidate }) =>
    [baseline, candidate].map((all) => all.map(({ requestId }) => requestId).join('')).join('|'),
  )

function pairsOf(
  name: RuleClass,
  text: string,
  baseline: readonly Start[],
  candidate: readonly Start[],
  isPooled = false,
  isRecycled = true,
): readonly string[] {
  return idsOf(pairStarts(name, planOf(text), baseline, candidate, { isPooled, isRecycled }))
}

describe('comparable starts', () => {
  const fresh = start('f', 'cold', 0, null, 'fresh')
  const settled = start('s', 'cold', 2)

  test.each<[string, readonly Start[], string]>([
    ['burst 2\nrecycle\nburst 2', [settled], 'fresh starts never meet settled ones'],
    ['burst 2\nrounds 2 of 3', [settled], 'rounds recycle too'],
    ['burst 2\npause 1s\nburst 2', [fresh, settled], 'nothing recycles, so all are fresh alike'],
  ])('of the plan %j: %3$s', (text, expected) => {
    expect(comparableStarts([fresh, settled], planOf(text), true)).toEqual(expected)
  })
})

const ROUNDS = 'burst 2\nrounds 2 of 2\nburst 2'

describe('pairs', () => {
  const baseline = [
    start('a', 'cold', 1, 0),
    start('b', 'cold', 1, 1),
    start('c', 'cold', 1, 1),
    start('d', 'warm', 1, 1),
    start('e', 'cold', 2),
    start('f', 'warm', 2),
    start('g', 'super-cold', 1, 0),
    start('h', 'reset', 1, 0),
  ]
  const candidate = [
    start('A', 'cold', 0, null, 'fresh'),
    start('B', 'super-cold', 0, null, 'fresh'),
    start('C', 'cold', 1, 1),
    start('D', 'cold', 1, 0),
    start('E', 'warm', 1, 1),
    start('F', 'cold', 2),
    start('G', 'warm', 2),
    start('H', 'reset', 1, 0),
  ]

  test.each<[RuleClass, readonly string[], string]>([
    ['cold', ['bc|C', 'a|D'], 'round by round, whatever came first, and of rounds only'],
    ['any-cold', ['bc|C', 'ag|D'], 'super-cold ones are among them'],
    ['warm', ['d|E', 'f|G'], 'of rounds and of other steps, but never of both'],
    ['super-cold', [], 'a fresh one has no counterpart'],
    ['all', ['bcd|CE', 'ag|D', 'ef|FG'], 'all but resets'],
  ])('of class %s are %j: %s', (name, expected) => {
    expect(pairsOf(name, ROUNDS, baseline, candidate)).toEqual(expected)
  })

  test.each<[RuleClass, readonly string[], string]>([
    ['cold', ['abc|CD'], 'of rounds only, here too'],
    ['warm', ['df|EG'], 'of all steps'],
    ['super-cold', [], 'one side has none'],
  ])('of class %s are %j in one pool: %s', (name, expected) => {
    expect(pairsOf(name, ROUNDS, baseline, candidate, true)).toEqual(expected)
  })

  test('without rounds in the plan each step is a pair', () => {
    const steps = [start('a', 'cold', 0), start('b', 'cold', 1), start('c', 'cold', 2)]
    const others = [start('A', 'cold', 2), start('B', 'cold', 0), start('C', 'cold', 0)]
    expect(pairsOf('cold', 'recycle\nburst 1\nburst 1', steps, others)).toEqual(['c|A', 'a|BC'])
  })

  test('where nothing is recycled fresh starts meet fresh ones', () => {
    const [a, b] = ['a', 'A'].map((id) => [start(id, 'cold', 0, null, 'fresh')])
    expect(pairsOf('cold', 'burst 1', a ?? [], b ?? [])).toEqual(['a|A'])
  })

  test.each<[string, readonly Start[], readonly Start[]]>([
    ['the baseline', [], [start('A', 'cold', 1, 0)]],
    ['the candidate', [start('a', 'cold', 1, 0)], []],
    ['either side', [], []],
  ])('without starts of %s there are none', (_, before, after) => {
    expect(pairsOf('cold', ROUNDS, before, after)).toEqual([])
    expect(pairsOf('cold', ROUNDS, before, after, true)).toEqual([])
  })

  test('bursts of which one side has no start are left out', () => {
    const before = [start('a', 'cold', 1, 0), start('b', 'cold', 1, 1)]
    const after = [start('A', 'cold', 1, 1), start('B', 'cold', 1, 2)]
    expect(pairsOf('cold', 'rounds 3 of 1', before, after)).toEqual(['b|A'])
  })
})
