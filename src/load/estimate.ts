import type { LoadPlan, Step } from '../config/load-plan.ts'
import { costOf } from '../cost.ts'
import type { FunctionDescription } from '../function-facts.ts'
import { pricesFor } from '../prices.ts'
import { formatUsd, type Usd } from '../units.ts'
import { coldTime, inFlight, makeExpectation, mostBilled, warmTime } from './expectation.ts'
import { comparedSteps, peakConcurrency, plannedOf, type Reach } from './schedule.ts'

/** A function, and what of the plan it gets. */
export type LoadedSide = {
  readonly facts: FunctionDescription
  readonly reach: Reach
  /** What a rate is held at; absent where nothing holds it. */
  readonly mostInFlight?: number | undefined
}

/** What a plan may cost, of all its sides together; list prices (`pricesFor`). */
export type Estimate = {
  /** With usual times; INIT is billed. */
  readonly usd: Usd
  /**
   * If every request ran to its function's time limit, after an init of 10 s. Infinite where nothing
   * but the time of the answers limits how often users send.
   */
  readonly most: Usd
  /**
   * What it takes to send every step as a whole without risk: what is expected to be spent by then,
   * and what the requests that are in flight at once would cost at the time limit.
   */
  readonly needed: Usd
}

/** @param sides the candidate first, with the whole plan. */
export function estimateCost({ steps }: LoadPlan, sides: readonly LoadedSide[]): Estimate {
  const compared = new Set(comparedSteps(steps))
  const followed = sides.map((side) => ({
    ...side,
    expect: makeExpectation(side.reach, side.facts),
    atLimit: costOf(1, mostBilled(side.facts), side.facts).usd,
  }))
  let usd = 0
  let most = 0
  let needed = 0
  for (const step of steps) {
    for (const { expect, atLimit, ...side } of followed) {
      const { facts, reach, mostInFlight = Infinity } = side
      if (reach !== 'all' && !compared.has(step)) continue
      const { requests, cold: sure } = expect(step)
      const cold = Math.min(sure ?? 0, step.kind === 'rate' ? mostInFlight : Infinity)
      const billed = cold * coldTime(facts) + (requests - cold) * warmTime(facts)
      const own = costOf(requests, billed, facts).usd
      const atOnce = Math.min(requests, peakOf(step, side))
      // All of a burst leaves at once; of any other step, what is in flight comes after the rest.
      needed = Math.max(needed, usd + (step.kind === 'burst' ? 0 : own) + atOnce * atLimit)
      usd += own
      most += mostRequests(step, reach) * atLimit
    }
  }
  return { usd, most, needed: Math.max(needed, usd) }
}

/** One line for people, before anything is sent. */
export function describeEstimate(
  { usd, most }: Estimate,
  maxCost: Usd,
  sides: readonly Pick<LoadedSide, 'facts'>[],
): string {
  const regions = [...new Set(sides.map(({ facts }) => pricesFor(facts.arn).region))]
  const bound =
    most <= maxCost
      ? `at most ${formatUsd(most)}`
      : `and ends before it could cost more than ${formatUsd(maxCost)} (max-cost)`
  return `The load may cost about ${formatUsd(usd)}, ${bound}, at list prices of ${regions.join(' and ')}.`
}

/** A plan counts users by their mean wait; they may draw the shortest one each time. */
function mostRequests(step: Step, reach: Reach): number {
  if (step.kind !== 'users') return plannedOf(step, reach)
  const [shortest] = step.wait
  return shortest === 0 ? Infinity : plannedOf({ ...step, wait: [shortest, shortest] }, reach)
}

/** The most requests that a step is expected to have in flight. */
export function peakOf(step: Step, { facts, reach, mostInFlight }: LoadedSide): number {
  if (step.kind !== 'rate') return peakConcurrency(step, reach) ?? 0
  return Math.min(plannedOf(step, reach), inFlight(step, facts) ?? 0, mostInFlight ?? Infinity)
}
