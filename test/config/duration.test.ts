import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { DURATION, parseDuration } from '../../src/config/duration.ts'

test.each<[string, number, string]>([
  ['500ms', 500, 'milliseconds'],
  ['1.5s', 1500, 'a fraction'],
  ['15m', 900_000, 'minutes'],
  ['0s', 0, 'nothing; whoever needs more says so'],
  ['15 m', 900_000, 'a space before the unit'],
  [' 3m ', 180_000, 'space around it'],
])('the duration "%s" is %d ms: %3$s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

test.each<[string, string]>([
  ['', 'nothing'],
  ['10', 'no unit: seconds or milliseconds?'],
  ['s', 'no number'],
  ['1h', 'hours are not in the grammar'],
  ['1m30s', 'two units'],
  ['-1s', 'negative'],
  ['.5s', 'no digit before the point'],
  ['1.s', 'no digit after the point'],
  ['1e3s', 'an exponent'],
  ['1,5s', 'a decimal comma'],
  ['5 S', 'an upper-case unit'],
  ['5s.', 'something behind it'],
])('"%s" is no duration: %s', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

test('a larger grammar accepts exactly the durations that the parser reads', () => {
  const inLarger = new RegExp(`^(?:${DURATION})$`)
  const pieces = fc.constantFrom('1', '20', '.', '.5', ' ', 'ms', 's', 'm', 'h', '-')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 5 }), (parts) => {
      const text = parts.join('').trim()
      expect(inLarger.test(text)).toBe(parseDuration(text) !== undefined)
    }),
  )
})
