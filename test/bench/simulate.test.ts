import { describe, expect, test } from '@jest/globals'
import type { Noise } from '../../bench/verdict-quality/noise.ts'
import { makeRandom } from '../../bench/verdict-quality/random.ts'
import {
  DEPLOYMENT_SD,
  type Measured,
  type Round,
  SCENARIOS,
  simulateRun,
  simulateStored,
  WAVE_SD,
} from '../../bench/verdict-quality/simulate.ts'

const noisy: Noise = {
  name: '',
  source: '',
  runSd: 0.03,
  runSdSource: '',
  quantiles: [-0.2, 0, 0.3],
}
const silent: Noise = { ...noisy, quantiles: [0, 0] }

function run(number: number, change = SCENARIOS.unchanged, noise = noisy) {
  return simulateRun(makeRandom(5, 0, number), noise, change)
}

function many<T>(count: number, make: (number: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, number) => make(number))
}

function sdOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

/** Without residuals, one start tells all of its round. */
function shiftOf({ baseline, candidate }: Round): number {
  return (candidate[0] as number) - (baseline[0] as number)
}

test('a run has 24 rounds deployed anew and 10 deployed once, 10 starts a side, and a history', () => {
  const { redeployed, deployedOnce } = run(0)
  const shape = ({ rounds, history }: Measured) => [
    rounds.length,
    ...new Set(rounds.flatMap(({ baseline, candidate }) => [baseline.length, candidate.length])),
    history.length,
  ]
  expect(shape(redeployed)).toEqual([24, 10, 10])
  expect(shape(deployedOnce)).toEqual([10, 10, 10])
})

test('the same stream gives the same run', () => {
  expect(run(3)).toEqual(run(3))
  expect(run(3)).not.toEqual(run(4))
})

test('a change touches nothing but the candidate, whose noise stays as it was', () => {
  const [before, after] = [run(1), run(1, SCENARIOS.slower10)]
  for (const setting of ['redeployed', 'deployedOnce'] as const) {
    expect(after[setting].history).toEqual(before[setting].history)
    for (const [index, round] of after[setting].rounds.entries()) {
      const old = before[setting].rounds[index] as Round
      expect(round.baseline).toEqual(old.baseline)
      const ratios = round.candidate.map((log, start) =>
        Math.exp(log - (old.candidate[start] ?? 0)),
      )
      for (const ratio of ratios) expect(ratio).toBeCloseTo(1.1, 9)
    }
  }
})

test('super-cold triples about 15 % of the starts and leaves the others alone', () => {
  const ratios = many(30, (number) => {
    const [before, after] = [run(number), run(number, SCENARIOS.superCold15)]
    return after.redeployed.rounds.flatMap(({ candidate }, round) =>
      candidate.map((log, start) =>
        Math.exp(log - (before.redeployed.rounds[round]?.candidate[start] ?? 0)),
      ),
    )
  }).flat()
  const tripled = ratios.filter((ratio) => ratio > 2)
  for (const ratio of tripled) expect(ratio).toBeCloseTo(3, 9)
  expect(ratios.filter((ratio) => Math.abs(ratio - 1) < 1e-9)).toHaveLength(
    ratios.length - tripled.length,
  )
  expect(tripled.length / ratios.length).toBeCloseTo(0.15, 1)
})

describe('without residuals', () => {
  const runs = many(200, (number) => run(number, SCENARIOS.unchanged, silent))

  test('all starts of one version in one round are the same', () => {
    for (const { baseline } of runs[0]?.redeployed.rounds ?? [])
      expect(sdOf(baseline)).toBeCloseTo(0, 12)
  })

  test('versions that are deployed once differ by the same in each round', () => {
    for (const { deployedOnce } of runs)
      expect(sdOf(deployedOnce.rounds.map(shiftOf))).toBeCloseTo(0, 12)
    const shifts = runs.map(({ deployedOnce }) => shiftOf(deployedOnce.rounds[0] as Round))
    expect(sdOf(shifts) / (Math.SQRT2 * DEPLOYMENT_SD)).toBeCloseTo(1, 0)
  })

  test('versions that are deployed anew differ by something else in each round', () => {
    const shifts = runs.flatMap(({ redeployed }) => redeployed.rounds.map(shiftOf))
    expect(sdOf(shifts) / (Math.SQRT2 * DEPLOYMENT_SD)).toBeCloseTo(1, 1)
    for (const { redeployed } of runs.slice(0, 9)) {
      expect(new Set(redeployed.rounds.map(shiftOf)).size).toBe(24)
      expect(sdOf(redeployed.rounds.map(shiftOf))).toBeGreaterThan(DEPLOYMENT_SD / 2)
    }
  })

  test('rounds differ by their wave, around 1000 ms', () => {
    const logs = runs.flatMap(({ redeployed }) =>
      redeployed.rounds.map(({ baseline }) => baseline[0] as number),
    )
    expect(sdOf(logs) / Math.hypot(WAVE_SD, DEPLOYMENT_SD)).toBeCloseTo(1, 1)
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
    expect(Math.exp(mean) / 1000).toBeCloseTo(1, 2)
  })

  test('the history scatters as runs do', () => {
    const history = runs.flatMap(({ deployedOnce }) => deployedOnce.history)
    const expected = Math.hypot(DEPLOYMENT_SD, WAVE_SD / Math.sqrt(10))
    expect(sdOf(history.map(Math.log)) / expected).toBeCloseTo(1, 1)
  })
})

test('stored runs differ by their days, and the candidate by its change', () => {
  const shifts = many(500, (number) =>
    shiftOf(simulateStored(makeRandom(6, 0, number), silent, SCENARIOS.slower20)),
  )
  const mean = shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length
  expect(mean).toBeCloseTo(Math.log(1.2), 1)
  expect(sdOf(shifts) / (Math.SQRT2 * silent.runSd)).toBeCloseTo(1, 0)
})
