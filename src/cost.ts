import type { LoadPlan } from './config/load-plan.ts'
import { peakConcurrency, plannedInvocations } from './load/schedule.ts'
import type { MB, Ms, Usd } from './units.ts'

/** What the invocations cost, at list prices of us-east-1. */
export type Cost = { readonly usd: Usd; readonly gbSeconds: number }

export type Size = { readonly memoryMB: MB; readonly architecture: string }

/** Source: aws.amazon.com/lambda/pricing, first tier; INIT is billed like Duration since 2025-08-01. */
const USD_PER_GB_SECOND = { x86_64: 0.0000166667, arm64: 0.0000133334 } as const
const USD_PER_REQUEST = 0.2e-6

/** Generous for ML functions, so that the guard errs on the side of asking. */
const EXPECTED_COLD: Ms = 10_000
const EXPECTED_WARM: Ms = 500

export function costOf(requests: number, billed: Ms, { memoryMB, architecture }: Size): Cost {
  const gbSeconds = (billed / 1000) * (memoryMB / 1024)
  const price = USD_PER_GB_SECOND[architecture === 'arm64' ? 'arm64' : 'x86_64']
  return { usd: gbSeconds * price + requests * USD_PER_REQUEST, gbSeconds }
}

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
