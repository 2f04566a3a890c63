import { type Joined, onlyOf, sumSent } from '../verdict/joined.ts'
import type { Result } from '../verdict/result.ts'
import { errorCount, type TableStat } from '../verdict/summary.ts'
import { oneLine } from './escape.ts'

/** Outputs that the result alone determines; paths and URLs come from writing them. */
export function makeOutputs(result: Result): Readonly<Record<string, string>> {
  const { verdict, counts, classes, cost, checks } = result
  const time = (name: 'cold' | 'warm', measure: 'init' | 'latency', stat: TableStat): string =>
    plain(classes[name][measure]?.[stat])
  // Without a trustworthy measurement no rule was judged in earnest.
  const judged = verdict.kind === 'error' ? [] : checks
  const failed = judged.filter(({ result }) => result === 'fail').map(({ rule }) => rule.text)
  return {
    verdict: verdict.kind,
    // Steps write it into files of the runner, where a further line would be one more value.
    summary: oneLine(verdict.summary),
    invocations: String(sumSent([result])),
    'warm-count': plain(classes.warm.count),
    'cold-count': plain(classes.cold.count),
    'super-cold-count': plain(classes['super-cold'].count),
    'error-count': String(errorCount(counts)),
    'missing-count': String(counts.missing),
    'cold-init-p50': time('cold', 'init', 'p50'),
    'cold-init-p95': time('cold', 'init', 'p95'),
    'cold-latency-p50': time('cold', 'latency', 'p50'),
    'cold-latency-p95': time('cold', 'latency', 'p95'),
    'warm-latency-p95': time('warm', 'latency', 'p95'),
    'cost-usd': plain(cost?.usd),
    'failed-rules': JSON.stringify(failed),
  }
}

/**
 * The same over all setups: counts and costs are sums, a rule's setup stands before it, and times,
 * which several setups have no common one of, are empty.
 */
export function makeJoinedOutputs(joined: Joined): Readonly<Record<string, string>> {
  const only = onlyOf(joined)
  if (only !== undefined) return makeOutputs(only)
  const each = joined.setups.map((setup) => ({ setup, outputs: makeOutputs(setup) }))
  const sum = (name: string): string => {
    const all = each.map(({ outputs }) => outputs[name] ?? '')
    // A sum without one of its parts would be too small.
    return all.includes('') ? '' : plain(all.reduce((total, value) => total + Number(value), 0))
  }
  const failed = each.flatMap(({ setup, outputs }) =>
    (JSON.parse(outputs['failed-rules'] ?? '[]') as string[]).map(
      (rule) => `${setup.label}: ${rule}`,
    ),
  )
  return {
    ...Object.fromEntries(Object.keys(makeOutputs(joined.setups[0])).map((name) => [name, ''])),
    ...Object.fromEntries(SUMS.map((name) => [name, sum(name)])),
    verdict: joined.verdict.kind,
    summary: oneLine(joined.verdict.summary),
    'failed-rules': JSON.stringify(failed),
  }
}

const SUMS = [
  'invocations',
  'warm-count',
  'cold-count',
  'super-cold-count',
  'error-count',
  'missing-count',
  'cost-usd',
]

/** A plain number with at most six decimals, '' where there is none; never "1e-7". */
function plain(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toFixed(6).replace(/\.?0+$/, '')
}
