import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  formatCount,
  formatShare,
  formatThousands,
  formatTime,
  formatUsd,
} from '../../src/units.ts'

test.each<[number, string, string]>([
  [0, '0 ms', 'nothing'],
  [87.5, '88 ms', 'whole milliseconds'],
  [999.4, '999 ms', 'just below a second'],
  [999.5, '1.00 s', 'what would round to 1000 ms'],
  [1234, '1.23 s', 'seconds'],
  [-1500, '-1.50 s', 'a difference may be negative'],
])('the time %d prints as "%s": %s', (ms, text) => {
  expect(formatTime(ms)).toBe(text)
})

test.each<[number, string, string]>([
  [0, '0', 'nothing'],
  [999, '999', 'no group to part'],
  [1000, '1,000', 'the first comma'],
  [29_160.7, '29,161', 'rounded'],
  [1_234_567, '1,234,567', 'two commas'],
  [-1234, '-1,234', 'negative'],
])('%d prints as "%s": %s', (value, text) => {
  expect(formatThousands(value)).toBe(text)
})

test('a whole number prints as the en-US locale prints it', () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(formatThousands(value)).toBe(value.toLocaleString('en-US'))
    }),
  )
})

test.each<[number, string, string]>([
  [0.00023, '0.023 %', 'a small share does not read as none'],
  [0, '0 %', 'none'],
  [0.1234, '12.3 %', 'one decimal'],
  [0.1, '10 %', 'no empty decimal'],
  [1, '100 %', 'all'],
])('the share %d prints as "%s": %s', (share, text) => {
  expect(formatShare(share)).toBe(text)
})

test.each<[number, string, string]>([
  [0, '$0.00', 'free'],
  [0.114, '$0.11', 'cents'],
  [12.5, '$12.50', 'dollars'],
  [0.01, '$0.01', 'one cent'],
  [0.000416, '$0.00042', 'two digits where cents would read as free'],
  [2.2e-7, '$0.00000022', 'one request, without an exponent'],
])('%d USD prints as "%s": %s', (usd, text) => {
  expect(formatUsd(usd)).toBe(text)
})

test.each([
  [0, '0 cold starts'],
  [1, '1 cold start'],
  [2, '2 cold starts'],
  [1200, '1,200 cold starts'],
])('%d of a noun reads "%s"', (count, text) => {
  expect(formatCount(count, 'cold start')).toBe(text)
})
