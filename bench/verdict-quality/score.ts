import type { Decision } from '../../src/statistics/decide.ts'
import type { Noise } from './noise.ts'
import { judgeStored, type Verdict } from './ours.ts'
import { makeRandom, type Random } from './random.ts'
import { prepare, type Rule } from './rules.ts'
import {
  type Change,
  SCENARIO_NAMES,
  SCENARIOS,
  type Scenario,
  simulateRun,
  simulateStored,
  slower,
} from './simulate.ts'

/** How often a rule said what, as shares from 0 to 1. */
export type Score = Readonly<Record<Decision, number>> & {
  /** Mean number of cold starts that it took. */
  readonly starts: number
}

export type Result = Pick<Rule, 'name' | 'setting'> & {
  readonly noise: string
  readonly scores: Readonly<Record<Scenario, Score>>
}

/** All rules judge the same runs; the runs of all scenarios have the same noise. */
export function scoreRules(
  rules: readonly Rule[],
  noise: Noise,
  runs: number,
  stream: (run: number) => Random,
): readonly Result[] {
  const perScenario = mapScenarios((change) => {
    const verdicts = rules.map((): Verdict[] => [])
    for (let run = 0; run < runs; run++) {
      const judged = prepare(simulateRun(stream(run), noise, change))
      for (const [index, rule] of rules.entries()) verdicts[index]?.push(rule.judge(judged))
    }
    return verdicts.map(scoreOf)
  })
  return rules.map(({ name, setting }, index) => {
    const scores = Object.fromEntries(
      SCENARIO_NAMES.map((scenario) => [scenario, perScenario[scenario][index]]),
    ) as Record<Scenario, Score>
    return { name, setting, noise: noise.name, scores }
  })
}

/** What the stored-baseline rule is asked: no change, one at its limit, one well above. */
export const STORED_EFFECTS = [0, 0.2, 0.3] as const

export type StoredResult = {
  readonly noise: string
  /** In the order of STORED_EFFECTS. */
  readonly scores: readonly Score[]
}

export function scoreStored(
  noise: Noise,
  runs: number,
  stream: (run: number) => Random,
): StoredResult {
  const scores = STORED_EFFECTS.map((effect) => {
    const change = slower(effect)
    const verdicts = Array.from({ length: runs }, (_, run): Verdict => {
      const { baseline, candidate } = simulateStored(stream(run), noise, change)
      return { decision: judgeStored({ baseline, candidate }), starts: candidate.length }
    })
    return scoreOf(verdicts)
  })
  return { noise: noise.name, scores }
}

export function scoreOf(verdicts: readonly Verdict[]): Score {
  const share = (decision: Decision) =>
    verdicts.filter((verdict) => verdict.decision === decision).length / verdicts.length
  return {
    pass: share('pass'),
    fail: share('fail'),
    inconclusive: share('inconclusive'),
    starts: verdicts.reduce((sum, { starts }) => sum + starts, 0) / verdicts.length,
  }
}

/** One stream of numbers for each run of each noise table. */
export function streamsOf(seed: number, noise: number): (run: number) => Random {
  return (run) => makeRandom(seed, noise, run)
}

function mapScenarios<T>(score: (change: Change) => T): Readonly<Record<Scenario, T>> {
  return Object.fromEntries(SCENARIO_NAMES.map((name) => [name, score(SCENARIOS[name])])) as Record<
    Scenario,
    T
  >
}
