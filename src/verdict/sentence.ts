import type { Op } from '../config/threshold.ts'
import { formatCount, formatThousands, formatTime, formatUsd, type Usd } from '../units.ts'
import type { Check } from './check.ts'
import { describeMetric, formatObserved, formatValue, nounOf } from './phrase.ts'
import { describeChange, formatRange } from './phrase-comparison.ts'
import type { ClassSummaries, ClassSummary } from './summary.ts'

/** What the rounds took. */
export type Effort = {
  readonly rounds: number
  readonly of: number
  /** Invocations of both sides. */
  readonly sent: number
  readonly usd: Usd
}

export function phraseError(failures: readonly string[]): string {
  return `could not measure: ${listed(failures, 3)}`
}

/** A slowdown says more than the rule that it breaks; the largest one leads. */
export function phraseFail(
  failed: readonly Check[],
  rules: number,
  effort: Effort | undefined,
): string {
  const worst = byChange(failed).findLast((check) => describeDifference(check) !== undefined)
  const change = worst && describeDifference(worst)
  if (change === undefined) {
    const broken = listed(failed.map(describeFailure), 2)
    return `merging would break ${shareOf(failed, rules)}: ${broken}${spent('decided after', effort)}`
  }
  const others = failed.filter((check) => check !== worst)
  const more = others.length === 0 ? '' : `; also ${listed(others.map(describeFailure), 1)}`
  return `merging would make ${change}${spent('decided after', effort)}${more}`
}

export function phraseInconclusive(
  open: readonly Check[],
  rules: number,
  effort: Effort | undefined,
): string {
  const notCompared = open.filter(isNotCompared)
  if (notCompared.length === open.length) {
    const [first] = notCompared
    const why = first?.reason.replace(/^not compared: /, '') ?? ''
    return `${shareOf(open, rules)} could not be compared${spent('after', effort)}: ${why}`
  }
  const why = listed(open.filter((check) => !isNotCompared(check)).map(describeOpen), 2)
  return `not enough data for ${shareOf(open, rules)}${spent('after', effort)}: ${why}`
}

export function phraseWarn(warned: readonly Check[]): string {
  const texts = warned.map((check) =>
    check.result === 'fail' ? describeFailure(check) : describeOpen(check),
  )
  return `merging keeps every blocking rule, with a warning: ${listed(texts, 2)}`
}

export function phrasePass(
  checks: readonly Check[],
  { 'any-cold': cold, all }: ClassSummaries,
  effort: Effort | undefined,
): string {
  const measured = describeMeasured(cold, all)
  if (checks.length === 0) return `measured ${measured}; no thresholds were given`
  const rules = checks.length === 1 ? 'the only rule holds' : `all ${checks.length} rules hold`
  const decided = spent('decided after', effort)
  const compared = byChange(checks)
  const [best] = compared
  if (best?.comparison?.isImprovement === true) {
    return `merging would make ${describeDifference(best)}; ${rules}${decided}`
  }
  const figures = best && describeFigures(best)
  // A limit may allow a slowdown that is there for sure.
  const isSlower = compared.some(
    ({ comparison }) => (comparison?.low ?? 0) > 0 || (comparison?.change ?? 0) > LITTLE,
  )
  return figures === undefined
    ? `merging keeps cold starts within their limits: ${rules} (${measured})${decided}`
    : `merging keeps ${figures.noun} ${isSlower ? 'within their limits' : 'as fast as the baseline'}: ${rules} (${figures.text})${decided}`
}

function describeMeasured(cold: ClassSummary, all: ClassSummary): string {
  const counts = `${formatCount(cold.count ?? 0, 'cold start')} of ${formatCount(all.count ?? 0, 'start')}`
  return cold.init === null ? counts : `${counts}, init p50 ${formatTime(cold.init.p50)}`
}

/** Of a run that judges nothing. */
export function phraseMeasured(
  { 'any-cold': cold, all }: ClassSummaries,
  effort: Effort | undefined,
): string {
  return `measured ${describeMeasured(cold, all)}${spent('after', effort)}`
}

/** A change that nobody would call one. */
const LITTLE = 0.05

/** Rules about times that were compared, by what is sure: the largest improvement first. */
function byChange(checks: readonly Check[]): readonly Check[] {
  return checks
    .filter(({ rule, comparison }) => rule.metric.kind === 'measure' && comparison !== null)
    .toSorted((a, b) => sureChange(a) - sureChange(b))
}

