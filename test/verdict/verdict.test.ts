import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Check } from '../../src/verdict/check.ts'
import { summarise } from '../../src/verdict/summary.ts'
import { exitCode, override, reachVerdict, type VerdictKind } from '../../src/verdict/verdict.ts'
import { judgeText, makeRun, repeat } from './runs.ts'

const run = makeRun([...repeat(60, 'cold'), ...repeat(40, 'warm')])
const classes = summarise(run.classified)

const PASS = 'cold.latency.p50 <= 6s'
const FAIL = 'cold.init.p50 <= 1s'
const OPEN = 'cold.init.p99 <= 6s'

function reach(texts: readonly string[], failures: readonly string[] = []) {
  const checks = texts.map((text): Check => judgeText(text, run))
  return reachVerdict(checks, failures, classes, undefined)
}

describe('the worst of the rules is the verdict', () => {
  const rows: readonly (readonly [string, readonly string[], VerdictKind])[] = [
    ['no rule only reports', [], 'pass'],
    ['all hold', [PASS, 'warm.count >= 40'], 'pass'],
    ['a warning rule fails', [PASS, `${FAIL} !warn`], 'warn'],
    ['a warning rule is open', [PASS, `${OPEN} !warn`], 'warn'],
    ['a warning rule holds', [`${PASS} !warn`], 'pass'],
    ['open > warn', [`${FAIL} !warn`, OPEN, PASS], 'inconclusive'],
    ['fail > open', [OPEN, FAIL, `${FAIL} !warn`, PASS], 'fail'],
  ]
  test.each(rows)('%s', (_, texts, kind) => {
    expect(reach(texts).kind).toBe(kind)
    expect(reach(texts.toReversed()).kind).toBe(kind)
  })

  test('an error is above every rule', () => {
    expect(reach([FAIL, OPEN, PASS], ['the function is in state Failed']).kind).toBe('error')
  })

  test('one more rule never makes it better', () => {
    const order: readonly VerdictKind[] = ['pass', 'warn', 'inconclusive', 'fail', 'error']
    const rule = fc.constantFrom(PASS, FAIL, OPEN, `${FAIL} !warn`, `${OPEN} !warn`)
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), rule, (texts, more) => {
        const before = order.indexOf(reach(texts).kind)
        expect(order.indexOf(reach([...texts, more]).kind)).toBeGreaterThanOrEqual(before)
      }),
    )
  })
})

const sentences: readonly (readonly [string, readonly string[], string])[] = [
  [
    'no rule',
    [],
    'measured 60 cold starts of 100 starts, init p50 1.20 s; no thresholds were given',
  ],
  [
    'one rule holds',
    [PASS],
    'merging keeps cold starts within their limits: the only rule holds (60 cold starts of 100 starts, init p50 1.20 s)',
  ],
  [
    'two rules hold',
    [PASS, 'warm.count >= 40'],
    'merging keeps cold starts within their limits: all 2 rules hold (60 cold starts of 100 starts, init p50 1.20 s)',
  ],
  [
    'the only rule is broken',
    [FAIL],
    'merging would break the only rule: cold.init.p50 is 1.20 s, allowed is at most 1.00 s',
  ],
  [
    'a rule without spaces',
    ['cold.init.p50<1s'],
    'merging would break the only rule: cold.init.p50 is 1.20 s, allowed is less than 1.00 s',
  ],
  [
    'two of three rules are broken',
    [FAIL, PASS, 'warm.count == 0'],
    'merging would break 2 of 3 rules: cold.init.p50 is 1.20 s, allowed is at most 1.00 s; warm.count is 40, allowed is exactly 0',
  ],
  [
    'four are broken: two are named',
    [FAIL, 'warm.count == 0', 'warm.count > 99', 'warm.count >= 98'],
    'merging would break 4 of 4 rules: cold.init.p50 is 1.20 s, allowed is at most 1.00 s; warm.count is 40, allowed is exactly 0; and 2 more',
  ],
  [
    'the only rule is open',
    [OPEN],
    'not enough data for the only rule: cold.init.p99 <= 6s (init p99 is 1.20 s over 60 cold starts; needs ≥ 299 cold starts)',
  ],
  [
    'a warning',
    [PASS, `${FAIL} !warn`],
    'merging keeps every blocking rule, with a warning: cold.init.p50 is 1.20 s, allowed is at most 1.00 s',
  ],
]
test.each(sentences)('the sentence when %s', (_, texts, sentence) => {
  expect(reach(texts).summary).toBe(sentence)
})

test('a broken limit at a time limit is told as "at least"', () => {
  const cut = makeRun(repeat(20, 'cold', { latency: 29_000, censored: true, error: 'timeout' }))
  const check = judgeText('cold.latency.p50 <= 6s', cut)
  expect(reachVerdict([check], [], summarise(cut.classified), undefined).summary).toContain(
    'cold.latency.p50 is ≥ 29.00 s, allowed is at most 6.00 s',
  )
})

test.each([
  [['a'], 'a'],
  [['a', 'b'], 'a; b'],
  [['a', 'b', 'c'], 'a; b; c'],
  [['a', 'b', 'c', 'd', 'e'], 'a; b; c; and 2 more'],
])('of the problems %j an error tells "%s"', (failures, told) => {
  expect(reach([FAIL], failures).summary).toBe(`could not measure: ${told}`)
})

test('an error is never worded as a regression', () => {
  expect(reach([FAIL], ['the run was cancelled']).summary).not.toMatch(/merg|break|slow|limit/)
})

describe('an override label', () => {
  const label = { label: 'slow-is-fine', setBy: undefined }

  test('lets a failure through, and the sentence says so', () => {
    const { kind, summary } = override(reach([FAIL]), label)
    expect(kind).toBe('overridden')
    expect(summary).toMatch(/^let through by the label "slow-is-fine": merging would break /)
  })

  test('tells who set it last, and when, where that is known', () => {
    const setBy = { login: 'octocat', at: Date.parse('2026-11-22T14:03:59Z') }
    expect(override(reach([FAIL]), { ...label, setBy }).summary).toMatch(
      /^let through by the label "slow-is-fine", set by octocat on 2026-11-22 14:03 UTC: merging /,
    )
  })

  test('changes nothing else', () => {
    for (const verdict of [reach([PASS]), reach([OPEN]), reach([`${FAIL} !warn`])]) {
      expect(override(verdict, label)).toEqual(verdict)
    }
    const error = reach([FAIL], ['the run was cancelled'])
    expect(override(error, label)).toEqual(error)
  })
})

const codes: readonly (readonly [VerdictKind, 'fail' | 'warn' | 'pass', 0 | 1])[] = [
  ['pass', 'fail', 0],
  ['warn', 'fail', 0],
  ['overridden', 'fail', 0],
  ['inconclusive', 'fail', 1],
  ['inconclusive', 'warn', 0],
  ['inconclusive', 'pass', 0],
  ['fail', 'pass', 1],
  ['error', 'pass', 1],
]
test.each(codes)('%s under on-inconclusive: %s exits with %d', (kind, onInconclusive, code) => {
  expect(exitCode(kind, onInconclusive)).toBe(code)
})
