import type { Metric, Rule } from '../config/threshold.ts'
import type { Cost } from '../cost.ts'
import type { Classified } from '../starts/classify.ts'
import { type Check, type Finding, inconclusive } from './check.ts'
import { judgeClassCount, judgeShare, judgeTotal } from './judge-count.ts'
import { judgeMeasure } from './judge-measure.ts'
import { type Counts, readGaveUp, startsOf } from './summary.ts'

/** What was measured, as far as rules need it. */
export type Measured = {
  readonly classified: Classified
  readonly counts: Counts
  readonly cost: Cost
}

/**
 * Judges one rule that has an absolute limit.
 *
 * A class that could not be measured never passes. A class that was measured and is empty does:
 * that is only ever known of super-cold starts, for a plan without cold starts measured none.
 */
export function judge(rule: Rule, measured: Measured): Check {
  if (rule.limit.kind === 'baseline') throw new Error(`"${rule.text}" has no absolute limit`)
  const limit = rule.limit.value
  const finding = judgeMetric(rule, rule.metric, limit, measured)
  if (finding.n >= rule.minimumN) return { ...finding, rule, limit }
  const reason = `judged from n ≥ ${rule.minimumN} on, found ${finding.n}`
  return { ...finding, rule, limit, result: 'inconclusive', reason }
}

function judgeMetric(
  rule: Rule,
  metric: Metric,
  limit: number,
  { classified, counts, cost }: Measured,
): Finding {
  if (metric.kind === 'total') return judgeTotal(rule, limit, metric.total, counts, cost)
  const { superCold } = classified
  const isSuperCold = metric.class === 'super-cold'
  if (isSuperCold && superCold.status === 'undetermined') {
    return inconclusive(`super-cold starts could not be told from cold ones: ${superCold.rule}`, 0)
  }
  const starts = startsOf(classified.starts, metric.class)
  const unseen = counts.missing + counts.gaveUp
  const ofAll = { count: starts.length, of: classified.starts.length, unseen }
  if (metric.kind === 'measure') {
    if (isSuperCold && starts.length === 0 && unseen === 0) {
      return { ...inconclusive('no super-cold start happened', 0), result: 'pass' }
    }
    // Of a request without an answer nothing is known but its latency, and no class but "all".
    const isOfEvery = metric.class === 'all' && metric.measure === 'latency'
    return isOfEvery
      ? judgeMeasure(rule, metric, limit, starts, readGaveUp(classified), counts.missing)
      : judgeMeasure(rule, metric, limit, starts, [], unseen)
  }
  if (metric.kind === 'count') return judgeClassCount(rule, limit, metric.class, ofAll)
  const { wave } = superCold
  const ofWave = { count: wave.superCold ?? 0, of: wave.n, unseen: unseen + wave.unknown }
  return judgeShare(rule, limit, metric.class, isSuperCold ? ofWave : ofAll)
}