/** The end of the range that lies nearer to no change; 0 when no change lies within. */
function sureChange({ comparison }: Check): number {
  const { low, high } = comparison ?? { low: null, high: null }
  if (low !== null && low > 0) return low
  return high !== null && high < 0 ? high : 0
}

/** "cold starts 24 % slower (init p50 2.75 s → 3.41 s, +19 … +29 %)". */
function describeDifference(check: Check): string | undefined {
  const { rule, comparison, reason } = check
  const figures = describeFigures(check)
  if (figures === undefined || comparison === null || rule.metric.kind !== 'measure') {
    return undefined
  }
  if (lacksImprovement(check)) return undefined
  const change = describeChange(comparison.change, rule.metric.measure)
  // The middle may stand still while a part of the starts becomes much slower.
  return check.result !== 'fail' || isSlowerAsAWhole(check)
    ? `${figures.noun} ${change} (${figures.text})`
    : `some ${figures.noun} much slower (${reason})`
}

/** Surely, and by more than is allowed; otherwise a part of the starts made the rule fail. */
function isSlowerAsAWhole(check: Check): boolean {
  const { low = null } = check.comparison ?? {}
  return isAboveLimit(check) && (low === null || low > 0)
}

/** It fails for what it does not gain, not for what it loses. */
function lacksImprovement(check: Check): boolean {
  const { limit } = check.rule
  const isAsked = limit.kind === 'baseline' && limit.change < 0
  return check.result === 'fail' && isAsked && isAboveLimit(check) && !isSlowerAsAWhole(check)
}

function isAboveLimit({ comparison, limit }: Check): boolean {
  return comparison !== null && comparison.baseline * (1 + comparison.change) > (limit ?? 0)
}

function describeFigures({
  rule,
  observed,
  atLeast,
  comparison,
}: Check): { readonly noun: string; readonly text: string } | undefined {
  const { metric } = rule
  if (metric.kind !== 'measure' || comparison === null || observed === null) return undefined
  const before = formatObserved(comparison.baseline, comparison.isBaselineAtLeast, rule)
  const after = formatObserved(observed, atLeast, rule)
  return {
    noun: `${nounOf(metric.class)}s`,
    text: `${describeMetric(metric)} ${before} → ${after}, ${formatRange(comparison)}`,
  }
}

function describeFailure(check: Check): string {
  const { rule, observed, atLeast, limit, reason, comparison } = check
  const metric = /^[^\s<>=]*/.exec(rule.text)?.[0]
  if (observed === null || limit === null) return `${rule.text}: ${reason}`
  if (comparison !== null && rule.metric.kind === 'measure' && !lacksImprovement(check)) {
    if (!isSlowerAsAWhole(check)) return `${metric} much slower for some starts`
    return `${metric} ${describeChange(comparison.change, rule.metric.measure)}`
  }
  return `${metric} is ${formatObserved(observed, atLeast, rule)}, allowed is ${LIMITS[rule.op]} ${formatValue(limit, rule)}`
}

const LIMITS: Readonly<Record<Op, string>> = {
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  '==': 'exactly',
}

function isNotCompared({ rule, comparison }: Check): boolean {
  return rule.limit.kind === 'baseline' && comparison === null
}

function describeOpen({ rule, reason }: Check): string {
  return `${rule.text} (${reason})`
}

function shareOf(part: readonly Check[], rules: number): string {
  return rules === 1 ? 'the only rule' : `${part.length} of ${rules} rules`
}

/** ", decided after 6 of 16 rounds, 120 invocations, $0.11"; nothing for a plan without rounds. */
function spent(verb: string, effort: Effort | undefined): string {
  if (effort === undefined) return ''
  const { rounds, of, sent, usd } = effort
  return `, ${verb} ${formatThousands(rounds)} of ${formatCount(of, 'round')}, ${formatCount(sent, 'invocation')}, ${formatUsd(usd)}`
}

/** The first ones, and how many more there are. */
function listed(texts: readonly string[], most: number): string {
  const more = texts.length > most ? `; and ${texts.length - most} more` : ''
  return `${texts.slice(0, most).join('; ')}${more}`
}
