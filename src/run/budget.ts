import type { Config } from '../config/config.ts'
import { type Budget, MAX_IN_FLIGHT } from '../load/send.ts'
import type { Spending } from '../load/spending.ts'
import { formatCount, formatShare, formatUsd } from '../units.ts'
import type { Prepared } from './prepare.ts'
import type { Recording } from './recording.ts'

/** What the load may not exceed: requests, dollars, and what is in flight at once. */
export function makeBudget(
  { maxInvocations, maxCost }: Pick<Config, 'maxInvocations' | 'maxCost'>,
  { mostInFlight, woken }: Pick<Prepared, 'mostInFlight' | 'woken'>,
  { state }: Pick<Recording, 'state'>,
  spending: Spending,
  stop: AbortSignal,
): Budget {
  return {
    stop,
    mostInFlight,
    spent: (sent, next) => {
      if (sent + woken >= maxInvocations) return `max-invocations (${maxInvocations}) was reached`
      return spending.withNext(state.sent, next) > maxCost
        ? `with another request it could cost more than max-cost (${formatUsd(maxCost)}), as what has no REPORT line yet counts at its dearest`
        : undefined
    },
  }
}

/** @param crowdedOut arrivals of a rate that found as many in flight as there may be. */
export function describeCrowding(
  crowdedOut: number,
  { mostInFlight }: Prepared,
  { maxConcurrencyShare }: Config,
): readonly string[] {
  if (crowdedOut === 0) return []
  const most = Math.min(mostInFlight.candidate, mostInFlight.baseline)
  const why =
    most === MAX_IN_FLIGHT
      ? 'one runner can drive'
      : `max-concurrency-share (${formatShare(maxConcurrencyShare)}) of the account's unreserved concurrency allows`
  return [
    `${formatCount(crowdedOut, 'arrival')} of a rate found ${formatCount(most, 'request')} in flight, all that ${why}, and were dropped.`,
  ]
}
