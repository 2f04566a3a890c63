import { judgeRounds, type Verdict } from './ours.ts'
import { bencherTTest } from './peers/bencher.ts'
import { benchstat } from './peers/benchstat.ts'
import { githubActionBenchmark } from './peers/github-action-benchmark.ts'
import { k6Threshold } from './peers/k6.ts'
import { kayenta } from './peers/kayenta.ts'
import { type Peer, poolRounds, type Sides } from './peers/sides.ts'
import type { Run } from './simulate.ts'

/** Ours, a peer on the rounds that we measure, or a peer as it is used: one deployment a side. */
export type Setting = 'ours' | 'our rounds' | 'one deployment'

export type Rule = {
  readonly name: string
  readonly setting: Setting
  readonly judge: (judged: Judged) => Verdict
}

/** A run in the forms in which the rules want it; pooled and sorted once for all peers. */
export type Judged = {
  readonly run: Run
  readonly redeployed: Sides
  readonly deployedOnce: Sides
}

export function prepare(run: Run): Judged {
  return {
    run,
    redeployed: poolRounds(run.redeployed),
    deployedOnce: poolRounds(run.deployedOnce),
  }
}

type Contender = {
  readonly name: string
  readonly peer: Peer
  /** Bencher compares with what it stored; all others measure both versions. */
  readonly measuresBaseline: boolean
}

const CONTENDERS: readonly Contender[] = [
  both('github-action-benchmark 200 %', githubActionBenchmark(2)),
  both('github-action-benchmark 110 %', githubActionBenchmark(1.1)),
  { name: 'Bencher t-test 0.99', peer: bencherTTest(0.99), measuresBaseline: false },
  both('benchstat p < 0.05', benchstat(0.05)),
  both('Kayenta 0.98', kayenta(0.25, 0.98, 3)),
  both('k6 med < +10 %', k6Threshold(50, 0.1)),
  both('k6 p(95) < +10 %', k6Threshold(95, 0.1)),
]

export const RULES: readonly Rule[] = [
  { name: 'this action', setting: 'ours', judge: ({ run }) => judgeRounds(run.redeployed.rounds) },
  ...CONTENDERS.map((contender): Rule => {
    const { name } = contender
    return { name, setting: 'our rounds', judge: (judged) => ask(contender, judged.redeployed) }
  }),
  ...CONTENDERS.map((contender): Rule => {
    const { name } = contender
    return {
      name,
      setting: 'one deployment',
      judge: (judged) => ask(contender, judged.deployedOnce),
    }
  }),
]

function both(name: string, peer: Peer): Contender {
  return { name, peer, measuresBaseline: true }
}

/** No peer has a third answer: what does not fail, passes. */
function ask({ peer, measuresBaseline }: Contender, sides: Sides): Verdict {
  return {
    decision: peer(sides) ? 'fail' : 'pass',
    starts: sides.candidate.length + (measuresBaseline ? sides.baseline.length : 0),
  }
}
