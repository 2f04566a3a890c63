import { exactBoundaries } from '../../src/statistics/boundaries.ts'
import { compareRounds } from '../../src/statistics/compare.ts'
import { type Decision, decideQuantile } from '../../src/statistics/decide.ts'
import { dropUnsettled, estimateShift } from '../../src/statistics/shift.ts'
import { decideShift, type Limits } from '../../src/statistics/shift-test.ts'
import { spend } from '../../src/statistics/spend.ts'
import type { Look } from '../../src/verdict/look.ts'
import {
  ALPHA,
  barsAt,
  IN_TURNS,
  LEAST_GAP,
  looksBefore,
  MIN_ROUNDS,
  riskAt,
  STORED,
} from '../../src/verdict/policy.ts'
import { ROUNDS, type Round } from './simulate.ts'

/*
 * The only place where the benchmark meets the rules of the product: it calls them, with the
 * product's constants, and holds no rule of its own.
 */

export type Verdict = {
  readonly decision: Decision
  /** Cold starts of both versions that it took. */
  readonly starts: number
}

/** Rounds after which the product looks at the comparison. */
export const LOOKS: readonly number[] = [...looksBefore(ROUNDS), ROUNDS]
/** The allowed change of the one rule, `cold.p50 <= baseline + 5%`. */
const ALLOWED = 0.05
/** That rule brings two tests, of the shift and of the share, which share the risk. */
const TESTS = 2

/** Round by round, until it is decided or the budget is used. */
export function judgeRounds(rounds: readonly Round[]): Verdict {
  const noise = { sd: IN_TURNS.sd, isRedrawn: true }
  let seen: readonly Round[] = []
  for (const [index, count] of LOOKS.entries()) {
    seen = rounds.slice(0, count)
    const look = lookAt(index)
    const risk = riskAt(look, IN_TURNS, TESTS, IN_TURNS.alphaPower)
    const bars = barsAt(look, TESTS)
    const settled = dropUnsettled(seen)
    const { decision } = compareRounds(settled, limitsOf(ALLOWED), bars, risk, noise)
    if (settled.length < MIN_ROUNDS) continue
    if (decision !== 'inconclusive') return { decision, starts: countStarts(seen) }
  }
  return { decision: 'inconclusive', starts: countStarts(seen) }
}

function lookAt(index: number): Look {
  const [first = 1, ...later] = LOOKS.slice(0, index + 1).map((rounds) => rounds / ROUNDS)
  return { shares: [first, ...later], sizes: [] }
}

/** A comparison with a stored run, `baseline: file:…`, which is judged by the shift alone. */
export function judgeStored(run: Round): Decision {
  const shift = estimateShift([run], { sd: STORED.sd, isRedrawn: false })
  const risk = { alpha: STORED.alpha / TESTS, beta: STORED.beta }
  return decideShift(shift, limitsOf(STORED.leastChange), risk).decision
}

/** What fails, and what a pass must rule out. */
function limitsOf(allowed: number): Limits {
  return { fail: Math.log1p(allowed), pass: Math.log1p(allowed + Math.max(allowed, LEAST_GAP)) }
}

/** After n starts: pass at up to `pass` starts above the limit, fail from `fail`. */
export type Boundary = { readonly n: number; readonly pass: number; readonly fail: number }

/** The absolute rule, "at most the share `theta` of the starts is above the limit". */
export function absoluteBoundaries(looks: readonly number[], theta: number): readonly Boundary[] {
  const shares = spend(looks, ALPHA)
  const plan = looks.map((n, look) => ({ n, alpha: shares[look] as number }))
  return exactBoundaries(plan, theta).map(({ pass, fail }, look) => {
    return { n: looks[look] as number, pass, fail }
  })
}

/** The rule for a single look at n starts, "the p-quantile is within the limit". */
export function oneLookBoundary(n: number, p: number): Boundary {
  const decisions = Array.from({ length: n + 1 }, (_, bad) =>
    decideQuantile({ n, bad, unknown: 0 }, p, ALPHA),
  )
  const fail = decisions.indexOf('fail')
  return { n, pass: decisions.lastIndexOf('pass'), fail: fail === -1 ? n + 1 : fail }
}

function countStarts(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { baseline, candidate }) => {
    return sum + baseline.length + candidate.length
  }, 0)
}
