import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  formatAtLeast,
  formatChange,
  formatCount,
  formatPoints,
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

test.each<[number, string, string, string]>([
  [0.24, '+24 %', '24 %', 'whole percents'],
  [-0.031, '−3.1 %', '3.1 %', 'one decimal below ten, and a real minus'],
  [0.05, '+5 %', '5 %', 'no empty decimal'],
  [0.0994, '+9.9 %', '9.9 %', 'the last one with a decimal'],
  [0.0996, '+10 %', '10 %', 'what would round to 10.0'],
  [0, '0 %', '0 %', 'no change has no sign'],
  [0.0004, '0 %', '0 %', 'nor has what reads as none'],
  [-0.0004, '0 %', '0 %', 'in either direction'],
  [-1, '−100 %', '100 %', 'nothing is left'],
  [11.5, '+1,150 %', '1,150 %', 'thousands'],
])('the change %d prints as "%s", its size as "%s": %s', (change, signed, size) => {
  expect(formatChange(change, true)).toBe(signed)
  expect(formatChange(change, false)).toBe(size)
})

test.each<[number, string]>([
  [0.05, '+5 points'],
  [-0.1, '−10 points'],
  [0.01, '+1 point'],
  [-0.01, '−1 point'],
  [0.011, '+1.1 points'],
  [0.11, '+11 points'],
  [0, '0 points'],
])('the change %d of a share prints as "%s"', (change, text) => {
  expect(formatPoints(change)).toBe(text)
})

test('a change and its opposite differ in the sign alone', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (change) => {
      expect(formatChange(-change, true)).toBe(formatChange(change, true).replace('+', '−'))
      expect(`+${formatChange(change, false)}`).toBe(formatChange(change, true))
    }),
  )
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

test.each<[number, string, string]>([
  [29_000, '≥ 29.0 s', 'a gateway’s limit'],
  [29_199, '≥ 29.1 s', 'rounded down: it is not known to be 29.2 s'],
  [999.9, '≥ 999 ms', 'below a second, rounded down, too'],
  [1000, '≥ 1.0 s', 'from a second on'],
])('at least %d prints as "%s": %s', (ms, text) => {
  expect(formatAtLeast(ms)).toBe(text)
})
