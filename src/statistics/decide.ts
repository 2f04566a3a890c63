import { clopperPearson, quantileRanks } from './binomial.ts'
import type { Boundary } from './boundaries.ts'

/** A verdict on "at most this share of the values may be bad". */
export type Decision = 'pass' | 'fail' | 'inconclusive'

/** How many values break a limit; what is unknown may or may not. */
export type BadCount = {
  /** Values that are known to be good or bad. */
  readonly n: number
  readonly bad: number
  /** Values that may be either: censored below the limit, or never seen. */
  readonly unknown: number
}

/** Beyond this, more data is no practical advice. */
const MOST_DATA = 100_000

/**
 * Decides "the p-quantile is on the good side of the limit" from how many values are on the bad
 * one. Pass when even the quantile's confidence bound is good and every unknown value counts as
 * bad; fail when even its other bound is bad and every unknown value counts as good.
 *
 * @param p the quantile as the share of values that must be good.
 */
export function decideQuantile({ n, bad, unknown }: BadCount, p: number, alpha: number): Decision {
  const total = n + unknown
  const { lower, upper } = quantileRanks(total, p, alpha)
  if (upper !== undefined && bad + unknown <= total - upper) return 'pass'
  return lower !== undefined && bad > total - lower ? 'fail' : 'inconclusive'
}

/** Decides by the limits of one look; every unknown value counts against a decision. */
export function decideBy({ bad, unknown }: BadCount, { pass, fail }: Boundary): Decision {
  if (bad + unknown <= pass) return 'pass'
  return bad >= fail ? 'fail' : 'inconclusive'
}

/**
 * Decides "at most the share `limit` is bad" by Clopper-Pearson bounds.
 *
 * @param isStrict the share itself must stay below the limit.
 */
export function decideShare(
  { n, bad, unknown }: BadCount,
  limit: number,
  alpha: number,
  isStrict: boolean,
): Decision {
  const total = n + unknown
  if (total === 0) return 'inconclusive'
  const { high } = clopperPearson(bad + unknown, total, alpha)
  if (isStrict ? high < limit : high <= limit) return 'pass'
  const { low } = clopperPearson(bad, total, alpha)
  return (isStrict ? low >= limit : low > limit) ? 'fail' : 'inconclusive'
}

/**
 * How many values would decide, if the same share of them were bad.
 *
 * @returns undefined when not even 100,000 would: the truth is too near the limit.
 */
export function valuesToSettle(
  { n, bad }: BadCount,
  decide: (count: BadCount) => Decision,
): number | undefined {
  const share = n === 0 ? 0 : bad / n
  const decides = (total: number): boolean =>
    decide({ n: total, bad: Math.round(share * total), unknown: 0 }) !== 'inconclusive'
  let high = Math.max(n, 1)
  while (!decides(high)) {
    high *= 2
    if (high > MOST_DATA) return undefined
  }
  let low = Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (decides(middle)) high = middle
    else low = middle
  }
  return high
}
