import { isRecycling, type LoadPlan, type Step, sends } from '../config/load-plan.ts'
import type { Ms } from '../units.ts'

type Rate = Extract<Step, { kind: 'rate' }>
type Users = Extract<Step, { kind: 'users' }>

/**
 * When a `rate` step wants its arrivals, as offsets from the step's start, ascending.
 *
 * Arrival k is where the integral of the rate, `from·t + (to − from)·t²/2D`, reaches k.
 */
export function* arrivals({ from, to, duration }: Rate): Generator<Ms> {
  const seconds = duration / 1000
  const slope = (to - from) / seconds
  // A tolerance, or 1.1/s for 50 s, 55.00000000000001, would get an arrival at its very end.
  const total = Math.ceil(((from + to) / 2) * seconds - 1e-9)
  for (let k = 0; k < total; k += 1) {
    // The root of slope/2·t² + from·t − k = 0 in the form that is stable for a slope near 0.
    const at = k === 0 ? 0 : (2 * k) / (from + Math.sqrt(from * from + 2 * slope * k))
    yield at * 1000
  }
}

/** When user i of a `users` step starts, as an offset from the step's start. */
export function userStart({ spawnRate }: Users, i: number): Ms {
  return spawnRate === undefined ? 0 : (i / spawnRate) * 1000
}

/**
 * How many requests a plan sends to one side: exact for `burst` and `rate`; for `users` the number
 * that an instant answer would lead to, and one a user where they do not wait. All rounds count.
 */
export function plannedInvocations({ steps }: LoadPlan, reach: Reach = 'all'): number {
  const own = reach === 'all' ? steps : comparedSteps(steps)
  return own.reduce((sum, step) => sum + plannedOf(step, reach), 0)
}

/**
 * What of a plan one side gets: everything; the steps that are compared; or those, with rounds that
 * grow, because the side's environments of earlier rounds cannot be replaced and stay warm.
 */
export type Reach = 'all' | 'compared' | 'compared-growing'

/**
 * The steps that a baseline gets, too. Where a plan recycles, what comes before shows what fresh
 * environments of the candidate do, and there is nothing fresh about the baseline.
 */
export function comparedSteps(steps: LoadPlan['steps']): readonly Step[] {
  const first = steps.findIndex(isRecycling)
  return first < 0 ? steps : steps.slice(first)
}

/** Requests of one burst of a round: new environments for all of them, beside those still warm. */
export function roundSize(count: number, round: number, reach: Reach): number {
  return reach === 'compared-growing' ? count * (round + 1) : count
}

/** How many requests a step sends to one side. */
export function plannedOf(step: Step, reach: Reach): number {
  switch (step.kind) {
    case 'burst':
      return step.count
    case 'rounds': {
      let count = 0
      for (let round = 0; round < step.rounds; round += 1) {
        count += roundSize(step.count, round, reach)
      }
      return count
    }
    case 'rate':
      return Math.ceil(((step.from + step.to) / 2) * (step.duration / 1000) - 1e-9)
    case 'users': {
      const meanWait = (step.wait[0] + step.wait[1]) / 2
      let count = 0
      for (let i = 0; i < step.count; i += 1) {
        const left = step.duration - userStart(step, i)
        if (left <= 0) break
        count += meanWait === 0 ? 1 : Math.ceil(left / meanWait)
      }
      return count
    }
    case 'recycle':
    case 'pause':
      return 0
  }
}

/** The most requests that a step can have in flight; undefined for `rate`, which has no limit. */
export function peakConcurrency(step: Step, reach: Reach = 'all'): number | undefined {
  switch (step.kind) {
    case 'burst':
    case 'users':
      return step.count
    case 'rounds':
      return roundSize(step.count, step.rounds - 1, reach)
    case 'rate':
      return undefined
    case 'recycle':
    case 'pause':
      return 0
  }
}

/**
 * The least time that a plan takes, if every answer were instant.
 *
 * @param isCompared a baseline gets the compared steps, too, in turns with the candidate.
 */
export function leastDuration({ steps }: LoadPlan, isCompared: boolean): Ms {
  const again = isCompared ? comparedSteps(steps).filter(sends) : []
  return [...steps, ...again].reduce(
    (sum, step) => sum + ('duration' in step ? step.duration : 0),
    0,
  )
}
