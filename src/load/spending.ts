import { costOf, type Size } from '../cost.ts'
import type { EpochMs, Ms, Usd } from '../units.ts'
import { mostBilled } from './expectation.ts'
import type { Invocation, Side } from './invocation.ts'

/** A function whose requests are paid for. */
export type Priced = Size & { readonly timeout: Ms }

/**
 * What a run has cost at most so far. REPORT lines come late, so a request counts
 *
 * - in flight, or failed without an answer that tells: as though it ran to its function's time
 *   limit, after an init of 10 s (`mostBilled`);
 * - answered: by its latency, as Lambda bills no more than its caller waited for (but for the init
 *   of an environment that was made unasked, until its line is there);
 * - reported: by its Billed Duration, which a failed one may get as well;
 * - throttled: not at all.
 */
export type Spending = {
  /** An answer came, or the wait for it ended. */
  readonly ended: (invocation: Invocation) => void
  /** The REPORT line of a request came. */
  readonly reported: (sent: Reported, billed: Ms) => void
  /** @param sent to each side so far. */
  readonly total: (sent: Readonly<Record<Side, number>>) => Usd
  /** With one request more to a side. */
  readonly withNext: (sent: Readonly<Record<Side, number>>, next: Side) => Usd
}

type Reported = Pick<Invocation, 'side' | 'latency'> & {
  /** Of one that failed, when its function had ended at the latest. */
  readonly endsBy?: EpochMs | undefined
}

export function makeSpending({ candidate, baseline }: Readonly<Record<Side, Priced>>): Spending {
  const sums = { candidate: openSum(candidate), baseline: openSum(baseline) }
  const limitOf = (side: Side): Ms => sums[side].limit
  const waitedFor = (side: Side, latency: Ms): Ms => Math.min(Math.ceil(latency), limitOf(side))
  const costOfSide = (side: Side, sent: number): Usd => {
    const { ended, free, billed, limit, perMs, perRequest } = sums[side]
    return (sent - free) * perRequest + (billed + (sent - ended) * limit) * perMs
  }
  return {
    ended: ({ side, latency, answer }) => {
      const sum = sums[side]
      sum.ended += 1
      if (answer.kind === 'throttled') sum.free += 1
      if (answer.kind === 'answered') sum.billed += waitedFor(side, latency)
      // The function may run on behind a connection that broke.
      if (answer.kind === 'failed') sum.billed += limitOf(side)
    },
    reported: ({ side, latency, endsBy }, billed) => {
      const counted = endsBy === undefined ? waitedFor(side, latency) : limitOf(side)
      sums[side].billed += billed - counted
    },
    total: (sent) =>
      costOfSide('candidate', sent.candidate) + costOfSide('baseline', sent.baseline),
    withNext: (sent, next) =>
      costOfSide('candidate', sent.candidate + (next === 'candidate' ? 1 : 0)) +
      costOfSide('baseline', sent.baseline + (next === 'baseline' ? 1 : 0)),
  }
}

/** Asked before each request of a burst, so the prices are looked up once. */
function openSum(own: Priced) {
  return {
    ...{ ended: 0, free: 0, billed: 0 },
    limit: mostBilled(own),
    perMs: costOf(0, 1, own).usd,
    perRequest: costOf(1, 0, own).usd,
  }
}
