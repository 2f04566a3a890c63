import type { Limit, Metric, Rule } from '../config/threshold.ts'
import type { Limits } from '../statistics/shift-test.ts'
import { LEAST_GAP, LEAST_TAIL_CHANGE, STORED, TAIL } from './policy.ts'

export type RelativeLimit = Extract<Limit, { kind: 'baseline' }>
export type MeasureMetric = Extract<Metric, { kind: 'measure' }>

/** p50 and mean are judged by the shift of all values; every other percentile by itself. */
export function isLocation({ stat }: MeasureMetric): boolean {
  return stat.kind === 'mean' || (stat.kind === 'percentile' && stat.p === 50)
}

/** How many tests one rule brings: the shift comes with a check of unusually slow starts. */
export function testsOf(rule: Rule): number {
  const { limit, metric } = rule
  if (limit.kind !== 'baseline' || whyNotCompared(rule) !== undefined) return 0
  return metric.kind === 'measure' && isLocation(metric) ? 2 : 1
}

/** Why a metric cannot be compared with any baseline; undefined when it can. */
export function whyNotCompared({ metric }: Rule): string | undefined {
  if (metric.kind === 'count' || (metric.kind === 'total' && metric.total !== 'errors.rate')) {
    return 'a number depends on how much was sent to each side; compare a share, a rate or a time'
  }
  if (metric.kind !== 'total' && metric.class === 'super-cold') {
    return 'the baseline was deployed long ago, so nothing of it is super-cold; give an absolute limit'
  }
  if (metric.kind !== 'measure') return undefined
  const { stat } = metric
  return stat.kind === 'min' ||
    stat.kind === 'max' ||
    (stat.kind === 'percentile' && stat.p === 100)
    ? 'it is a single start of each side, which differs in every run; compare p50 or p90'
    : undefined
}

/** `acceptable` is the log ratio that a passing tail may seem to have. */
export type TailLimits = Limits & { readonly acceptable: number }

/**
 * What fails, and what must be ruled out to pass, as log ratios. The floor, a time, raises the
 * allowed change where that is less than the floor.
 */
export function limitsOf(
  { change, floorMs }: RelativeLimit,
  { stat }: MeasureMetric,
  base: number,
  isStored: boolean,
): TailLimits {
  const asked = isStored ? Math.max(change, STORED.leastChange) : change
  const allowed = floorMs === 0 ? asked : Math.max(asked, floorMs / base)
  const gap = Math.max(asked, LEAST_GAP)
  const isTail = stat.kind === 'percentile' && stat.p / 100 >= TAIL
  const ruledOut = Math.max(allowed + gap, isTail ? LEAST_TAIL_CHANGE : 0)
  return {
    fail: Math.log1p(allowed),
    pass: Math.log1p(ruledOut),
    acceptable: Math.log1p(allowed + gap),
  }
}
