import type { LoadPlan } from '../config/load-plan.ts'
import type { FunctionDescription } from '../function-facts.ts'
import { formatCount, formatShare, formatThousands } from '../units.ts'
import { type LoadedSide, peakOf } from './estimate.ts'
import { peakConcurrency, type Reach } from './schedule.ts'
import { MAX_IN_FLIGHT } from './send.ts'

/** Concurrency that the plan may use; undefined where nobody told us. */
export type Concurrency = {
  /** Reserved for this function. */
  readonly reserved: number | undefined
  /** Nobody told us whether anything is. */
  readonly isReservedUnknown?: boolean
  /** Of the account, not reserved for other functions. */
  readonly unreserved: number | undefined
}

/** A side with what it may use. */
export type LimitedSide = {
  readonly facts: FunctionDescription
  readonly reach: Reach
  readonly concurrency: Concurrency
}

/**
 * How many requests a load may have in flight to one side: a share of what the account's functions
 * have in common, and anything of what is reserved for this one. At least 1.
 *
 * @param share of `max-concurrency-share`; above 1 throttling is wanted.
 * @returns undefined where nobody told the account's limit, and nothing is guarded.
 */
export function allowedInFlight(
  { reserved, unreserved }: Concurrency,
  share: number,
): number | undefined {
  if (reserved !== undefined) return MAX_IN_FLIGHT
  return unreserved && Math.max(1, Math.floor(unreserved * share))
}

/** The side as its load is held back. */
export function heldBack({ facts, reach, concurrency }: LimitedSide, share: number): LoadedSide {
  return { facts, reach, mostInFlight: allowedInFlight(concurrency, share) }
}

/** Why the plan would take too much from the account's other functions. */
export function crowding(
  plan: LoadPlan,
  sides: readonly LimitedSide[],
  share: number,
): readonly string[] {
  for (const { reach, concurrency } of sides) {
    const allowed = allowedInFlight(concurrency, share)
    const peak = surePeak(plan, reach)
    if (allowed === undefined || peak <= allowed) continue
    return [
      `the plan has up to ${formatCount(peak, 'request')} in flight at once, max-concurrency-share (${formatShare(share)}) of the account's unreserved concurrency (${formatThousands(concurrency.unreserved ?? 0)}) is ${formatThousands(allowed)}, and its other functions share it; make the step smaller, reserve concurrency for this function, or raise the share`,
    ]
  }
  return []
}

/** What may disturb the measurement without making it impossible, one sentence each. */
export function warnings(
  plan: LoadPlan,
  sides: readonly LimitedSide[],
  share: number,
): readonly string[] {
  return sides.flatMap((side) => {
    const { reach, concurrency } = side
    const { reserved, unreserved } = concurrency
    const limit = reserved ?? unreserved
    if (limit === undefined) return []
    const whose =
      reserved === undefined
        ? 'unreserved concurrency of the account'
        : `reserved concurrency of the ${reach === 'all' ? 'function' : 'baseline'}`
    const peak = surePeak(plan, reach)
    const throttled =
      peak <= limit
        ? []
        : [
            `The plan has up to ${peak} requests in flight, but the ${whose} is ${limit}: the rest will be throttled.`,
          ]
    return [...throttled, ...rateWarnings(plan, side, share)]
  })
}

/** A rate's requests in flight depend on the time of the answers; what is too much is dropped. */
function rateWarnings(
  plan: LoadPlan,
  { facts, reach, concurrency }: LimitedSide,
  share: number,
): readonly string[] {
  const allowed = allowedInFlight(concurrency, share)
  const side: LoadedSide = { facts, reach }
  const peak = mostOf(plan, (step) => (step.kind === 'rate' ? peakOf(step, side) : 0))
  if (allowed === undefined || peak <= allowed || concurrency.reserved !== undefined) return []
  return [
    `A rate may have about ${peak} requests in flight while environments start, and max-concurrency-share allows ${allowed}: arrivals beyond that will be dropped.`,
  ]
}

/** The most requests that any step has in flight, without rates, which have no limit. */
export function surePeak(plan: LoadPlan, reach: Reach): number {
  return mostOf(plan, (step) => peakConcurrency(step, reach) ?? 0)
}

function mostOf({ steps }: LoadPlan, of: (step: LoadPlan['steps'][number]) => number): number {
  return Math.max(...steps.map(of))
}
