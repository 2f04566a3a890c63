import type { LoadPlan, Step } from '../config/load-plan.ts'
import { type Cost, costOf, type Size } from '../cost.ts'
import type { Ms } from '../units.ts'
import { comparedSteps, peakConcurrency, plannedOf, type Reach } from './schedule.ts'

/** Generous for ML functions, so that the guard errs on the side of asking. */
const EXPECTED_COLD: Ms = 10_000
const EXPECTED_WARM: Ms = 500

/**
 * What a plan will roughly cost on one side: 10 s for each likely cold start, 0.5 s for each other
 * request.
 */
export function estimateCost({ steps }: LoadPlan, size: Size, reach: Reach = 'all'): Cost {
  let requests = 0
  let billed = 0
  for (const step of reach === 'all' ? steps : comparedSteps(steps)) {
    const own = plannedOf(step, reach)
    const cold = Math.min(own, likelyCold(step))
    requests += own
    billed += cold * EXPECTED_COLD + (own - cold) * EXPECTED_WARM
  }
  return costOf(requests, billed, size)
}

function likelyCold(step: Step): number {
  return step.kind === 'rounds' ? step.rounds * step.count : (peakConcurrency(step) ?? 0)
}
