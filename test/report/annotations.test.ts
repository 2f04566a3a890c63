import { expect, test } from '@jest/globals'
import { makeAnnotations } from '../../src/report/annotations.ts'
import { FAILING, makeOverridden, makeResult } from './results.ts'

const FAIL = 'cold.init.p50 <= 3s'
const OPEN = 'cold.init.p99.9 <= 6s'
const HOLDS = 'cold.init.p50 <= 6s'

type Level = 'error' | 'warning'
const rows: readonly (readonly [string, string, 'fail' | 'warn' | 'pass', readonly Level[]])[] = [
  ['a rule that holds', HOLDS, 'fail', []],
  ['a broken rule', FAIL, 'warn', ['error']],
  ['a broken rule marked !warn', `${FAIL} !warn`, 'fail', ['warning']],
  ['an open rule under warn', OPEN, 'warn', ['warning']],
  ['an open rule under fail', OPEN, 'fail', ['error']],
  ['an open rule under pass', OPEN, 'pass', []],
  ['an open rule marked !warn under fail', `${OPEN} !warn`, 'fail', ['warning']],
]
test.each(rows)('%s: %s, on-inconclusive: %s', (_, rule, onInconclusive, levels) => {
  const found = makeAnnotations(makeResult({ rules: [rule] }), onInconclusive)
  expect(found.map(({ level }) => level)).toEqual(levels)
})

test('the title is the rule and the message is the reason', () => {
  const [broken, open] = makeAnnotations(makeResult({ rules: [OPEN, FAIL] }), 'warn')
  expect(broken?.title).toBe(FAIL)
  expect(broken?.message).toMatch(/^init p50 is 4\.40 s over 70 cold starts/)
  expect(open?.title).toBe(`Not enough data: ${OPEN}`)
  expect(open?.message).toContain('needs ≥ 2,995 cold starts')
})

test('when the measurement failed, no rule is blamed', () => {
  const result = makeResult({ rules: FAILING, failures: ['cancelled'], notes: ['a note'] })
  expect(makeAnnotations(result, 'fail')).toEqual([
    { level: 'warning', title: 'Cold start gate', message: 'a note' },
  ])
})

test('an overridden failure warns, for the step does not fail', () => {
  const levels = makeAnnotations(makeOverridden(), 'warn').map(({ level }) => level)
  expect(levels).toEqual(['warning', 'warning'])
})

// GitHub shows ten of each level; the tenth error is the one of `setFailed`.
test.each([
  [8, 8],
  [9, 9],
  [10, 9],
  [40, 9],
])('of %d broken rules %d are annotated, the last one with the rest', (broken, shown) => {
  const rules = Array.from({ length: broken }, (_, i) => `cold.init.p50 <= ${i + 1}ms`)
  const warnings = rules.map((rule) => `${rule} !warn`)
  const found = makeAnnotations(makeResult({ rules: [...warnings, ...rules] }), 'warn')
  for (const level of ['error', 'warning']) {
    const own = found.filter((one) => one.level === level)
    expect(own).toHaveLength(shown)
    const rest = broken > shown ? `; and ${broken - shown} more, see the job summary` : ''
    expect(own.at(-1)?.message.endsWith(rest)).toBe(true)
    expect(own.at(-2)?.message).not.toContain('more, see')
  }
})

test('notes are warnings after those of the rules, and share their room', () => {
  const rules = Array.from({ length: 4 }, (_, i) => `cold.init.p50 <= ${i + 1}ms !warn`)
  const notes = Array.from({ length: 7 }, (_, i) => `note ${i}`)
  const found = makeAnnotations(makeResult({ rules, notes }), 'warn')
  expect(found.map(({ level }) => level)).toEqual(Array(9).fill('warning'))
  expect(found.slice(0, 4).map(({ title }) => title)).toEqual(rules)
  expect(found.slice(4).map(({ message }) => message)).toEqual([
    ...notes.slice(0, 4),
    'note 4; and 2 more, see the job summary',
  ])
})
