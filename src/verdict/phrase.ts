import type { Metric, Op, Rule, RuleClass, Stat, Unit } from '../config/threshold.ts'
import { formatCount, formatShare, formatThousands, formatTime, formatUsd } from '../units.ts'

/** "init p95", "latency max" and so on, for a sentence. */
export function describeMetric(metric: Extract<Metric, { kind: 'measure' }>): string {
  return `${metric.measure} ${describeStat(metric.stat)}`
}

function describeStat(stat: Stat): string {
  return stat.kind === 'percentile' ? `p${stat.p}` : stat.kind
}

const NOUNS: Readonly<Record<RuleClass, string>> = {
  warm: 'warm start',
  cold: 'cold start',
  'super-cold': 'super-cold start',
  'any-cold': 'cold or super-cold start',
  all: 'start',
}

/** "cold start": what a class counts, in the singular. */
export function nounOf(name: RuleClass): string {
  return NOUNS[name]
}

/** A figure in the unit of the rule's limit; beside a baseline in that of the metric. */
export function formatValue(value: number, { limit, metric }: Pick<Rule, Figured>): string {
  switch (limit.kind === 'baseline' ? unitOf(metric) : limit.unit) {
    case 'time':
      return formatTime(value)
    case '%':
      return formatShare(value)
    case 'MB':
      return `${formatThousands(value)} MB`
    case 'USD':
      return formatUsd(value)
    case 'count':
      return formatThousands(value)
  }
}

type Figured = 'limit' | 'metric'

function unitOf(metric: Metric): Unit {
  if (metric.kind !== 'measure') return '%'
  return metric.measure === 'memory' ? 'MB' : 'time'
}

/** "≥ 29.10 s" where values at a time limit make a figure a lower bound. */
export function formatObserved(value: number, atLeast: boolean, rule: Pick<Rule, Figured>): string {
  return `${atLeast ? '≥ ' : ''}${formatValue(value, rule)}`
}

/** Why a rule stays open that the known values alone would decide. */
export function describeUnseen(unseen: number): string {
  return `${formatCount(unseen, 'request')} without a full result could turn the verdict`
}

/** Whether the rule keeps a figure down, as `<=` does. */
export function isUpper(op: Op): boolean {
  return op === '<' || op === '<='
}

export function holds(value: number, op: Op, limit: number): boolean {
  switch (op) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
  }
}
