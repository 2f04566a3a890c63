import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clopperPearson, quantileRanks } from '../../src/statistics/binomial.ts'
import {
  type BadCount,
  type Decision,
  decideQuantile,
  decideShare,
  valuesToSettle,
} from '../../src/statistics/decide.ts'

const ALPHA = 0.05
const ORDER: Readonly<Record<Decision, number>> = { pass: 0, inconclusive: 1, fail: 2 }

type Decide = (count: BadCount) => Decision

const rules: readonly (readonly [string, Decide])[] = [
  ['p50', (count) => decideQuantile(count, 0.5, ALPHA)],
  ['p95', (count) => decideQuantile(count, 0.95, ALPHA)],
  ['p99', (count) => decideQuantile(count, 0.99, ALPHA)],
  ['share ≤ 10 %', (count) => decideShare(count, 0.1, ALPHA, false)],
  ['share < 10 %', (count) => decideShare(count, 0.1, ALPHA, true)],
]

const counted = fc.integer({ min: 0, max: 400 }).chain((n) =>
  fc.record({
    n: fc.constant(n),
    bad: fc.integer({ min: 0, max: n }),
    unknown: fc.integer({ min: 0, max: 50 }),
  }),
)

describe.each(rules)('a decision about %s', (_, decide) => {
  test('never gets better by one more bad value in place of a good one', () => {
    fc.assert(
      fc.property(counted, (count) => {
        fc.pre(count.bad < count.n)
        const worse = decide({ ...count, bad: count.bad + 1 })
        expect(ORDER[worse]).toBeGreaterThanOrEqual(ORDER[decide(count)])
      }),
    )
  })

  test('stands whatever the unknown values turn out to be', () => {
    fc.assert(
      fc.property(counted, fc.nat(), ({ n, bad, unknown }, any) => {
        const decision = decide({ n, bad, unknown })
        fc.pre(decision !== 'inconclusive')
        const turnedBad = any % (unknown + 1)
        expect(decide({ n: n + unknown, bad: bad + turnedBad, unknown: 0 })).toBe(decision)
      }),
    )
  })

  test('only moves towards inconclusive when known values become unknown', () => {
    fc.assert(
      fc.property(counted, fc.nat(), ({ n, bad }, any) => {
        fc.pre(n > 0)
        const before = decide({ n, bad, unknown: 0 })
        const lostBad = any % (bad + 1)
        const lostGood = any % (n - bad + 1)
        const lost = lostBad + lostGood
        const after = decide({ n: n - lost, bad: bad - lostBad, unknown: lost })
        expect([before, 'inconclusive']).toContain(after)
      }),
    )
  })

  test('without any value is inconclusive', () => {
    expect(decide({ n: 0, bad: 0, unknown: 0 })).toBe('inconclusive')
    expect(decide({ n: 0, bad: 0, unknown: 500 })).toBe('inconclusive')
  })

  test('is settled by as many values as we ask for', () => {
    fc.assert(
      fc.property(counted, ({ n, bad }) => {
        const settling = valuesToSettle({ n, bad, unknown: 0 }, decide)
        fc.pre(settling !== undefined)
        const share = n === 0 ? 0 : bad / n
        const more = { n: settling, bad: Math.round(share * settling), unknown: 0 }
        expect(decide(more)).not.toBe('inconclusive')
      }),
    )
  })
})

test('a quantile and the share of values beyond the limit are one question: Clopper-Pearson', () => {
  for (const n of [5, 28, 29, 59, 60, 100, 299, 300]) {
    for (const p of [0.5, 0.9, 0.95, 0.99]) {
      for (let bad = 0; bad <= n; bad += 1) {
        const { low, high } = clopperPearson(bad, n, ALPHA)
        const dual = high <= 1 - p ? 'pass' : low > 1 - p ? 'fail' : 'inconclusive'
        const found = decideQuantile({ n, bad, unknown: 0 }, p, ALPHA)
        expect({ n, p, bad, found }).toEqual({ n, p, bad, found: dual })
      }
    }
  }
})

