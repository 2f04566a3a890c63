import type { Metric, Rule } from '../config/threshold.ts'
import { formatCount } from '../units.ts'
import { type Check, type Finding, inconclusive } from './check.ts'
import { judgeClassCount, judgeShare, judgeTotal } from './judge-count.ts'
import { judgeMeasure } from './judge-measure.ts'
import { judgeRelative, type Sides } from './judge-relative.ts'
import type { Look } from './look.ts'
import type { Measured } from './measured.ts'
import { MOST_ERRORS } from './policy.ts'
import { readGaveUp, startsOf } from './summary.ts'

/**
 * Judges one rule at one look.
 *
 * A class that could not be measured never passes. A class that was measured and is empty does:
 * that is only ever known of super-cold starts, for a plan without cold starts measured none.
 *
 * @param tests how many tests of the job share its risk of a false alarm.
 */
export function judge(rule: Rule, sides: Sides, look: Look, tests: number): Check {
  const { limit } = rule
  const absolute = { limit: limit.kind === 'absolute' ? limit.value : null, comparison: null }
  const finding =
    limit.kind === 'baseline'
      ? judgeRelative(rule, sides, look, tests)
      : { ...judgeMetric(rule, rule.metric, limit.value, sides.candidate, look), ...absolute }
  const n = Math.min(finding.n, finding.comparison?.nBaseline ?? finding.n)
  const isCompared = limit.kind === 'absolute' || finding.comparison !== null
  const check = { ...finding, rule, decidedAfter: null, looks: [] }
  if (n >= rule.minimumN || !isCompared) return check
  const reason = `judged from n ≥ ${rule.minimumN} on, found ${n}`
  return { ...check, result: 'inconclusive', reason }
}

function judgeMetric(
  rule: Rule,
  metric: Metric,
  limit: number,
  { classified, counts, cost }: Measured,
  look: Look,
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
    const broken = counts.failed - counts.gaveUp
    if (broken > MOST_ERRORS * counts.sent) {
      const reason = `${broken} of ${formatCount(counts.sent, 'request')} failed, so the times of the others are not those of a working function`
      return inconclusive(reason, starts.length)
    }
    if (isSuperCold && starts.length === 0 && unseen === 0) {
      return { ...inconclusive('no super-cold start happened', 0), result: 'pass' }
    }
    // Of a request without an answer nothing is known but its latency, and no class but "all".
    const isOfEvery = metric.class === 'all' && metric.measure === 'latency'
    return isOfEvery
      ? judgeMeasure(rule, metric, limit, starts, readGaveUp(classified), counts.missing, look)
      : judgeMeasure(rule, metric, limit, starts, [], unseen, look)
  }
  if (metric.kind === 'count') return judgeClassCount(rule, limit, metric.class, ofAll)
  const { wave } = superCold
  const ofWave = { count: wave.superCold ?? 0, of: wave.n, unseen: unseen + wave.unknown }
  return judgeShare(rule, limit, metric.class, isSuperCold ? ofWave : ofAll)
}
