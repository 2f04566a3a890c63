import type { LoadPlan } from '../config/load-plan.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Ms } from '../units.ts'
import { type Estimate, estimateCost, type LoadedSide } from './estimate.ts'
import { type Expected, makeExpectation } from './expectation.ts'
import { comparedSteps, leastDuration, type Reach } from './schedule.ts'

/** What a plan is going to do, as far as that can be told before anything is sent. */
export type Forecast = {
  readonly steps: readonly StepForecast[]
  readonly total: Expected
  readonly totalOfBaseline: Expected | undefined
  /** If every answer were instant, and no recycling took any time. */
  readonly leastDuration: Ms
  /** Of both sides, as `max-cost` is checked; undefined where a function's size is not known. */
  readonly cost: Estimate | undefined
}

export type StepForecast = {
  readonly text: string
  readonly candidate: Expected
  /** Undefined without a baseline that is measured, or where it does not get this step. */
  readonly baseline: Expected | undefined
}

/** A side that gets the plan; without facts where its configuration could not be read. */
export type ForecastSide = { readonly facts: FunctionFacts | undefined; readonly reach: Reach }

/**
 * @param baseline undefined when nothing is measured but the candidate.
 * @param candidate undefined where its configuration could not be read.
 */
export function forecast(
  plan: LoadPlan,
  candidate: FunctionFacts | undefined,
  baseline: ForecastSide | undefined,
): Forecast {
  const compared = new Set(comparedSteps(plan.steps))
  const expectOne = makeExpectation('all', candidate)
  const expectOther = makeExpectation(baseline?.reach ?? 'compared', baseline?.facts)
  const texts = plan.text.split('\n')
  const steps = plan.steps.map((step, i) => ({
    text: texts[i] ?? step.kind,
    candidate: expectOne(step),
    baseline: baseline !== undefined && compared.has(step) ? expectOther(step) : undefined,
  }))
  return {
    steps,
    total: addUp(steps.map((step) => step.candidate)),
    totalOfBaseline: baseline && addUp(steps.flatMap((step) => step.baseline ?? [])),
    leastDuration: leastDuration(plan, baseline !== undefined),
    cost: estimateOfBoth(plan, candidate, baseline),
  }
}

function addUp(parts: readonly Expected[]): Expected {
  return parts.reduce(
    (sum, one) => ({
      requests: sum.requests + one.requests,
      isAtMost: sum.isAtMost || one.isAtMost,
      cold: sum.cold === null || one.cold === null ? null : sum.cold + one.cold,
      isColdAtMost: sum.isColdAtMost || one.isColdAtMost,
      isColdRough: sum.isColdRough || one.isColdRough,
    }),
    { requests: 0, isAtMost: false, cold: 0, isColdAtMost: false, isColdRough: false },
  )
}

function estimateOfBoth(
  plan: LoadPlan,
  candidate: FunctionFacts | undefined,
  baseline: ForecastSide | undefined,
): Estimate | undefined {
  if (candidate === undefined) return undefined
  const own: LoadedSide = { facts: candidate, reach: 'all' }
  if (baseline === undefined) return estimateCost(plan, [own])
  const { facts, reach } = baseline
  return facts && estimateCost(plan, [own, { facts, reach }])
}