test('a quantile passes just when its upper order statistic is good', () => {
  const { upper = 0, lower = 0 } = quantileRanks(100, 0.95, ALPHA)
  const decide = (bad: number): Decision => decideQuantile({ n: 100, bad, unknown: 0 }, 0.95, ALPHA)
  expect(decide(100 - upper)).toBe('pass')
  expect(decide(100 - upper + 1)).toBe('inconclusive')
  expect(decide(100 - lower)).toBe('inconclusive')
  expect(decide(100 - lower + 1)).toBe('fail')
})

/**
 * P(wrong verdict) where the truth lies exactly at the limit, by adding up the binomial
 * probabilities of every possible count: no simulation, no noise.
 */
function chances(n: number, share: number, decide: Decide): Readonly<Record<Decision, number>> {
  const sum = { pass: 0, inconclusive: 0, fail: 0 }
  // P(Bin(n, share) = k), each from the one before; in logarithms, for 0.5^500 is near nothing.
  let log = n * Math.log1p(-share)
  for (let k = 0; k <= n; k += 1) {
    sum[decide({ n, bad: k, unknown: 0 })] += Math.exp(log)
    log += Math.log((n - k) / (k + 1)) + Math.log(share / (1 - share))
  }
  return sum
}

const atLimit: readonly (readonly [string, number, Decide])[] = [
  ['p50', 0.5, (count) => decideQuantile(count, 0.5, ALPHA)],
  ['p75', 0.25, (count) => decideQuantile(count, 0.75, ALPHA)],
  ['p95', 0.05, (count) => decideQuantile(count, 0.95, ALPHA)],
  ['p99', 0.01, (count) => decideQuantile(count, 0.99, ALPHA)],
  ['share ≤ 10 %', 0.1, (count) => decideShare(count, 0.1, ALPHA, false)],
  ['share < 2 %', 0.02, (count) => decideShare(count, 0.02, ALPHA, true)],
]

test.each(atLimit)(
  'at the limit of %s at most 5 %% pass and at most 5 %% fail',
  (_, share, decide) => {
    for (const n of [10, 30, 59, 100, 299, 500]) {
      const { pass, inconclusive, fail } = chances(n, share, decide)
      expect(pass + inconclusive + fail).toBeCloseTo(1, 9)
      expect(pass).toBeLessThanOrEqual(ALPHA + 1e-9)
      expect(fail).toBeLessThanOrEqual(ALPHA + 1e-9)
    }
  },
)

const shares: readonly (readonly [string, number, number, Decision])[] = [
  ['none of 29 is just enough', 29, 0, 'pass'],
  ['none of 28 is one too few', 28, 0, 'inconclusive'],
  ['1 of 46', 46, 1, 'pass'],
  ['4 of 100', 100, 4, 'pass'],
  ['5 of 100', 100, 5, 'inconclusive'],
  ['6 of 30', 30, 6, 'inconclusive'],
  ['7 of 30', 30, 7, 'fail'],
  ['16 of 100', 100, 16, 'fail'],
  ['28 of 200', 200, 28, 'fail'],
  ['12 of 200', 200, 12, 'pass'],
]
test.each(shares)('"at most 10 %%", %s: table of the study', (_, n, bad, expected) => {
  expect(decideShare({ n, bad, unknown: 0 }, 0.1, ALPHA, false)).toBe(expected)
})

test('a share of all is at most 100 %', () => {
  expect(decideShare({ n: 3, bad: 3, unknown: 0 }, 1, ALPHA, false)).toBe('pass')
})

test('a truth on the limit is not settled by any practical number of values', () => {
  const decide: Decide = (count) => decideShare(count, 0.1, ALPHA, false)
  expect(valuesToSettle({ n: 100, bad: 10, unknown: 0 }, decide)).toBeUndefined()
})

test('without a bad value the number asked for is the smallest that settles', () => {
  const p95: Decide = (count) => decideQuantile(count, 0.95, ALPHA)
  expect(valuesToSettle({ n: 7, bad: 0, unknown: 0 }, p95)).toBe(59)
  const share: Decide = (count) => decideShare(count, 0.1, ALPHA, false)
  expect(valuesToSettle({ n: 20, bad: 0, unknown: 0 }, share)).toBe(29)
})
