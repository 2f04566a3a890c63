import { expect, test } from '@jest/globals'
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import fc from 'fast-check'
import {
  alignRounds,
  dropUnsettled,
  estimateShift,
  hodgesLehmann,
  type Round,
} from '../../src/statistics/shift.ts'
import { vectors } from './vectors.ts'

test.each(vectors.twoSamples.hodgesLehmannOfLogs)(
  'the shift of 41 cold starts against 37, with bounds of $confidence, is that of the reference',
  ({ confidence, ...expected }) => {
    const { baseline, candidate } = vectors.twoSamples
    const z = normalQuantile((1 + confidence) / 2, 0, 1)
    const found = hodgesLehmann(baseline.map(Math.log), candidate.map(Math.log), z)
    expect(found.estimate).toBeCloseTo(expected.estimate, 12)
    expect(found.low).toBeCloseTo(expected.low, 12)
    expect(found.high).toBeCloseTo(expected.high, 12)
  },
)

/** The definition: all differences, sorted. */
function allDifferences(baseline: readonly number[], candidate: readonly number[]): Float64Array {
  return Float64Array.from(candidate.flatMap((b) => baseline.map((a) => b - a))).sort()
}

const anyDouble = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
    fc.double({ min: -12, max: 12, noNaN: true }),
    fc.integer({ min: -3, max: 3 }),
  )
  .map((value) => value + 0)
const side = fc.array(anyDouble, { minLength: 1, maxLength: 25 })

test('selection finds the very doubles that sorting all differences finds', () => {
  fc.assert(
    fc.property(side, side, fc.constantFrom(0, 0.5, 1, 2, 3), (baseline, candidate, z) => {
      const all = allDifferences(baseline, candidate)
      const n = all.length
      const spread = Math.sqrt((n * (baseline.length + candidate.length + 1)) / 12)
      const rank = Math.floor(n / 2 - z * spread - 0.5 + 1e-9)
      const at = (k: number): number => all[k] as number
      const middle = (n - 1) / 2
      const estimate = n % 2 === 1 ? at(middle) : (at(middle - 0.5) + at(middle + 0.5)) / 2
      const found = hodgesLehmann(baseline, candidate, z)
      // + 0: half of the smallest negative double is −0.
      expect({ ...found, estimate: found.estimate + 0 }).toEqual({
        estimate: estimate + 0,
        low: rank < 0 ? -Infinity : at(rank) + 0,
        high: rank < 0 ? Infinity : at(n - 1 - rank) + 0,
      })
    }),
    { numRuns: 500 },
  )
})

test('five thousand values a side take no more than a moment', () => {
  const wave = (step: number): readonly number[] =>
    Array.from({ length: 5000 }, (_, i) => Math.sin(i * step))
  const started = performance.now()
  hodgesLehmann(wave(1.1), wave(2.3), 2)
  expect(performance.now() - started).toBeLessThan(1000)
})

const logs = fc.array(fc.double({ min: 5, max: 11, noNaN: true }), { minLength: 1, maxLength: 12 })
const rounds = fc.array(fc.record({ baseline: logs, candidate: logs }), {
  minLength: 1,
  maxLength: 6,
})
const redrawn = { sd: 0.02, isRedrawn: true }

test('the shift turns around with the sides, its error stays', () => {
  fc.assert(
    fc.property(rounds, fc.boolean(), (all, isRedrawn) => {
      const turned = all.map((round) => ({ baseline: round.candidate, candidate: round.baseline }))
      const found = estimateShift(all, { sd: 0.02, isRedrawn })
      const back = estimateShift(turned, { sd: 0.02, isRedrawn })
      expect(back.estimate).toBeCloseTo(-found.estimate, 12)
      if (Number.isFinite(found.error)) expect(back.error).toBeCloseTo(found.error, 12)
      else expect(back.error).toBe(found.error)
    }),
  )
})

test('what slows a whole round down does not matter', () => {
  fc.assert(
    fc.property(rounds, fc.double({ min: -2, max: 2, noNaN: true }), (all, slow) => {
      const moved = all.map(({ baseline, candidate }, i) => ({
        baseline: baseline.map((value) => value + i * slow),
        candidate: candidate.map((value) => value + i * slow),
      }))
      expect(estimateShift(moved, redrawn).estimate).toBeCloseTo(
        estimateShift(all, redrawn).estimate,
        9,
      )
    }),
  )
})

test('aligned rounds have the mean of their two medians at 0', () => {
  const all = [
    { baseline: [1, 2, 3], candidate: [4, 5] },
    { baseline: [10], candidate: [12] },
    { baseline: [], candidate: [] },
  ]
  // 2 and 4.5, then 10 and 12.
  expect(alignRounds(all)).toEqual({
    baseline: [-2.25, -1.25, -0.25, -1],
    candidate: [0.75, 1.75, 1],
  })
})

test('a side of few starts is aligned by its own median, not by the many of the other', () => {
  // The pooled median, 2, would be the baseline's: all of the shift would go to the candidate.
  expect(alignRounds([{ baseline: [1, 2, 3], candidate: [6] }])).toEqual({
    baseline: [-3, -2, -1],
    candidate: [2],
  })
})

