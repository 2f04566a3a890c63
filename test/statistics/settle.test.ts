import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { roundsToSettle } from '../../src/statistics/settle.ts'
import { type Bars, type Limits, weighShift } from '../../src/statistics/shift-test.ts'

const bars: Bars = { fail: 7, pass: 4.6 }
/** None 0, distance 0.11, middle 0.055. */
const limits: Limits = { fail: 0.05, pass: 0.11 }

// By hand: 8 · 0.03² · 7 / (0.11 · 0.015) = 30.5, and 8 · 0.03² · 4.6 / (0.11 · 0.025) = 12.04.
test.each([
  { estimate: 0.07, error: 0.03, expected: 31, why: 'to fail' },
  { estimate: 0.03, error: 0.03, expected: 13, why: 'to pass' },
  { estimate: 0.2, error: 0.03, expected: undefined, why: 'these decide' },
  { estimate: -0.1, error: 0.03, expected: undefined, why: 'these decide' },
  { estimate: 0.056, error: 0.03, expected: undefined, why: '459 are no advice' },
  { estimate: 0.07, error: Infinity, expected: undefined, why: 'unknown error' },
  { estimate: Number.NaN, error: Infinity, expected: undefined, why: 'nothing known' },
])('$estimate ± $error after 8 rounds needs $expected: $why', ({ estimate, error, expected }) => {
  expect(roundsToSettle({ estimate, error }, limits, bars, 8, 0)).toBe(expected)
})

test('as many rounds decide, one less does not; else these or 128 do not', () => {
  const any = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const rounds = fc.integer({ min: 3, max: 24 })
  let told = 0
  fc.assert(
    fc.property(
      any(-0.2, 0.3),
      any(0.01, 0.1),
      any(-0.1, 0.3),
      any(0.04, 0.2),
      rounds,
      (...run) => {
        const [estimate, error, fail, gap, count] = run
        const within: Limits = { fail, pass: fail + gap }
        const decideAfter = (n: number) => {
          const shift = { estimate, error: error * Math.sqrt(count / n) }
          return weighShift(shift, within, bars).decision !== 'inconclusive'
        }
        const needed = roundsToSettle({ estimate, error }, within, bars, count, 0)
        if (needed === undefined) {
          expect(decideAfter(count + 1e-6) || !decideAfter(128 - 1e-6)).toBe(true)
        } else {
          told += 1
          expect(needed).toBeGreaterThan(count)
          expect(decideAfter(needed + 1e-6)).toBe(true)
          expect(decideAfter(needed - 1 - 1e-6)).toBe(false)
        }
      },
    ),
    { numRuns: 1000 },
  )
  expect(told).toBeGreaterThan(10)
})
