import type { Rule, RuleClass, Total } from '../config/threshold.ts'
import type { Cost } from '../cost.ts'
import { clopperPearson } from '../statistics/binomial.ts'
import { type BadCount, type Decision, decideShare, valuesToSettle } from '../statistics/decide.ts'
import { formatCount, formatShare, formatThousands, formatUsd } from '../units.ts'
import { type Finding, inconclusive } from './check.ts'
import { describeUnseen, holds, isUpper, nounOf } from './phrase.ts'
import { ALPHA } from './policy.ts'
import { type Counts, errorCount } from './summary.ts'

/** How many of a class there are among how many starts. */
export type ClassCount = { readonly count: number; readonly of: number; readonly unseen: number }

/**
 * A rule about a share: exact (Clopper-Pearson) bounds decide.
 *
 * `super-cold.share` is the share among the fresh cold starts, those before the first recycle:
 * super-cold is a kind of cold start, and what is sent afterwards must not dilute it.
 */
export function judgeShare(
  rule: Rule,
  limit: number,
  name: RuleClass,
  { count, of, unseen }: ClassCount,
): Finding {
  const isSuperCold = name === 'super-cold'
  const whole = isSuperCold ? 'fresh cold start' : 'start'
  if (of === 0) return inconclusive(`no ${whole} was measured, so nothing can be judged`, 0)
  return judgeProportion(rule, limit, { n: of, bad: count, unknown: unseen }, (share) => {
    if (!isSuperCold)
      return `${formatCount(count, nounOf(name))} of ${formatCount(of, whole)} (${share})`
    const verb = count === 1 ? 'was' : 'were'
    return `${formatThousands(count)} of ${formatCount(of, whole)} ${verb} super-cold (${share})`
  })
}

/** "At least" rules are decided as "at most" rules about the rest. */
function judgeProportion(
  rule: Rule,
  limit: number,
  { n, bad, unknown }: BadCount,
  say: (share: string) => string,
): Finding {
  if (rule.op === '==') return judgeEquality(limit, { n, bad, unknown }, say)
  const upper = isUpper(rule.op)
  const isStrict = rule.op === '<' || rule.op === '>'
  const decide = (count: BadCount): Decision =>
    decideShare(count, upper ? limit : 1 - limit, ALPHA, isStrict)
  const count = { n, bad: upper ? bad : n - bad, unknown }
  const result = decide(count)
  const observed = bad / n
  // What is unknown may be all on one side, or all on the other.
  const { low } = clopperPearson(bad, n + unknown, ALPHA)
  const { high } = clopperPearson(bad + unknown, n + unknown, ALPHA)
  const figure = say(formatShare(observed))
  const isHigh = upper === (result === 'pass')
  const sure = `95 % sure: ${isHigh ? 'at most' : 'at least'} ${formatShare(isHigh ? high : low)}`
  const text = result === 'inconclusive' ? adviceOn(count, rule, limit, decide) : sure
  return { result, observed, atLeast: false, low, high, n, reason: `${figure}; ${text}` }
}

function adviceOn(
  count: BadCount,
  { op }: Rule,
  limit: number,
  decide: (count: BadCount) => Decision,
): string {
  const { bad, unknown } = count
  if (unknown > 0) return describeUnseen(unknown)
  if (limit === (isUpper(op) ? 0 : 1) && bad === 0) {
    return `no sample shows a share of exactly ${formatShare(limit)}; a rule about the count can`
  }
  const settling = valuesToSettle(count, decide)
  if (settling === undefined) return 'too near the limit for any practical number of them'
  const needed = `${bad === 0 ? '≥' : 'about'} ${formatThousands(settling)}`
  return `needs ${needed} at this share to be sure`
}

/** "Exactly" speaks of this run alone: no confidence bound can show it of all runs. */
function judgeEquality(
  limit: number,
  { n, bad, unknown }: BadCount,
  say: (share: string) => string,
): Finding {
  const observed = bad / n
  const figure = `${say(formatShare(observed))} in this run`
  const bare = { observed, atLeast: false, low: null, high: null, n }
  if (unknown > 0) {
    const reason = `${figure}; ${describeUnseen(unknown)}`
    return { ...bare, result: 'inconclusive', reason }
  }
  return { ...bare, result: observed === limit ? 'pass' : 'fail', reason: figure }
}

/** A rule about a number of starts; a request without a result may be one more. */
export function judgeClassCount(
  rule: Rule,
  limit: number,
  name: RuleClass,
  { count, of, unseen }: ClassCount,
): Finding {
  if (of === 0) return inconclusive('no start was measured, so nothing can be judged', 0)
  const least = holds(count, rule.op, limit)
  const most = holds(count + unseen, rule.op, limit)
  const between = rule.op === '==' && unseen > 0 && count <= limit && limit <= count + unseen
  const result = least !== most || between ? 'inconclusive' : least ? 'pass' : 'fail'
  const caveat = result === 'inconclusive' ? `; ${describeUnseen(unseen)}` : ''
  const reason = `${formatCount(count, nounOf(name))} in this run${caveat}`
  return {
    result,
    observed: count,
    atLeast: false,
    low: count,
    high: count + unseen,
    n: of,
    reason,
  }
}

/** Rules about the run as a whole. */
export function judgeTotal(
  rule: Rule,
  limit: number,
  total: Total,
  counts: Counts,
  cost: Cost | null,
): Finding {
  const errors = errorCount(counts)
  const { sent, throttled, missing } = counts
  const exact = (observed: number, reason: string): Finding => {
    const result = holds(observed, rule.op, limit) ? 'pass' : 'fail'
    return { result, observed, atLeast: false, low: observed, high: observed, n: sent, reason }
  }
  if (sent === 0) return inconclusive('no request was sent, so nothing can be judged', 0)
  switch (total) {
    case 'errors.count':
      return exact(errors, `${formatCount(errors, 'failed request')} of ${formatThousands(sent)}`)
    case 'throttles.count':
      return exact(
        throttled,
        `${formatCount(throttled, 'throttled request')} of ${formatThousands(sent)}`,
      )
    case 'missing.count':
      return exact(missing, `${formatCount(missing, 'REPORT line')} missing`)
    case 'cost.usd': {
      if (cost === null) return inconclusive('what the invocations cost is not known', 0)
      const finding = exact(cost.usd, `the invocations cost ${formatUsd(cost.usd)}`)
      const isLess = missing > 0 && finding.result === (isUpper(rule.op) ? 'pass' : 'fail')
      if (!isLess) return finding
      const reason = `${finding.reason} without the ${formatCount(missing, 'request')} whose REPORT line is missing`
      return { ...finding, result: 'inconclusive', atLeast: true, high: null, reason }
    }
    case 'errors.rate':
      return judgeProportion(rule, limit, { n: sent, bad: errors, unknown: 0 }, (share) => {
        return `${formatThousands(errors)} of ${formatCount(sent, 'request')} failed (${share})`
      })
  }
}