test('rounds that differ by no more than their own values explain add nothing to the prior', () => {
  const wide = Array.from({ length: 10 }, (_, i) => 8 + i / 50)
  const round = (shift: number): Round => {
    return { baseline: wide, candidate: wide.map((value) => value + shift) }
  }
  const variance = (shifts: readonly number[], sd: number): number => {
    const all = shifts.map(round)
    const none = estimateShift(all, { sd: 0, isRedrawn: false }).error
    return (estimateShift(all, { sd, isRedrawn: true }).error ** 2 - none ** 2) * (all.length / 2)
  }
  // Five rounds are worth 4 beside the prior's 8: 8 · 0.02² / 12.
  expect(variance([0, 0.01, -0.01, 0.01, -0.01], 0.02)).toBeCloseTo((8 * 0.02 ** 2) / 12, 12)
  expect(variance([0, 0.3, -0.3, 0.3, -0.3], 0.02)).toBeGreaterThan(0.01)
  // Two rounds cannot tell.
  expect(variance([0.3, -0.3], 0.02)).toBeCloseTo(0.02 ** 2, 12)
})

test('what the rounds differ by, less what their own values explain, is shared by two deployments', () => {
  const values = Array.from({ length: 10 }, (_, i) => 8 + i / 1000)
  const shifts = [0.1, -0.1, 0.1, -0.1, 0]
  const all = shifts.map((shift) => {
    return { baseline: values, candidate: values.map((value) => value + shift) }
  })
  const { low, high } = hodgesLehmann(values, values, 2)
  const explained = ((high - low) / 4) ** 2
  const seen = (4 * 0.1 ** 2) / 4
  const expected = (8 * 0.02 ** 2 + 4 * ((seen - explained) / 2)) / 12
  const none = estimateShift(all, { sd: 0, isRedrawn: false }).error
  const { error } = estimateShift(all, redrawn)
  expect(error ** 2 - none ** 2).toBeCloseTo((2 * expected) / 5, 12)
})

test('a round with one side only tells nothing about the shift', () => {
  const whole: Round = { baseline: [1, 1.1, 1.2, 1.3], candidate: [2, 2.1, 2.2, 2.3] }
  const half: Round = { baseline: [7, 8, 9], candidate: [] }
  expect(estimateShift([whole, half], redrawn)).toEqual(estimateShift([whole], redrawn))
  expect(estimateShift([half], redrawn)).toEqual({ estimate: Number.NaN, error: Infinity })
})

test('three values a side cannot bound a shift, four can', () => {
  const of = (n: number): Round => {
    const baseline = Array.from({ length: n }, (_, i) => i / 100)
    return { baseline, candidate: baseline.map((value) => value + 1) }
  }
  expect(estimateShift([of(3)], redrawn).error).toBe(Infinity)
  expect(estimateShift([of(4)], redrawn).error).toBeLessThan(0.1)
})

test('noise that is never redrawn does not average out', () => {
  const [{ rounds: all }] = vectors.shift as [(typeof vectors.shift)[0]]
  const many = [...all, ...all, ...all, ...all]
  const { error } = estimateShift(many, { sd: 0.02, isRedrawn: false })
  expect(error).toBeGreaterThan(0.02 * Math.SQRT2)
  expect(estimateShift(many, { sd: 0, isRedrawn: false }).error).toBeLessThan(error)
})

/** Ten starts a side around 0, evenly spread, the candidate's so much slower. */
function roundOf(shift: number, spread = 0.3): Round {
  const baseline = Array.from({ length: 10 }, (_, i) => (spread * (i - 4.5)) / 9)
  return { baseline, candidate: baseline.map((value) => value + shift) }
}

const unsettled: readonly (readonly [string, readonly number[], number])[] = [
  ['none when nothing differs', [0, 0.02, -0.03, 0.01], 0],
  ['none when all are slower alike: that is a regression', [0.7, 0.68, 0.72, 0.7], 0],
  ['the first, before the image was cached', [0.7, 0, 0.02, 0], 1],
  ['as many as there are, so that too few are left to decide', [0.7, 0.7, 0.7, 0], 3],
  ['the first ones of which the last was nearly settled', [0.7, 0.4, 0.25, 0, 0, 0], 3],
  ['the first ones of a baseline that was not cached', [-0.5, -0.5, 0, 0, 0.01], 2],
  ['all before the last that differs, for both sides may settle in turn', [0, -0.6, 0, 0, 0], 2],
  ['none for a late outlier', [0, 0, 0, 0, 0.7, 0, 0], 0],
  ['of a regression, too', [0.9, 0.2, 0.22, 0.19], 1],
  ['none of a single round', [0.7], 0],
]
test.each(unsettled)('leading rounds are dropped: %s', (_, shifts, dropped) => {
  const rounds = shifts.map((shift) => roundOf(shift))
  expect(dropUnsettled(rounds)).toEqual(rounds.slice(dropped))
})

test('rounds that spread widely need to differ by more', () => {
  const rounds = [0.4, 0, 0, 0].map((shift) => roundOf(shift, 1.5))
  expect(dropUnsettled(rounds)).toEqual(rounds)
})

test('no round, and rounds with too few starts to tell, stay', () => {
  const small = { baseline: [1, 2], candidate: [5, 6] }
  expect(dropUnsettled([])).toEqual([])
  expect(dropUnsettled([small, { ...small, candidate: [1, 2] }])).toHaveLength(2)
})
