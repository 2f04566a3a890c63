import { expect, test } from '@jest/globals'
import { costRows } from '../../src/profile/cost-rows.ts'
import { makeProfile } from '../../src/profile/import-profile.ts'
import { phraseImports } from '../../src/profile/phrase-imports.ts'
import { tracingOf } from '../../src/profile/tracing.ts'
import { five, sideOf } from './sides.ts'

const around = (ms: number, ...offsets: readonly number[]) =>
  offsets.map((offset) => ({ torch: ms + offset }))

const CHANGES = [
  ['apart by far', around(500, 0, 4, 9, 2, 7), around(600, 0, 3, 8, 1, 5), 99],
  ['faster', around(600, 0, 3, 8, 1, 5), around(500, 0, 4, 9, 2, 7), -99],
  [
    'one environment among the others',
    around(500, 0, 4, 9, 2, 150),
    around(600, 0, 3, 8, 1, 5),
    null,
  ],
  ['too few environments to be sure', around(500, 0, 4, 9), around(600, 0, 3, 8), null],
  ['four are enough', around(500, 0, 4, 9, 2), around(600, 0, 3, 8, 1), 99],
  ['less than 10 ms', around(50, 0, 0, 0, 0, 0), around(59, 0, 0, 0, 0, 0), null],
  ['less than 5 %', around(1_000, 0, 0, 0, 0, 0), around(1_045, 0, 0, 0, 0, 0), null],
] as const

test.each(CHANGES)('a change is told or not: %s', (_, before, after, change) => {
  const { changes } = makeProfile(sideOf(after), sideOf(before))
  const names = changes.map((one) => [one.name, Math.round(one.change)])
  const expected = change === null ? [] : [['torch', change]]
  expect(names.map(([name]) => name)).toEqual(expected.map(([name]) => name))
  if (change !== null) expect(Math.abs(Number(names[0]?.[1]) - change)).toBeLessThanOrEqual(2)
})

test('an import that is new or gone is told as such', () => {
  const profile = makeProfile(five({ torch: 900, scipy: 80 }), five({ torch: 900, pandas: 400 }))
  expect(profile.changes).toEqual([
    { name: 'pandas', before: 400, after: null, change: -400 },
    { name: 'scipy', before: null, after: 80, change: 80 },
  ])
  expect(phraseImports(profile)).toBe(
    'Imports take 980 ms of 4.00 s init (24.5 %): torch 900 ms, scipy 80 ms; slower than the baseline: scipy +80 ms (new); faster: pandas −400 ms (gone).',
  )
  expect(
    costRows(profile).map(({ name, time, before, change }) => [name, time, before, change]),
  ).toEqual([
    ['torch', 900, 900, '≈'],
    ['pandas', null, 400, '−400 ms'],
    ['scipy', 80, null, '+80 ms'],
  ])
})

test('an import among many is neither new nor gone, for more is compared than shown', () => {
  const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`pkg${i}`, 20]))
  const [before, after] = [five({ ...many, pandas: 19 }), five({ ...many, pandas: 21 })]
  expect(makeProfile(after, before).changes).toEqual([])
  expect(makeProfile(before, after).changes).toEqual([])
  const pandas = costRows(makeProfile(after, before)).find(({ name }) => name === 'pandas')
  expect(pandas).toMatchObject({ time: 21, before: 19, change: '≈' })
  const { candidate, changes } = makeProfile(five({ ...many, small: 12, new: 11 }), five(many))
  expect(changes.map(({ name }) => name)).toEqual(['small', 'new'])
  expect(candidate.costs).toHaveLength(62)
  const { baseline } = makeProfile(sideOf([many]), sideOf([{ ...many, large: 900 }]))
  expect(baseline?.costs[0]?.name).toBe('large')
})

test('medians over environments; one that does without an import counts as 0 for it', () => {
  const { costs, imports } = sideOf([{ a: 10 }, { a: 30, b: 5 }, { a: 20 }])
  expect(costs.map(({ name, time }) => [name, time])).toEqual([
    ['a', 20],
    ['b', 0],
  ])
  expect(imports).toBe(20)
})

test('the tree is that of the environment in the middle', () => {
  const { tree } = sideOf([{ a: 10 }, { a: 30 }, { a: 20 }])
  expect(tree.map(({ node }) => node.total)).toEqual([20])
})

const RUNTIMES = [
  ['Python, beside what is there', 'python3.12', { A: 'b' }, ['PYTHONPROFILEIMPORTTIME']],
  ['Node.js', 'nodejs22.x', {}, ['NODE_OPTIONS']],
  ['an image of either', null, {}, ['PYTHONPROFILEIMPORTTIME', 'NODE_OPTIONS']],
  ['an image with little room', null, { A: 'x'.repeat(3_000) }, ['PYTHONPROFILEIMPORTTIME']],
] as const

test.each(RUNTIMES)('what is set for %s', (_, runtime, before, names) => {
  expect(Object.keys(tracingOf({ runtime }, before))).toEqual(names)
})

const REFUSED = [
  ['nodejs16.x', {}, /from 18 on, and the runtime is nodejs16.x/],
  ['java21', {}, /runtime is java21/],
  ['provided.al2023', {}, /runtime is provided.al2023/],
  ['nodejs22.x', { A: 'x'.repeat(3_000) }, /of the 4,096 bytes that Lambda allows/],
  ['python3.13', { A: 'x'.repeat(4_090) }, /of the 4,096 bytes that Lambda allows/],
] as const

test.each(REFUSED)('%s is refused in words', (runtime, before, reason) => {
  expect(tracingOf({ runtime }, before)).toMatch(reason)
})

test('a function that is both sides has room for our option once', () => {
  const own = { A: 'x'.repeat(1_500) }
  const first = tracingOf({ runtime: 'nodejs24.x' }, own) as Readonly<Record<string, string>>
  expect(tracingOf({ runtime: 'nodejs24.x' }, { ...own, ...first })).toEqual(first)
})

test('our option is one word, whatever reads it', () => {
  const { NODE_OPTIONS } = tracingOf({ runtime: 'nodejs24.x' }, { NODE_OPTIONS: '--own' }) as {
    readonly NODE_OPTIONS: string
  }
  expect(NODE_OPTIONS).toMatch(/^--import=data:text\/javascript,[^\s"\\]+$/)
})
