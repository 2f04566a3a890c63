import type { Metric, Rule } from '../config/threshold.ts'
import type { Start } from '../starts/start.ts'
import { minimumForUpperBound } from '../statistics/binomial.ts'
import { type Boundary, exactBoundaries } from '../statistics/boundaries.ts'
import { type BadCount, decideBy, decideQuantile, valuesToSettle } from '../statistics/decide.ts'
import { meanBounds } from '../statistics/mean.ts'
import { mean, type Sample } from '../statistics/sample.ts'
import { formatCount, formatThousands } from '../units.ts'
import { type Finding, inconclusive } from './check.ts'
import type { Look } from './look.ts'
import {
  describeMetric,
  describeUnseen,
  formatObserved,
  formatValue,
  holds,
  isUpper,
  nounOf,
} from './phrase.ts'
import { ALPHA, MOST_ERRORS, spentBy } from './policy.ts'
import { isLowerBound, quantileOf, readValues, sortValues, type Value } from './summary.ts'

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
  readonly look: Look
}

/**
 * @param starts of the rule's class.
 * @param gaveUp values known only to be "at least" this, of requests that are no starts.
 * @param unseen further requests without a result; they may have been the slowest ones.
 */
export function judgeMeasure(
  rule: Rule,
  metric: MeasureMetric,
  limit: number,
  starts: readonly Start[],
  gaveUp: readonly Value[],
  unseen: number,
  look: Look,
): Finding {
  const noun = nounOf(metric.class)
  const what = describeMetric(metric)
  const ofStarts = valuesOf(starts, metric, rule)
  const values = sortValues([...ofStarts, ...gaveUp])
  // A start that waited for an init of unknown length may have been the slowest one, too.
  const expected =
    metric.measure === 'init' ? starts.filter(({ initKind }) => initKind !== 'none') : starts
  const unknown = unseen + expected.length - ofStarts.length
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
  const question = { rule, limit, values, unseen: unknown, what, noun, look }
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
  const { rule, values, noun } = question
  const n = values.length
  const { value: observed, isAtLeast: atLeast } = quantileOf(values, p)
  // "At least L" wants few values below L: the same decision, for the share above.
  const goodShare = isUpper(rule.op) ? p : 1 - p
  const boundary = boundaryOf(question, goodShare)
  const { low, high } = percentileBounds(question, boundary)
  const count = countBad(question)
  const result = decideBy(count, boundary)
  const figure = say(question, observed, atLeast)
  if (result === 'inconclusive') {
    const fewest = minimumForUpperBound(goodShare, ALPHA)
    const settling = valuesToSettle(count, (bad) => decideQuantile(bad, goodShare, ALPHA))
    const advice =
      n < fewest && count.bad === 0
        ? `needs ≥ ${formatCount(fewest, noun)}`
        : count.unknown > 0
          ? describeUnseen(count.unknown)
          : settling === undefined
            ? 'too near the limit for any practical number of them'
            : `needs about ${formatCount(Math.max(settling, fewest), noun)} to be sure`
    return { result, observed, atLeast, low, high, n, reason: `${figure}; ${advice}` }
  }
  const [side, bound] =
    isUpper(rule.op) === (result === 'pass') ? ['at most', high] : ['at least', low]
  const sure = bound === null ? '' : ` (95 % sure: ${side} ${formatValue(bound, rule)})`
  return { result, observed, atLeast, low, high, n, reason: `${figure}${sure}` }
}

/** How many values beyond the limit decide at this look. */
function boundaryOf({ values, unseen, look }: Question, goodShare: number): Boundary {
  const total = values.length + unseen
  // A start may turn out to be of another class once more is known, so a size may have shrunk.
  const sizes = [...look.sizes, total].map((_, i, all) => Math.min(...all.slice(i)))
  const looks = spentBy(look, ALPHA).map((alpha, i) => ({ n: sizes[i] ?? total, alpha }))
  return exactBoundaries(looks, 1 - goodShare).at(-1) as Boundary
}

/**
 * The limits that would just have passed and just have failed. Requests without a result may have
 * been the fastest ones, or the slowest; so may censored ones.
 */
function percentileBounds(
  { rule, values, unseen }: Question,
  { pass, fail }: Boundary,
): Pick<Finding, 'low' | 'high'> {
  const total = values.length + unseen
  const { lower, upper } = isUpper(rule.op)
    ? { lower: total - fail + 1, upper: total - pass }
    : { lower: pass + 1, upper: fail }
  const exact = values.filter(({ censored }) => !censored)
  return {
    low: values[lower - 1 - unseen]?.value ?? null,
    high: exact[upper - 1]?.value ?? null,
  }
}

function judgeMean(question: Question): Finding {
  const { rule, limit, values, unseen, noun, look } = question
  const n = values.length
  const sample = sampleOf(values)
  const observed = mean(sample)
  const atLeast = isLowerBound(values, n - 1)
  const figure = say(question, observed, atLeast)
  if (n < 2) return { ...inconclusive(`${figure}; needs ≥ 2 ${noun}s`, n), observed, atLeast }
  const { low, high } = meanBounds(sample, spentBy(look, ALPHA).at(-1) ?? ALPHA)
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
  const advice =
    result !== 'inconclusive'
      ? ''
      : isComplete
        ? `; more ${noun}s would narrow the bounds`
        : `; ${describeUnseen(unseen + values.filter(({ censored }) => censored).length)}`
  return { result, observed, atLeast, low, high, n, reason: `${figure} ${bounds}${advice}` }
}

/** min and max speak of this run alone, so nothing is inferred beyond it. */
function judgeExtreme(question: Question, kind: 'min' | 'max'): Finding {
  const { rule, values } = question
  const n = values.length
  const rank = kind === 'min' ? 0 : n - 1
  const observed = values[rank]?.value ?? 0
  const atLeast = isLowerBound(values, rank)
  const { bad, unknown } = countBad(question)
  const good = n + question.unseen - bad - unknown
  // "max ≤ L" speaks of every value, "max ≥ L" of at least one.
  const isAboutEvery = (kind === 'max') === isUpper(rule.op)
  const decided = isAboutEvery ? bad > 0 : good > 0
  const decidedResult = isAboutEvery ? 'fail' : 'pass'
  const otherResult = isAboutEvery ? 'pass' : 'fail'
  const result = decided ? decidedResult : unknown > 0 ? 'inconclusive' : otherResult
  const advice = result === 'inconclusive' ? `; ${describeUnseen(unknown)}` : ''
  const reason = `${say(question, observed, atLeast)} of this run${advice}`
  return { result, observed, atLeast, low: null, high: null, n, reason }
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
function say({ rule, values, what, noun }: Question, observed: number, atLeast: boolean): string {
  const cut = values.filter(({ censored }) => censored).length
  const limited = cut === 0 ? '' : `, ${formatThousands(cut)} of them cut off by a time limit`
  return `${what} is ${formatObserved(observed, atLeast, rule)} over ${formatCount(values.length, noun)}${limited}`
}
