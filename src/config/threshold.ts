import { parseDuration, TOO_LARGE } from './duration.ts'
import { didYouMean, quote } from './problem.ts'

export const CLASSES = ['warm', 'cold', 'super-cold', 'any-cold', 'all'] as const
export type RuleClass = (typeof CLASSES)[number]

export const MEASURES = ['latency', 'init', 'duration', 'overhead', 'billed', 'memory'] as const
export type Measure = (typeof MEASURES)[number]

export type Stat =
  | { readonly kind: 'percentile'; readonly p: number }
  | { readonly kind: 'min' | 'mean' | 'max' }

export const TOTALS = [
  'errors.rate',
  'errors.count',
  'throttles.count',
  'missing.count',
  'cost.usd',
] as const
export type Total = (typeof TOTALS)[number]

export type Metric =
  | {
      readonly kind: 'measure'
      readonly class: RuleClass
      readonly measure: Measure
      readonly stat: Stat
    }
  | { readonly kind: 'count' | 'share'; readonly class: RuleClass }
  | { readonly kind: 'total'; readonly total: Total }

export type Op = '<' | '<=' | '>' | '>=' | '=='

export type Limit =
  /** `value` is in ms, MB, USD, a count, or a fraction of 1 where the user wrote %. */
  | { readonly kind: 'absolute'; readonly value: number; readonly unit: Unit }
  /** `change` is a fraction: 0.1 for "+ 10%". */
  | { readonly kind: 'baseline'; readonly change: number; readonly floorMs: number }

export type Unit = 'time' | '%' | 'MB' | 'count' | 'USD'

export type Rule = {
  /** As the user wrote it, white space folded. */
  readonly text: string
  readonly metric: Metric
  readonly op: Op
  readonly limit: Limit
  /** Judged only from this many values on. */
  readonly minimumN: number
  readonly severity: 'error' | 'warn'
}

const EXAMPLE = 'cold.init.p95 <= 6s'

/**
 * Reads the rules, one a line; # starts a comment.
 *
 * ```
 * rule    := metric op limit ["if" "n" ">=" K] ["!warn"]
 * metric  := class "." measure "." stat | class "." ("count" | "share") | "errors" "." ("rate" | "count")
 *          | "throttles.count" | "missing.count" | "cost.usd"
 * class   := "warm" | "cold" | "super-cold" | "any-cold" | "all"
 * measure := "latency" | "init" | "duration" | "overhead" | "billed" | "memory"
 * stat    := "p" number | "min" | "mean" | "max"                       0 < number <= 100
 * op      := "<" | "<=" | ">" | ">=" | "=="
 * limit   := number unit | "baseline" [("+" | "-") number "%"] ["&" "+" number ("ms" | "s")]
 * unit    := "ms" | "s" | "m" | "%" | "MB" | "" (counts) | "USD"
 * ```
 *
 * @returns the rules that could be read, each text once, and every problem found.
 */
export function parseThresholds(text: string): {
  readonly rules: readonly Rule[]
  readonly problems: readonly string[]
} {
  const rules: Rule[] = []
  const problems: string[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*/, '').trim().replace(/\s+/g, ' ')
    if (line === '') continue
    const rule = parseRule(line)
    if (typeof rule === 'string') {
      problems.push(`thresholds: line ${index + 1}, found ${quote(line)}, ${rule}`)
    } else if (rules.every(({ text }) => text !== rule.text)) {
      rules.push(rule)
    }
  }
  return { rules, problems }
}

function parseRule(text: string): Rule | string {
  if (TOO_LARGE.test(text)) return `a number has at most 12 digits, for example \`${EXAMPLE}\``
  const found =
    /^(?<metric>[^\s<>=]+) ?(?<op><=|>=|==|<|>) ?(?<limit>[^!]*?)(?: if n ?>= ?(?<n>\d+))?(?<warn> ?!warn)?$/.exec(
      text,
    )
  if (found?.groups === undefined) {
    return `accepted is metric op limit [if n >= K] [!warn], for example \`${EXAMPLE}\``
  }
  const { metric: metricText = '', op = '', limit: limitText = '', n, warn } = found.groups
  const metric = parseMetric(metricText)
  if (typeof metric === 'string') return metric
  const limit = parseLimit(limitText, metric)
  if (typeof limit === 'string') return limit
  const isContinuous =
    metric.kind === 'measure' || (metric.kind === 'total' && metric.total === 'cost.usd')
  if (op === '==' && isContinuous) {
    return `"==" is accepted for counts and shares only, for example \`errors.count == 0\``
  }
  if (limit.kind === 'baseline' && op !== '<=' && op !== '<') {
    return `a limit beside the baseline is one on how much more there may be; accepted is "<=" or "<", for example \`cold.init.p50 <= baseline + 5%\``
  }
  return {
    text,
    metric,
    op: op as Op,
    limit,
    minimumN: Number(n ?? 0),
    severity: warn === undefined ? 'error' : 'warn',
  }
}

