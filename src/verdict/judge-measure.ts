import type { Metric, Rule } from '../config/threshold.ts'
import type { Start } from '../starts/start.ts'
import { minimumForUpperBound, quantileRanks } from '../statistics/binomial.ts'
import {
  type BadCount,
  type Decision,
  decideQuantile,
  valuesToSettle,
} from '../statistics/decide.ts'
import { meanBounds } from '../statistics/mean.ts'
import { mean, percentile, type Sample } from '../statistics/sample.ts'
import { formatCount } from '../units.ts'
import { ALPHA, type Finding, inconclusive } from './check.ts'
import { describeMetric, formatValue, holds, isUpper, nounOf } from './phrase.ts'
import { readValues, sortValues, type Value } from './summary.ts'

type MeasureMetric = Extract<Metric, { kind: 'measure' }>

/** One rule about a statistic, ready to be answered. */
type Question = {
  readonly rule: Rule
  readonly limit: number
  /** Ascending, at least one. */
  readonly values: readonly Value[]
  /** Requests of which nobody knows whether they belong here, nor how long they took. */
  readonly unseen: number
  /** "init p95" */
  readonly what: string
  /** "cold start" */
  readonly noun: string
}

/** More failed invocations than this among a rule's starts, and their times tell nothing. */
const MOST_ERRORS = 0.1

/**
 * @param starts of the rule's class.
 * @param unseen requests without a result; they may have been the slowest ones.
 */
export function judgeMeasure(
  rule: Rule,
  metric: MeasureMetric,
  limit: number,
  starts: readonly Start[],
  unseen: number,
): Finding {
  const noun = nounOf(metric.class)
  const what = describeMetric(metric)
  const values = sortValues(valuesOf(starts, metric, rule))
  if (values.length === 0) {
    return inconclusive(
      `no ${noun} with a measured ${metric.measure} happened, so nothing can be judged`,
      0,
    )
  }
  const broken = starts.filter(({ error, censored }) => error !== null && !censored).length
  if (broken > MOST_ERRORS * starts.length) {
    const reason = `${broken} of ${formatCount(starts.length, noun)} ended in an error, so their times are not those of a working function`
    return inconclusive(reason, values.length)
  }
  const question = { rule, limit, values, unseen, what, noun }
  const { stat } = metric
  if (stat.kind === 'percentile' && stat.p < 100) return judgePercentile(question, stat.p / 100)
  if (stat.kind === 'mean') return judgeMean(question)
  return judgeExtreme(question, stat.kind === 'min' ? 'min' : 'max')
}

/** Memory in the unit of the limit: MB, or the share of the configured size. */
function valuesOf(
  starts: readonly Start[],
  { measure }: MeasureMetric,
  { limit }: Rule,
): readonly Value[] {
  if (measure !== 'memory') return readValues(starts, measure)
  if (limit.kind !== 'absolute' || limit.unit !== '%') return readValues(starts, 'maxMemory')
  return starts.flatMap(({ maxMemory, memorySize }) =>
    maxMemory === null || memorySize === null
      ? []
      : [{ value: maxMemory / memorySize, censored: false }],
  )
}

function judgePercentile(question: Question, p: number): Finding {
  const { rule, values, unseen, noun } = question
  const n = values.length
  const sample = sampleOf(values)
  const observed = percentile(sample, p * 100)
  const ranks = quantileRanks(n, p, ALPHA)
  const low = ranks.lower === undefined ? null : (sample[ranks.lower - 1] ?? null)
  const high = ranks.upper === undefined ? null : (sample[ranks.upper - 1] ?? null)
  // "At least L" wants few values below L: the same decision, for the share above.
  const goodShare = isUpper(rule.op) ? p : 1 - p
  const count = countBad(question)
  const decide = (bad: BadCount): Decision => decideQuantile(bad, goodShare, ALPHA)
  const result = decide(count)
  const figure = say(question, observed)
  if (result === 'inconclusive') {
    const fewest = minimumForUpperBound(goodShare, ALPHA)
    const settling = valuesToSettle(count, decide)
    const advice =
      n < fewest && count.bad === 0
        ? `needs ≥ ${fewest} ${noun}s`
        : unseen > 0 || count.unknown > 0
          ? `${formatCount(count.unknown, 'request')} without a full result could turn the verdict`
          : settling === undefined
            ? 'too near the limit for any practical number of them'
            : `needs about ${formatCount(Math.max(settling, fewest), noun)} to be sure`
    return { result, observed, low, high, n, reason: `${figure}; ${advice}` }
  }
  const [side, bound] =
    isUpper(rule.op) === (result === 'pass') ? ['at most', high] : ['at least', low]
  const sure = bound === null ? '' : ` (95 % sure: ${side} ${formatValue(bound, rule)})`
  return { result, observed, low, high, n, reason: `${figure}${sure}` }
}

