import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { comparableStarts } from '../comparison/pairs.ts'
import type { BaselineRun } from '../comparison/reference.ts'
import type { LoadPlan } from '../config/load-plan.ts'
import type { Limit, Metric } from '../config/threshold.ts'
import type { Start } from '../starts/start.ts'
import { newcombe, type Proportion } from '../statistics/proportions.ts'
import type { Risk } from '../statistics/shift-test.ts'
import { formatPoints } from '../units.ts'
import { inconclusive, type RelativeFinding } from './check.ts'
import type { Measured } from './measured.ts'
import { nounOf } from './phrase.ts'
import { describeShares, formatPointRange } from './phrase-comparison.ts'
import { LEAST_SHARE_GAP } from './policy.ts'
import { type Counts, errorCount, startsOf } from './summary.ts'

/** 95 % on its side. */
const DOUBT_Z = 1.645

/**
 * A share or rate against the baseline's; "baseline + 5%" allows five percentage points more.
 *
 * Newcombe's interval of the difference decides: fail when an increase is sure and above what is
 * allowed, pass when `LEAST_SHARE_GAP` more than allowed is ruled out.
 */
export function judgeRelativeShare(
  metric: Exclude<Metric, { kind: 'measure' }>,
  { change: allowed }: Extract<Limit, { kind: 'baseline' }>,
  candidate: Measured,
  baseline: BaselineRun,
  plan: Pick<LoadPlan, 'steps'>,
  risk: Risk,
): RelativeFinding {
  const isRecycled = baseline.whyNotRecycled === undefined
  const before = proportionOf(metric, plan, baseline.starts, baseline.counts, isRecycled)
  const after = proportionOf(
    metric,
    plan,
    candidate.classified.starts,
    candidate.counts,
    isRecycled,
  )
  const noun = metric.kind === 'total' ? 'request' : 'start'
  const empty = before.n === 0 ? 'baseline' : after.n === 0 ? 'candidate' : undefined
  if (empty !== undefined) {
    const reason = `not compared: no ${noun} of the ${empty} was measured`
    return { ...inconclusive(reason, 0), limit: null, comparison: null }
  }
  const [base, observed] = [before.k / before.n, after.k / after.n]
  const { low } = newcombe(before, after, zOf(risk.alpha))
  const { high } = newcombe(before, after, zOf(risk.beta))
  const change = observed - base
  const fails = low > Math.min(0, allowed) && change > allowed
  // What seems to be above the limit does not pass, however small.
  const isDoubtful = newcombe(before, after, DOUBT_Z).low > allowed
  const isRuledOut = high < allowed + LEAST_SHARE_GAP && !isDoubtful
  const result = fails ? 'fail' : isRuledOut ? 'pass' : 'inconclusive'
  const verb = metric.kind === 'total' ? 'failed' : `were ${nounOf(metric.class)}s`
  const figures = `${describeShares(noun, before, after)} ${verb}`
  const range = formatPointRange(low, high)
  const advice = result === 'inconclusive' ? ': more requests would narrow that' : ''
  return {
    result,
    observed,
    atLeast: false,
    low: base + low,
    high: base + high,
    n: after.n,
    limit: base + allowed,
    comparison: {
      baseline: base,
      isBaselineAtLeast: false,
      change,
      low,
      high,
      nBaseline: before.n,
      isImprovement: newcombe(before, after, zOf(risk.alpha)).high < 0,
    },
    reason: `${figures} (${range}), allowed is ${formatPoints(allowed)}${advice}`,
  }
}

function proportionOf(
  metric: Exclude<Metric, { kind: 'measure' }>,
  plan: Pick<LoadPlan, 'steps'>,
  starts: readonly Start[],
  counts: Counts,
  isRecycled: boolean,
): Proportion {
  if (metric.kind === 'total') return { k: errorCount(counts), n: counts.sent }
  const all = comparableStarts(starts, plan, isRecycled)
  return { k: startsOf(all, metric.class).length, n: all.length }
}

function zOf(risk: number): number {
  return -normalQuantile(risk, 0, 1)
}
