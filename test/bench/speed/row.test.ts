import { expect, test } from '@jest/globals'
import {
  type Check,
  renderFigure,
  renderLimit,
  shorten,
  standingOf,
} from '../../../bench/speed/row.ts'

const check = (figure: number | undefined, limits: Partial<Check> = { atMost: 10 }): Check => ({
  name: '',
  figure,
  unit: 'ms',
  ...limits,
})

test.each([
  { why: 'a limit is reached', checks: [check(10)], is: 'kept' },
  { why: 'one of two is exceeded', checks: [check(9), check(10.1)], is: 'BROKEN' },
  { why: 'too little is done', checks: [check(2, { atLeast: 3 })], is: 'BROKEN' },
  { why: 'a figure is missing', checks: [check(9), check(undefined)], is: 'not measured' },
  {
    why: 'one is missing and another exceeded',
    checks: [check(undefined), check(11)],
    is: 'BROKEN',
  },
  { why: 'a figure is not a number', checks: [check(Number.NaN)], is: 'BROKEN' },
  { why: 'nothing has a limit', checks: [check(1, {})], is: 'no limit' },
])('$is when $why', ({ checks, is }) => {
  expect(standingOf({ what: '', checks })).toBe(is)
})

test.each([
  { figure: 0.0712, unit: 'fraction', text: '1/14' },
  { figure: 1.15, unit: 'fraction', text: '1.15×' },
  { figure: 1.6, unit: 'times', text: '1.6×' },
  { figure: 0.0078, unit: 'percent', text: '0.78 %' },
  { figure: 77.25, unit: 'ms', text: '77.3 ms' },
  { figure: 3.4e6, unit: 'million', text: '3.4 M' },
  { figure: 0, unit: 'count', text: '0' },
  { figure: undefined, unit: 'ms', text: '–' },
] as const)('$figure as $unit is written $text', ({ figure, unit, text }) => {
  expect(renderFigure({ name: '', figure, unit })).toBe(text)
})

test('a limit is written as its figure', () => {
  const cpu = { name: 'CPU', figure: 1, unit: 'fraction', atMost: 1 / 12 } as const
  expect(renderLimit(cpu)).toBe('CPU ≤ 1/12')
  expect(renderLimit({ name: '', figure: 1, unit: 'million', atLeast: 3e6 })).toBe('≥ 3 M')
  expect(renderLimit({ name: 'errors', figure: 1, unit: 'count' })).toBe('')
})

test('figures have three digits', () => {
  expect([1234.5, 99.96, 2, 1.238, 0.0123, -250.4].map(shorten)).toEqual([
    '1235',
    '100',
    '2',
    '1.24',
    '0.012',
    '-250',
  ])
})