function judgeMean(question: Question): Finding {
  const { rule, limit, values, unseen, noun } = question
  const n = values.length
  const sample = sampleOf(values)
  const observed = mean(sample)
  if (n < 2)
    return { ...inconclusive(`${say(question, observed)}; needs ≥ 2 ${noun}s`, n), observed }
  const { low, high } = meanBounds(sample, ALPHA)
  const isComplete = unseen === 0 && !values.some(({ censored }) => censored)
  const good = isUpper(rule.op) ? high : low
  const bad = isUpper(rule.op) ? low : high
  // Censored values can only raise a mean: they may confirm "too slow", never rule it out.
  const canFail = isComplete || (unseen === 0 && isUpper(rule.op))
  const result =
    isComplete && holds(good, rule.op, limit)
      ? 'pass'
      : canFail && !holds(bad, rule.op, limit)
        ? 'fail'
        : 'inconclusive'
  const bounds = `(95 % bounds ${formatValue(low, rule)} … ${formatValue(high, rule)})`
  const advice = result === 'inconclusive' ? `; more ${noun}s would narrow the bounds` : ''
  return { result, observed, low, high, n, reason: `${say(question, observed)} ${bounds}${advice}` }
}

/** min and max speak of this run alone, so nothing is inferred beyond it. */
function judgeExtreme(question: Question, kind: 'min' | 'max'): Finding {
  const { rule, values } = question
  const n = values.length
  const observed = (kind === 'min' ? values[0] : values.at(-1))?.value ?? null
  const { bad, unknown } = countBad(question)
  const good = n + question.unseen - bad - unknown
  // "max ≤ L" speaks of every value, "max ≥ L" of at least one.
  const isAboutEvery = (kind === 'max') === isUpper(rule.op)
  const decided = isAboutEvery ? bad > 0 : good > 0
  const decidedResult = isAboutEvery ? 'fail' : 'pass'
  const otherResult = isAboutEvery ? 'pass' : 'fail'
  const result = decided ? decidedResult : unknown > 0 ? 'inconclusive' : otherResult
  const caveat =
    result === 'inconclusive'
      ? `; ${formatCount(unknown, 'request')} without a full result could turn the verdict`
      : ''
  const reason = `${say(question, observed ?? 0)} of this run${caveat}`
  return { result, observed, low: null, high: null, n, reason }
}

/** Values on the wrong side of the limit; a censored one counts once its bound is past it. */
function countBad({ rule, limit, values, unseen }: Question): BadCount {
  let bad = 0
  let unknown = unseen
  for (const { value, censored } of values) {
    const isGood = holds(value, rule.op, limit)
    if (censored && isGood === isUpper(rule.op)) unknown += 1
    else if (!isGood) bad += 1
  }
  return { n: values.length + unseen - unknown, bad, unknown }
}

function sampleOf(sorted: readonly Value[]): Sample {
  return sorted.map(({ value }) => value) as unknown as Sample
}

/** "init p95 is 5.21 s over 60 cold starts", with "≥" where censored values lie in between. */
function say({ rule, values, what, noun }: Question, observed: number): string {
  const sign = values.some(({ value, censored }) => censored && value <= observed) ? '≥ ' : ''
  return `${what} is ${sign}${formatValue(observed, rule)} over ${formatCount(values.length, noun)}`
}
