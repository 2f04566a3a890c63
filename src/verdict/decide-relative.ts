import {
  type CensoredShare,
  type Comparison,
  compareCensored,
  compareRounds,
  compareTail,
  MOST_CENSORED,
} from '../statistics/compare.ts'
import { type DeploymentNoise, estimateShift, type Round } from '../statistics/shift.ts'
import { type Bars, type DecidedShift, decideShift, type Risk } from '../statistics/shift-test.ts'
import type { Look } from './look.ts'
import { barsAt, IN_TURNS, MIN_ROUNDS, riskAt, STORED, tailSpread } from './policy.ts'
import { isLocation, type MeasureMetric, type TailLimits } from './relative-rule.ts'

/** What this look may get wrong, by the kind of test. */
export type Stake = {
  /** Of a shift that was measured in turns. */
  readonly bars: Bars
  /** Of the share of unusually slow starts beside it. */
  readonly shareRisk: Risk
  /** Of everything else. */
  readonly risk: Risk
}

/** @param tests how many tests of the job share its risk of a false alarm. */
export function stakeAt(look: Look, tests: number, isStored: boolean): Stake {
  const risk = (power: number): Risk => riskAt(look, isStored ? STORED : IN_TURNS, tests, power)
  return { bars: barsAt(look, tests), shareRisk: risk(IN_TURNS.alphaPower), risk: risk(1) }
}

/** By the kind of statistic, and by how much of it was cut off by time limits. */
export function decideRelative(
  rounds: readonly Round[],
  metric: MeasureMetric,
  limits: TailLimits,
  { bars, shareRisk, risk }: Stake,
  noise: DeploymentNoise,
  censored: CensoredShare,
  isStored: boolean,
): DecidedShift | Comparison {
  if (Math.max(censored.baseline, censored.candidate) > MOST_CENSORED) {
    return compareCensored(rounds, censored, limits, risk, noise)
  }
  if (!isLocation(metric)) {
    const p = metric.stat.kind === 'percentile' ? metric.stat.p / 100 : 0.5
    return doubtTail(compareTail(rounds, p, limits, risk, tailSpread(p)), limits)
  }
  // While images are still being cached nothing is decided, neither way.
  if (noise.isRedrawn && rounds.length < MIN_ROUNDS)
    return undecided(compareRounds(rounds, limits, bars, shareRisk, noise))
  // A stored run's share of slow starts may be another day's; its median is all that is screened.
  return isStored
    ? decideShift(estimateShift(rounds, noise), limits, risk)
    : compareRounds(rounds, limits, bars, shareRisk, noise)
}

function undecided(compared: Comparison): Comparison {
  return { ...compared, decision: 'inconclusive' }
}

/** What a tail seems to be must be acceptable, too: so little rules out only a large rise. */
function doubtTail(decided: DecidedShift, { acceptable }: TailLimits): DecidedShift {
  const isDoubtful = decided.decision === 'pass' && decided.shift.estimate > acceptable
  return isDoubtful ? { ...decided, decision: 'inconclusive' } : decided
}
