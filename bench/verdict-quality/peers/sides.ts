import { type Sample, sortSample } from '../../../src/statistics/sample.ts'
import { type Measured, PEER_ROUNDS } from '../simulate.ts'

/** Milliseconds of both versions as another tool gets them: without rounds. */
export type Sides = {
  readonly baseline: Sample
  readonly candidate: Sample
  /** Mean milliseconds of earlier runs of the baseline. */
  readonly history: readonly number[]
}

/** True when the tool would stop the pull request because of the candidate's slowness. */
export type Peer = (sides: Sides) => boolean

export function poolRounds({ rounds, history }: Measured): Sides {
  const seen = rounds.slice(0, PEER_ROUNDS)
  return {
    baseline: sampleOf(seen.flatMap((round) => round.baseline)),
    candidate: sampleOf(seen.flatMap((round) => round.candidate)),
    history,
  }
}

function sampleOf(logs: readonly number[]): Sample {
  const sample = sortSample(logs.map(Math.exp))
  if (sample === undefined) throw new Error('A peer got a run without any cold start')
  return sample
}
