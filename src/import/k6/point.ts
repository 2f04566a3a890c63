import type { EpochMs, Ms } from '../../units.ts'
import type { ClientTime } from '../client-times.ts'

/** Of one `http_req_duration` sample, what both of k6's outputs have. */
export type Point = {
  readonly place: string
  /** When the answer was there. */
  readonly at: EpochMs
  readonly value: Ms
  /** "0" when there was none. */
  readonly status: string
  /** "" for no error; k6's own numbers. Source: grafana.com/docs/k6/latest/javascript-api/error-codes */
  readonly errorCode: string
  readonly group: string
}

/**
 * The latency is `http_req_duration` (sending + waiting + receiving), the figure of k6's summaries
 * and thresholds. It leaves out opening the connection, as the client of this action does in a burst.
 */
export const METRIC = 'http_req_duration'
export const WHAT = 'k6 (http_req_duration: without the time to connect)'

const REQUEST_TIMEOUT = '1050'

/** Requests of `setup` and `teardown` prepare the load; they are no part of it. */
export function isOfLoad({ group }: Point): boolean {
  return group !== '::setup' && group !== '::teardown'
}

/** @returns undefined for what is no status. */
export function timeOfPoint({
  place,
  at,
  value,
  status,
  errorCode,
}: Point): ClientTime | undefined {
  if (!/^(?:0|[1-5]\d\d)$/.test(status)) return undefined
  return {
    place,
    sentAt: at - value,
    latency: value,
    status: status === '0' ? 'none' : Number(status),
    gaveUp: errorCode === REQUEST_TIMEOUT,
  }
}
