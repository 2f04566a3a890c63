import { drawResidual, type Noise } from './noise.ts'
import { drawNormal, type Random } from './random.ts'

/*
 * log duration = wave of the round (both versions share it)
 *              + deployment (of one version; drawn anew when it is deployed again)
 *              + residual (of one cold start)
 *              + what the pull request changes (candidate only)
 */

/** Spread between bursts at different times, as standard deviation of logs. */
export const WAVE_SD = 0.03
/** Spread between deployments of the same code. */
export const DEPLOYMENT_SD = 0.02
export const ROUNDS = 24
/**
 * What the other tools get to see, in one go: 200 starts, more than our rule takes on average where
 * nothing changed, and at +10 %.
 */
export const PEER_ROUNDS = 10
export const STARTS_PER_ROUND = 10
/** Earlier runs that a rule with a memory may know. */
export const PAST_RUNS = 10
/** One side of a stored-baseline comparison. */
export const STORED_STARTS = 80
/** A shared factor of all durations; no rule may depend on it. */
const TYPICAL_MS = 1000

/** Natural logs of milliseconds. */
export type Round = { readonly baseline: readonly number[]; readonly candidate: readonly number[] }

/** What a tool has in hand when it judges. */
export type Measured = {
  readonly rounds: readonly Round[]
  /** Mean milliseconds of earlier runs of the baseline, made in the same way. */
  readonly history: readonly number[]
}

export type Run = {
  /** Both versions deployed anew for each of `ROUNDS` rounds. */
  readonly redeployed: Measured
  /** Each version deployed once, then `PEER_ROUNDS` rounds. */
  readonly deployedOnce: Measured
}

/** What the change does to the log of one cold start; `luck` is uniform between 0 and 1. */
export type Change = (log: number, luck: number) => number

export function slower(share: number): Change {
  const shift = Math.log1p(share)
  return (log) => log + shift
}

/** Some starts take three times as long, as when the image is not cached yet. */
export function superCold(share: number): Change {
  const shift = Math.log(3)
  return (log, luck) => (luck < share ? log + shift : log)
}

export const SCENARIOS = {
  unchanged: slower(0),
  slower5: slower(0.05),
  slower10: slower(0.1),
  slower20: slower(0.2),
  superCold15: superCold(0.15),
} as const satisfies Readonly<Record<string, Change>>

export type Scenario = keyof typeof SCENARIOS
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly Scenario[]

/** Every change asks for the same numbers in the same order: they are judged on the same noise. */
export function simulateRun(random: Random, noise: Noise, change: Change): Run {
  return {
    redeployed: measure(random, noise, ROUNDS, true, change),
    deployedOnce: measure(random, noise, PEER_ROUNDS, false, change),
  }
}

/** One stored run of the baseline and one new run of the candidate, on different days. */
export function simulateStored(random: Random, noise: Noise, change: Change): Round {
  const oneDay = () => {
    const day = typical(drawNormal(random, noise.runSd))
    return times(STORED_STARTS, () => day + drawResidual(random, noise))
  }
  return { baseline: oneDay(), candidate: oneDay().map((log) => change(log, random())) }
}

function measure(
  random: Random,
  noise: Noise,
  count: number,
  isRedeployed: boolean,
  change: Change,
): Measured {
  const waves = drawWaves(random, count)
  const baseline = drawSide(random, noise, waves, isRedeployed)
  const candidate = drawSide(random, noise, waves, isRedeployed)
  const rounds = baseline.map((logs, round) => ({
    baseline: logs,
    candidate: (candidate[round] ?? []).map((log) => change(log, random())),
  }))
  const history = times(PAST_RUNS, () =>
    meanMs(drawSide(random, noise, drawWaves(random, PEER_ROUNDS), isRedeployed).flat()),
  )
  return { rounds, history }
}

function drawWaves(random: Random, count: number): readonly number[] {
  return times(count, () => typical(drawNormal(random, WAVE_SD)))
}

function drawSide(
  random: Random,
  noise: Noise,
  waves: readonly number[],
  isRedeployed: boolean,
): readonly (readonly number[])[] {
  const once = drawNormal(random, DEPLOYMENT_SD)
  return waves.map((wave) => {
    const deployment = isRedeployed ? drawNormal(random, DEPLOYMENT_SD) : once
    return times(STARTS_PER_ROUND, () => wave + deployment + drawResidual(random, noise))
  })
}

function typical(log: number): number {
  return Math.log(TYPICAL_MS) + log
}

function meanMs(logs: readonly number[]): number {
  return logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length
}

function times<T>(count: number, make: () => T): readonly T[] {
  return Array.from({ length: count }, make)
}
