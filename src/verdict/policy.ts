import type { Bars, Risk } from '../statistics/shift-test.ts'
import { spend } from '../statistics/spend.ts'
import { type Look, progressOf } from './look.ts'

/* How sure a verdict is: all constants of the rules in one place, in the order of their use. */

/** Of an absolute rule, at its limit: risk of a wrong pass, and of a wrong fail. */
export const ALPHA = 0.05

/** More failed invocations than this among a rule's starts, and their times tell nothing. */
export const MOST_ERRORS = 0.1

/** Early looks, where a clear case is clear, then ever further apart: each costs certainty. */
const LOOKS = [4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128]

/** After which rounds of at most `rounds` to look; the last look comes after the whole load. */
export function looksBefore(rounds: number): readonly number[] {
  return LOOKS.filter((look) => look < rounds)
}

/** How a comparison that was made in one run is judged. */
export const IN_TURNS = {
  /** Risk of a false alarm of the whole job, shared by all its tests of shares and tails. */
  alpha: 0.01,
  /** Risk that what is to be ruled out passes, of each of these tests. */
  beta: 0.05,
  /** The share's alpha is spent with this power of the data: early counts are small. */
  alphaPower: 3,
  /** How much a shift must show at the first look, and at the last one, to fail; see `Bars`. */
  failBars: [7, 4],
  /** exp(−4.6) = 1 %: the risk that a shift to be ruled out passes. */
  passBar: 4.6,
  /** Log scale: standard deviation of what new environments of the same code differ by. */
  sd: 0.02,
} as const

/**
 * Another day, another part of the fleet: a stored run differs by more than its sample shows, and
 * no number of starts helps. So only large changes count.
 */
export const STORED = { alpha: 0.001, beta: 0.05, sd: 0.036, leastChange: 0.2 } as const

/** Between the allowed change and the one that a pass rules out: what stays open in between. */
export const LEAST_GAP = 0.05

/** The same for shares and rates, as a fraction of 1: ten percentage points. */
export const LEAST_SHARE_GAP = 0.1

/** Fewer starts of a side say nothing about its middle. */
export const MIN_STARTS = 10

/** Rounds of fewer starts a side would make their own noise look smaller than it is. */
export const MIN_A_ROUND = 3

/** Of the median latency: from here on the client's own delay (p99) is worth a note. */
export const MOST_CLIENT_DELAY = 0.05

/** Rounds that stay when those before the image was cached are dropped. */
export const MIN_ROUNDS = 3

/** From this percentile on, a pass rules out rises of `LEAST_TAIL_CHANGE` only: tails are noisy. */
export const TAIL = 0.9
export const LEAST_TAIL_CHANGE = 0.5

/** Log scale: how much a percentile of one deployment moves between rounds beyond its sample. */
export function tailSpread(p: number): number {
  if (p >= 0.95) return 0.095
  return p >= TAIL ? 0.06 : 0.03
}

/** How the bars of a shift stand at a look, when that many tests share the run. */
export function barsAt(look: Look, tests: number): Bars {
  const [first, last] = IN_TURNS.failBars
  const fail = first + (last - first) * progressOf(look) + Math.log(Math.max(1, tests / 2))
  return { fail, pass: IN_TURNS.passBar }
}

/** The parts of a risk that the looks so far spend, this one's last. */
export function spentBy({ shares }: Look, risk: number, power = 1): readonly number[] {
  // The last look, which is yet to come, has all the rest.
  return spend([...shares, 1], risk, power).slice(0, shares.length)
}

/** The risk that a test of a share or a tail spends at a look. */
export function riskAt(look: Look, { alpha, beta }: Risk, tests: number, alphaPower: number): Risk {
  return {
    alpha: spentBy(look, alpha / tests, alphaPower).at(-1) ?? 0,
    beta: spentBy(look, beta).at(-1) ?? 0,
  }
}
