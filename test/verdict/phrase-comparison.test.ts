import { describe, expect, test } from '@jest/globals'
import {
  describeChange,
  formatPointRange,
  formatRange,
} from '../../src/verdict/phrase-comparison.ts'
import { repeat } from './runs.ts'
import { around, inRounds, judgeSides, type Make, makeSides, type Setting } from './sides.ts'

test.each([
  [0.24, 'latency', '24 % slower'],
  [-0.031, 'init', '3.1 % faster'],
  [0.0004, 'init', 'no change'],
  [-0.0004, 'init', 'no change'],
  [0, 'memory', 'no change'],
  [0.28, 'memory', '28 % more'],
  [-0.28, 'billed', '28 % less'],
  [11, 'overhead', '1,100 % slower'],
] as const)('a change of %d of the %s reads "%s"', (change, measure, text) => {
  expect(describeChange(change, measure)).toBe(text)
})

test.each([
  [0.19, 0.29, '+19 … +29 %'],
  [-0.022, 0.013, '−2.2 … +1.3 %'],
  [0.19, null, 'at least +19 %'],
  [null, 0.29, 'at most +29 %'],
  [null, null, 'nothing is sure'],
] as const)('the bounds %d and %d read "%s"', (low, high, text) => {
  expect(formatRange({ low, high })).toBe(text)
})

test.each([
  [-0.01, 0.063, '−1 … +6.3 points'],
  [0, 0.01, '0 … +1 point'],
] as const)('the bounds %d and %d of a share read "%s"', (low, high, text) => {
  expect(formatPointRange(low, high)).toBe(text)
})

const side = (factor: number, seed: number, rounds = 16, spread = 0.06) =>
  inRounds(rounds, 10, around(3000 * factor, seed, spread))
const cut = { latency: 29_000, duration: 27_000, censored: true, error: 'timeout' }
const limited = (count: number, seed: number) => {
  const make = around(3000, seed)
  return inRounds(16, 10, (round, i) => (i < count ? cut : { latency: make(round, i).init ?? 0 }))
}
const somewhatSlow = (share: number, seed: number, rounds: number): Make => {
  const make = around(3000, seed)
  return (round, i) => {
    const { init } = make(round, i)
    return { init: (i < share * 10 && round < rounds ? 3 : 1) * (init ?? 0) }
  }
}

type Form = readonly [string, string, ReturnType<typeof side>, ReturnType<typeof side>, Setting]

const P50 = 'cold.init.p50 <= baseline + 5%'
const P95 = 'cold.init.p95 <= baseline + 10%'
const stored = { isStored: true }
const users = { plan: 'users 2 for 30s' }

/** Every way in which a comparison can end. */
const forms: readonly Form[] = [
  ['a fail', P50, side(1, 1), side(1.2, 2), {}],
  ['a pass', P50, side(1, 1), side(1, 2), {}],
  ['an improvement', P50, side(1, 1), side(0.8, 2), {}],
  ['too little data', P50, side(1, 1, 3, 0.6), side(1.1, 2, 3, 0.6), {}],
  ['at the very limit', P50, side(1, 1), side(1.055, 2), {}],
  ['a floor', 'cold.init.p50 <= baseline & +100ms', side(0.1, 1), side(0.2, 2), {}],
  ['slow starts alone', P50, side(1, 1), inRounds(16, 10, somewhatSlow(0.2, 2, 16)), {}],
  ['some slow starts', P50, side(1, 1, 4), inRounds(4, 10, somewhatSlow(0.1, 2, 4)), {}],
  ['an uncached round', P50, side(1, 1), inRounds(16, 10, somewhatSlow(1, 2, 1)), {}],
  ['a tail', P95, side(1, 1), side(1.3, 2), {}],
  ['a tail that is open', 'cold.init.p95 <= baseline + 5%', side(1, 1, 4), side(1.12, 2, 4), {}],
  ['a tail of few', 'cold.init.p99 <= baseline + 10%', side(1, 1, 4), side(1, 2, 4), {}],
  ['stored, a fail', P50, side(1, 1), side(1.6, 2), stored],
  ['stored, a pass', P50, side(1, 1), side(1, 2), stored],
  ['stored, open', P50, side(1, 4, 2, 0.9), side(1, 1, 2, 0.9), stored],
  ['limited', 'cold.latency.p50 <= baseline + 5%', limited(3, 1), limited(3, 2), {}],
  ['all limited', 'cold.latency.p50 <= baseline + 5%', limited(10, 1), limited(10, 2), {}],
  ['memory', 'cold.memory.p50 <= baseline + 5%', side(1, 1), side(1, 2), {}],
  ['billed', 'cold.billed.p50 <= baseline - 5%', side(1, 1), side(1, 2), {}],
  ['a rate', 'errors.rate <= baseline + 1%', side(1, 1), side(1, 2), { counts: { failed: 20 } }],
  ['a share', 'cold.share <= baseline', side(1, 1), repeat(50, 'warm'), users],
  ['not compared', 'cold.init.max <= baseline', side(1, 1), side(1, 2), {}],
  ['too few', P50, side(1, 1), side(1, 2).slice(0, 3), {}],
]

describe('every reason is one sentence that needs no book', () => {
  const reasonOf = ([, rule, baseline, candidate, setting]: Form): string =>
    judgeSides(rule, makeSides(baseline, candidate, setting)).reason

  test.each(forms)('%s', (...form) => {
    const reason = reasonOf(form)
    expect(reason).not.toMatch(/[.!?]\s|[.!?]$|\n/)
    expect(reason).not.toMatch(
      /p-value|hodges|lehmann|alpha|beta|likelihood|hypothes|signific|confiden|censor|quantile|mann|wald|newcombe|harrell|log ratio|z-score|standard error|shift|null/i,
    )
    expect(reason).not.toMatch(/NaN|Infinity|undefined|null|\b0 rounds|[+−]0 %|--|\s\s/)
    expect(reason.length).toBeLessThan(330)
  })

  test('and where it stays open, it says why or what would help', () => {
    const open = forms.filter(([, rule, baseline, candidate, setting]) => {
      return judgeSides(rule, makeSides(baseline, candidate, setting)).result === 'inconclusive'
    })
    expect(open.length).toBeGreaterThan(6)
    for (const form of open) {
      expect(reasonOf(form)).toMatch(
        /would settle it|would tell|this much data shows|too few starts|would narrow|not compared: /,
      )
    }
  })
})
