import { describe, expect, test } from '@jest/globals'
import { bencherTTest } from '../../bench/verdict-quality/peers/bencher.ts'
import { benchstat } from '../../bench/verdict-quality/peers/benchstat.ts'
import { githubActionBenchmark } from '../../bench/verdict-quality/peers/github-action-benchmark.ts'
import { k6Threshold } from '../../bench/verdict-quality/peers/k6.ts'
import { kayenta, removeOutliers } from '../../bench/verdict-quality/peers/kayenta.ts'
import { rankSumZ } from '../../bench/verdict-quality/peers/rank-sum.ts'
import { poolRounds, type Sides } from '../../bench/verdict-quality/peers/sides.ts'
import { type Sample, sortSample } from '../../src/statistics/sample.ts'

function sample(...values: readonly number[]): Sample {
  return sortSample(values) as Sample
}

function sides(baseline: Sample, candidate: Sample, history: readonly number[] = []): Sides {
  return { baseline, candidate, history }
}

describe('the z of the Mann-Whitney test', () => {
  // Source: by hand; the one with many ties by counting all pairs in Python.
  test.each([
    ['no overlap', sample(1, 2, 3), sample(4, 5, 6), 4 / Math.sqrt(5.25)],
    ['the same, other way round', sample(4, 5, 6), sample(1, 2, 3), -4 / Math.sqrt(5.25)],
    ['a tie across the sides', sample(1, 2), sample(2, 3), 1 / Math.sqrt(1.5)],
    ['ties everywhere', sample(1, 3, 3, 7, 9), sample(3, 4, 8, 9, 12, 14), 1.477479521494],
    ['nothing but ties', sample(5, 5), sample(5, 5), 0],
  ])('with %s', (_, baseline, candidate, z) => {
    expect(rankSumZ(baseline, candidate, 0)).toBeCloseTo(z, 9)
  })

  test('with a shift is that of the shifted candidate', () => {
    const [baseline, candidate] = [sample(1, 4, 9), sample(2, 6, 12)]
    expect(rankSumZ(baseline, candidate, 2)).toBe(rankSumZ(baseline, sample(0, 4, 10), 0))
  })
})

test('github-action-benchmark alerts above its ratio of means, not at it', () => {
  const alerts = githubActionBenchmark(2)
  expect(alerts(sides(sample(100, 300), sample(400, 400)))).toBe(false)
  expect(alerts(sides(sample(100, 300), sample(1, 800)))).toBe(true)
})

describe("Bencher's t-test", () => {
  // Source: T_LIMIT of bencher_boundary's own tests: mean 0, deviation 1, 5 degrees of freedom, 0.85.
  const history = [-1, -1, -1, 1, 1, 1]
  const limit = 1.1557673428942912

  test.each([
    ['just below', limit - 1e-6, false],
    ['just above', limit + 1e-6, true],
  ])('has the limit of Bencher: %s', (_, mean, alerts) => {
    const baseline = sample(0)
    expect(bencherTTest(0.85)(sides(baseline, sample(mean), history))).toBe(alerts)
  })

  test('looks at the history only, not at the baseline', () => {
    expect(bencherTTest(0.99)(sides(sample(1000), sample(1000), [10, 11, 12]))).toBe(true)
  })
})

describe('benchstat', () => {
  test.each([
    ['z 1.75 is no difference', sample(1, 2, 3), sample(4, 5, 6), false],
    ['z 2.17 is one', sample(1, 2, 3, 4), sample(5, 6, 7, 8), true],
    ['faster stops nothing', sample(5, 6, 7, 8), sample(1, 2, 3, 4), false],
  ])('%s', (_, baseline, candidate, stops) => {
    expect(benchstat(0.05)(sides(baseline, candidate))).toBe(stops)
  })
})

describe('Kayenta', () => {
  const judge = kayenta(0.25, 0.98, 3)

  // Five a side without overlap have z 2.51, with one pair reversed 2.30: the critical 2.33 is
  // crossed where the candidate is moved down so far that the nearest pair meets.
  test.each([
    [
      'bound 96 of estimate 100: high',
      sample(1, 2, 3, 4, 5),
      sample(101, 102, 103, 104, 105),
      true,
    ],
    [
      'bound 1 of estimate 41: significant, but no quarter',
      sample(0, 10, 20, 30, 40),
      sample(41, 51, 61, 71, 81),
      false,
    ],
    [
      'too few for the level: the nearest pair is the bound',
      sample(1, 2, 3, 4),
      sample(101, 102, 103, 104),
      true,
    ],
    ['faster stops nothing', sample(101, 102, 103, 104, 105), sample(1, 2, 3, 4, 5), false],
    ['equal sides', sample(1, 2, 3, 4, 5), sample(1, 2, 3, 4, 5), false],
  ])('%s', (_, baseline, candidate, stops) => {
    expect(judge(sides(baseline, candidate))).toBe(stops)
  })

  test('drops what is beyond the fences, unless 1 in 100 is', () => {
    const usual = Array.from({ length: 99 }, (_, i) => 100 + i)
    expect(removeOutliers(sample(...usual, 10_000), 3)).toEqual(sample(...usual))
    expect(removeOutliers(sample(...usual, 300), 3)).toEqual(sample(...usual, 300))
    const most = usual.slice(5)
    const [slow, fast] = [most.map(() => 1e6).slice(0, 5), most.map(() => -1e6).slice(0, 5)]
    expect(removeOutliers(sample(...most, ...slow), 3)).toEqual(sample(...most, ...slow))
    expect(removeOutliers(sample(...most, ...fast), 3)).toEqual(sample(...most, ...fast))
  })
})

describe('a k6 threshold', () => {
  test.each([
    ['the median at +10 %', sample(100, 200, 300), sample(0, 220, 900), 50, false],
    ['the median above', sample(100, 200, 300), sample(0, 221, 900), 50, true],
    ['p(100) above, median below', sample(100, 200, 300), sample(0, 0, 331), 100, true],
  ])('%s', (_, baseline, candidate, p, crossed) => {
    expect(k6Threshold(p, 0.1)(sides(baseline, candidate))).toBe(crossed)
  })
})

test('peers get milliseconds of the first ten rounds, in order', () => {
  const rounds = Array.from({ length: 11 }, (_, round) => ({
    baseline: [Math.log(100 - round)],
    candidate: [Math.log(200 - round)],
  }))
  const { baseline, candidate } = poolRounds({ rounds, history: [] })
  expect(baseline.map(Math.round)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100])
  expect(candidate.map(Math.round)).toEqual([191, 192, 193, 194, 195, 196, 197, 198, 199, 200])
})
