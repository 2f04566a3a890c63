import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ConfigError, didYouMean, makeProblem, quote } from '../../src/config/problem.ts'

test('one error lists every problem on a line of its own', () => {
  const error = new ConfigError(['load: is wrong', 'mode: is wrong'])
  expect(error.message).toBe('2 problems with the inputs:\n- load: is wrong\n- mode: is wrong')
})

test('a single problem is announced in the singular', () => {
  expect(new ConfigError(['x: y']).message).toBe('1 problem with the inputs:\n- x: y')
})

test('a problem names the input, the value found, what is accepted and an example', () => {
  expect(makeProblem('timeout', 'soon', 'a time', '15m')).toBe(
    'timeout: found "soon", accepted is a time, for example `15m`',
  )
})

test('a quoted value stays on one line and under 103 characters', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: fc.constantFrom('a', '\n', '\r', ' ') }), (x) => {
      expect(quote(x)).toMatch(/^".{0,100}"$/)
    }),
  )
})

test('a value that was cut ends in an ellipsis, one that fits does not', () => {
  expect(quote('a'.repeat(100))).toBe(`"${'a'.repeat(100)}"`)
  expect(quote('a'.repeat(101))).toBe(`"${'a'.repeat(99)}…"`)
})

test.each<[string, string, string]>([
  ['brust', ', did you mean "burst"?', 'two letters swapped'],
  ['Burst', ', did you mean "burst"?', 'a capital letter'],
  ['user', ', did you mean "users"?', 'a letter missing'],
  ['hammer', '', 'nothing is near'],
])('the unknown word "%s" gets the suggestion "%s": %s', (word, suggestion) => {
  expect(didYouMean(word, ['burst', 'users', 'recycle'])).toBe(suggestion)
})

test('without known words there is nothing to suggest', () => {
  expect(didYouMean('burst', [])).toBe('')
})
