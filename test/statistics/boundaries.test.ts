import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { clopperPearson } from '../../src/statistics/binomial.ts'
import { type Boundary, exactBoundaries, type Look } from '../../src/statistics/boundaries.ts'
import { spend } from '../../src/statistics/spend.ts'
import { vectors } from './vectors.ts'

function plan(sizes: readonly number[], alpha: number): readonly Look[] {
  const risks = spend(sizes, alpha)
  return sizes.map((n, i) => ({ n, alpha: risks[i] as number }))
}

test.each(vectors.exactBoundaries)(
  'limits at $theta0 over looks at $looks are those of the reference',
  ({ looks, theta0, alpha, pass, fail }) => {
    const found = exactBoundaries(plan(looks, alpha), theta0)
    expect(found.map((boundary) => boundary.pass)).toEqual(pass)
    expect(found.map((boundary) => boundary.fail)).toEqual(fail)
  },
)

const share = fc.constantFrom(0.01, 0.05, 0.1, 0.25, 0.5, 0.9)
/** None of them is a power of a share, where rounding would decide. */
const alpha = fc.constantFrom(0.013, 0.047, 0.19)
/** Sizes as a run makes them: irregular, some looks without new data. */
const sizes = fc
  .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 })
  .map((added) => added.map((_, i) => added.slice(0, i + 1).reduce((sum, n) => sum + n, 0)))

/** Chance that one side ever stops, at the truth `theta`: value by value, no convolution. */
function chanceToStop(
  looks: readonly Look[],
  theta: number,
  stops: (count: number, look: number) => boolean,
): number {
  let going = [1]
  let stopped = 0
  let seen = 0
  for (const [look, { n }] of looks.entries()) {
    for (; seen < n; seen += 1) {
      going = [...going, 0].map((chance, k) => chance * (1 - theta) + (going[k - 1] ?? 0) * theta)
    }
    for (const [count, chance] of going.entries()) {
      if (!stops(count, look)) continue
      stopped += chance
      going[count] = 0
    }
  }
  return stopped
}

test('where the truth lies at the limit, each side stops with at most its risk', () => {
  fc.assert(
    fc.property(sizes, share, alpha, (all, theta0, risk) => {
      const looks = plan(all, risk)
      const limits = exactBoundaries(looks, theta0)
      const at = (look: number): Boundary => limits[look] as Boundary
      const passing = chanceToStop(looks, theta0, (bad, look) => bad <= at(look).pass)
      const failing = chanceToStop(looks, theta0, (bad, look) => bad >= at(look).fail)
      expect(passing).toBeLessThanOrEqual(risk + 1e-9)
      expect(failing).toBeLessThanOrEqual(risk + 1e-9)
    }),
  )
})

test('limits never cross, and a count that stops now would have to stop later', () => {
  fc.assert(
    fc.property(sizes, share, alpha, (all, theta0, risk) => {
      const limits = exactBoundaries(plan(all, risk), theta0)
      for (const [look, { pass, fail }] of limits.entries()) {
        const n = all[look] as number
        expect(pass).toBeGreaterThanOrEqual(limits[look - 1]?.pass ?? -1)
        expect(pass).toBeLessThan(fail)
        expect(fail).toBeLessThanOrEqual(n + 1)
      }
    }),
  )
})

test('a single look is the test of Clopper and Pearson', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), share, alpha, (n, theta0, risk) => {
      const [{ pass, fail }] = exactBoundaries([{ n, alpha: risk }], theta0) as [Boundary]
      const counts = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, risk))
      expect(pass).toBe(counts.findLastIndex(({ high }) => high <= theta0))
      const first = counts.findIndex(({ low }) => low > theta0)
      expect(fail).toBe(first === -1 ? n + 1 : first)
    }),
  )
})

test('risk that a look leaves over rolls on, also to a look without new data', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), share, (n, theta0) => {
      const once = exactBoundaries([{ n, alpha: 0.021 + 0.026 }], theta0)
      const [, twice] = exactBoundaries(
        [
          { n, alpha: 0.021 },
          { n, alpha: 0.026 },
        ],
        theta0,
      )
      expect(twice).toEqual(once[0])
    }),
  )
})

test.each([
  { theta0: 0, why: 'one bad value disproves that none is', expected: { pass: -1, fail: 1 } },
  { theta0: 1, why: 'one good value proves that not all are bad', expected: { pass: 9, fail: 11 } },
])('at the limit $theta0, $why', ({ theta0, expected }) => {
  expect(exactBoundaries([{ n: 10, alpha: 0.05 }], theta0)).toEqual([expected])
})

test('no value yet decides nothing', () => {
  expect(exactBoundaries([{ n: 0, alpha: 0.05 }], 0.1)).toEqual([{ pass: -1, fail: 1 }])
  expect(exactBoundaries([], 0.1)).toEqual([])
})
