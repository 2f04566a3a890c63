import type { LoadPlan } from '../config/load-plan.ts'
import { type Cost, costOf, type Size } from '../cost.ts'
import type { Ms } from '../units.ts'
import { peakConcurrency, plannedInvocations } from './schedule.ts'

/** Generous for ML functions, so that the guard errs on the side of asking. */
const EXPECTED_COLD: Ms = 10_000
const EXPECTED_WARM: Ms = 500

/** What a plan will roughly cost: 10 s for each likely cold start, 0.5 s for each other request. */
export function estimateCost(plan: LoadPlan, size: Size): Cost {
  let billed = 0
  for (const step of plan.steps) {
    const requests = plannedInvocations({ ...plan, steps: [step] })
    const cold = Math.min(
      requests,
      step.kind === 'rounds' ? requests : (peakConcurrency(step) ?? 0),
    )
    billed += cold * EXPECTED_COLD + (requests - cold) * EXPECTED_WARM
  }
  return costOf(plannedInvocations(plan), billed, size)
}
