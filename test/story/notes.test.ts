import { describe, expect, test } from '@jest/globals'
import { describeComparison } from '../../src/run/shortfall.ts'
import { makeFacts } from '../load/facts.ts'
import { planOf } from '../load/virtual-world.ts'
import { makeSides, type Setting } from '../verdict/sides.ts'

const ROUNDS = planOf('rounds 16 of 10')
const BURST = planOf('burst 30')
/** Not the baseline of `makeSides`. */
const FACTS = makeFacts({ arn: 'arn:aws:lambda:eu-west-1:123456789012:function:other' })

const notes = (setting: Setting, plan = ROUNDS, facts: typeof FACTS | undefined = FACTS) =>
  describeComparison(makeSides([], [], setting).reference, facts, plan)

describe('a comparison is told about where it is not what readers expect', () => {
  test('in rounds, with new environments of both, it is', () => {
    expect(notes({})).toEqual([])
  })

  test('without a baseline, or without knowing the function, there is none', () => {
    expect(describeComparison({ kind: 'none' }, FACTS, ROUNDS)).toEqual([])
    expect(describeComparison(makeSides([], []).reference, undefined, BURST)).toEqual([])
  })

  test.each<[string, Setting, typeof ROUNDS, RegExp]>([
    ['a stored run', { isStored: true }, BURST, /^The baseline is a stored run, .*\+20 %/],
    [
      'environments that stay',
      { whyNotRecycled: 'version 41 is published' },
      ROUNDS,
      /^The baseline's environments could not be replaced between rounds \(version 41 is published\), so/,
    ],
    ['no rounds', {}, BURST, /^Each side was measured with one set of environments, without/],
  ])('%s: one note', (_, setting, plan, note) => {
    expect(notes(setting, plan)).toEqual([expect.stringMatching(note)])
  })

  test('a baseline that was refused says why', () => {
    const reason = 'the stored baseline is not comparable: its memory is 128 MB'
    expect(describeComparison({ kind: 'refused', reason }, FACTS, ROUNDS)).toEqual([
      `Not compared: ${reason}.`,
    ])
  })

  test('the function against itself is an A/A test, unless the run is of another day', () => {
    const { reference } = makeSides([], [])
    if (reference.kind !== 'measured') throw new Error('there is a baseline')
    const same = { kind: 'measured', run: { ...reference.run, facts: FACTS } } as const
    expect(describeComparison(same, FACTS, ROUNDS)).toEqual([
      expect.stringMatching(/^This is an A\/A test: /),
    ])
    const stored = { kind: 'measured', run: { ...same.run, isStored: true } } as const
    expect(describeComparison(stored, FACTS, ROUNDS).join()).not.toContain('A/A')
  })
})
