import { beforeAll, expect, test } from '@jest/globals'
import { readRounds, valueOfRound } from '../../src/html/rounds.ts'
import type { Result } from '../../src/verdict/result.ts'
import { coldStarts, makeCompared } from '../report/comparisons.ts'
import { makeResult } from '../report/results.ts'
import { makeNoisy, makeSlower } from './reports.ts'

let slower: Result
let noisy: Result
beforeAll(async () => {
  ;[slower] = (await makeSlower()).setups as [Result]
  ;[noisy] = (await makeNoisy()).setups as [Result]
})

test('a rule that was decided at a look stands as it was decided then', () => {
  const [init, latency, ...others] = readRounds(slower)
  const [check] = slower.checks
  expect(others).toEqual([])
  expect(latency?.measure).toBe('latency')
  expect(init).toMatchObject({
    rule: 'cold.init.p50 <= baseline + 5% & +100ms',
    measure: 'init',
    isChange: true,
    limit: expect.closeTo(0.05, 6),
    standings: [
      {
        rounds: 4,
        result: 'fail',
        n: 40,
        value: check?.comparison?.change,
        low: check?.comparison?.low,
        high: check?.comparison?.high,
      },
    ],
  })
})

test('an open rule has every look, and what all rounds came to', () => {
  const [rule] = readRounds(noisy)
  expect(rule?.standings.map(({ rounds }) => rounds)).toEqual([4, 6, 8, 10, 12, 16])
  expect(rule?.standings.at(-1)?.n).toBe(160)
  expect(new Set(rule?.standings.map(({ result }) => result))).toEqual(new Set(['inconclusive']))
  expect(rule?.standings.at(-1)?.value).toBe(noisy.checks[0]?.comparison?.change)
})

test('a decided rule does not move while the rounds go on for another one', () => {
  const result = makeCompared({
    rules: ['cold.init.p50 <= baseline + 5%', 'cold.init.p99 <= 9s'],
    candidate: coldStarts('candidate', 1.2),
    baseline: coldStarts('baseline', 1),
  })
  expect(result.effort?.rounds).toBe(16)
  const [decided, open] = readRounds(result)
  expect(decided?.standings.map(({ rounds }) => rounds)).toEqual([4])
  expect(open?.standings.at(-1)).toMatchObject({ rounds: 16, n: 160, result: 'inconclusive' })
  expect(open).toMatchObject({ isChange: false, limit: 9_000 })
})

test('each round has the median of both sides, and what it alone would say', () => {
  const [init] = readRounds(slower)
  expect(init?.medians.map(({ round }) => round)).toEqual([1, 2, 3, 4])
  for (const one of init?.medians ?? []) {
    expect(one.candidate).toBeGreaterThan(2_400)
    expect(valueOfRound(one, true)).toBeCloseTo((one.candidate ?? 0) / (one.baseline ?? 1) - 1, 9)
    expect(valueOfRound(one, false)).toBe(one.candidate)
  }
  expect(valueOfRound({ round: 1, candidate: 3, baseline: null }, true)).toBeNull()
  expect(valueOfRound({ round: 1, candidate: null, baseline: 3 }, true)).toBeNull()
})

test('without rounds there is nothing to tell', () => {
  expect(readRounds(makeResult())).toEqual([])
})
