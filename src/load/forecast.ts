import { isRecycling, type LoadPlan, type Step, sends } from '../config/load-plan.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Ms, Usd } from '../units.ts'
import { estimateCost } from './estimate.ts'
import { comparedSteps, leastDuration, peakConcurrency, plannedOf, type Reach } from './schedule.ts'

/** What a plan is going to do, as far as that can be told before anything is sent. */
export type Forecast = {
  readonly steps: readonly StepForecast[]
  readonly total: Expected
  readonly totalOfBaseline: Expected | undefined
  /** If every answer were instant, and no recycling took any time. */
  readonly leastDuration: Ms
  /** Of both sides, as `max-cost` is checked; undefined where a function's size is not known. */
  readonly usd: Usd | undefined
}

export type StepForecast = {
  readonly text: string
  readonly candidate: Expected
  /** Undefined without a baseline that is measured, or where it does not get this step. */
  readonly baseline: Expected | undefined
}

export type Expected = {
  readonly requests: number
  /** Fewer, when rounds end early or answers take their time. */
  readonly isAtMost: boolean
  /** Null where it depends on how long a start takes. */
  readonly cold: number | null
  readonly isColdAtMost: boolean
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
  const expectOne = makeExpectation('all')
  const expectOther = makeExpectation(baseline?.reach ?? 'compared')
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
    usd: costOfBoth(plan, candidate, baseline),
  }
}

/** Follows, step by step, how many environments of one side are warm; at first there is none. */
function makeExpectation(reach: Reach): (step: Step) => Expected {
  let warm = 0
  return (step) => {
    if (isRecycling(step)) warm = 0
    const requests = plannedOf(step, reach)
    const isAtMost = step.kind === 'rounds' || step.kind === 'users'
    if (!sends(step)) return { requests, isAtMost, cold: 0, isColdAtMost: false }
    if (step.kind === 'rounds') {
      warm = peakConcurrency(step, reach) ?? 0
      return { requests, isAtMost, cold: step.rounds * step.count, isColdAtMost: true }
    }
    const peak = peakConcurrency(step)
    if (peak === undefined) return { requests, isAtMost, cold: null, isColdAtMost: true }
    const cold = Math.max(0, Math.min(peak, requests) - warm)
    warm = Math.max(warm, peak)
    return { requests, isAtMost, cold, isColdAtMost: step.kind === 'users' && cold > 0 }
  }
}

function addUp(parts: readonly Expected[]): Expected {
  return parts.reduce(
    (sum, one) => ({
      requests: sum.requests + one.requests,
      isAtMost: sum.isAtMost || one.isAtMost,
      cold: sum.cold === null || one.cold === null ? null : sum.cold + one.cold,
      isColdAtMost: sum.isColdAtMost || one.isColdAtMost,
    }),
    { requests: 0, isAtMost: false, cold: 0, isColdAtMost: false },
  )
}

function costOfBoth(
  plan: LoadPlan,
  candidate: FunctionFacts | undefined,
  baseline: ForecastSide | undefined,
): Usd | undefined {
  if (candidate === undefined) return undefined
  const { usd } = estimateCost(plan, candidate)
  if (baseline === undefined) return usd
  if (baseline.facts === undefined) return undefined
  return usd + estimateCost(plan, baseline.facts, baseline.reach).usd
}