function isCount(metric: Metric): boolean {
  return metric.kind === 'total' && metric.total.endsWith('.count')
}

function parseMetric(text: string): Metric | string {
  const total = TOTALS.find((name) => name === text)
  if (total !== undefined) return { kind: 'total', total }
  const [className = '', measureName = '', ...rest] = text.split('.')
  const ruleClass = CLASSES.find((name) => name === className)
  if (ruleClass === undefined) {
    const near = didYouMean(text, TOTALS) || didYouMean(className, CLASSES)
    return `"${className}" is no class; accepted is ${CLASSES.join(', ')}, or one of ${TOTALS.join(', ')}, for example \`${EXAMPLE}\`${near}`
  }
  if (measureName === 'count' || measureName === 'share') {
    if (rest.length === 0) return { kind: measureName, class: ruleClass }
    return `"${measureName}" is a number by itself; accepted is ${ruleClass}.${measureName} without a statistic, for example \`warm.count >= 30\``
  }
  const measure = MEASURES.find((name) => name === measureName)
  if (measure === undefined) {
    const near = didYouMean(measureName, [...MEASURES, 'count', 'share'])
    return `"${measureName}" is no measure; accepted is ${MEASURES.join(', ')}, count, share, for example \`${EXAMPLE}\`${near}`
  }
  const stat = parseStat(rest.join('.'))
  if (stat === undefined) {
    return `"${rest.join('.')}" is no statistic; accepted is p1 … p100 (p99.9 too), min, mean, max, for example \`${EXAMPLE}\``
  }
  return { kind: 'measure', class: ruleClass, measure, stat }
}

function parseStat(text: string): Stat | undefined {
  if (text === 'min' || text === 'mean' || text === 'max') return { kind: text }
  const found = /^p(\d+(?:\.\d+)?)$/.exec(text)
  const p = Number(found?.[1])
  return p > 0 && p <= 100 ? { kind: 'percentile', p } : undefined
}

function parseLimit(text: string, metric: Metric): Limit | string {
  const units = unitsOf(metric)
  const relative =
    /^baseline(?: ?(?<sign>[+-]) ?(?<percent>\d+(?:\.\d+)?) ?%)?(?: ?& ?\+ ?(?<floor>\d+(?:\.\d+)? ?m?s))?$/.exec(
      text,
    )
  if (relative !== null) {
    const { sign, percent = '0', floor } = relative.groups ?? {}
    if (sign === '-' && Number(percent) >= 100) {
      return `${quote(text)} leaves nothing; accepted is less than 100%, for example "baseline - 10%"`
    }
    if (floor !== undefined && !units.includes('time')) {
      return `${quote(text)} allows a time, and this metric is none; accepted is "baseline + 10%"`
    }
    const change = (sign === '-' ? -Number(percent) : Number(percent)) / 100
    return { kind: 'baseline', change, floorMs: parseDuration(floor ?? '') ?? 0 }
  }
  const accepted = `accepted is a limit in ${units.map((unit) => UNIT_NAMES[unit]).join(' or ')}, or "baseline + 10%"`
  for (const unit of units) {
    const value = parseValue(text, unit)
    if (value !== undefined) return { kind: 'absolute', value, unit }
  }
  return `${quote(text)} is no limit for this metric; ${accepted}`
}

const UNIT_NAMES: Readonly<Record<Unit, string>> = {
  time: 'ms, s or m (such as 6s)',
  '%': '% (such as 10%)',
  MB: 'MB (such as 512MB)',
  count: 'a plain number (such as 0)',
  USD: 'USD (such as 0.50 USD)',
}

function unitsOf(metric: Metric): readonly Unit[] {
  if (metric.kind === 'measure') return metric.measure === 'memory' ? ['MB', '%'] : ['time']
  if (metric.kind === 'count' || isCount(metric)) return ['count']
  return metric.kind === 'total' && metric.total === 'cost.usd' ? ['USD'] : ['%']
}

function parseValue(text: string, unit: Unit): number | undefined {
  if (unit === 'time') return parseDuration(text)
  const found = /^(\d+(?:\.\d+)?) ?(%|MB|USD)?$/.exec(text)
  if (found === null) return undefined
  const value = Number(found[1])
  const written = found[2] ?? ''
  if (unit === 'count') return written === '' ? value : undefined
  if (unit === '%') return written === '%' ? value / 100 : undefined
  return written === unit || (unit === 'USD' && written === '') ? value : undefined
}
