import type { Result } from '../verdict/result.ts'
import { errorCount, type TableStat } from '../verdict/summary.ts'

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
    summary: verdict.summary,
    invocations: String(counts.sent + sentToBaseline(result)),
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
    'cost-usd': plain(cost.usd),
    'failed-rules': JSON.stringify(failed),
  }
}

/** In this run. */
function sentToBaseline({ baseline }: Result): number {
  return baseline === undefined || baseline.isStored ? 0 : baseline.counts.sent
}

/** A plain number with at most six decimals, '' where there is none; never "1e-7". */
function plain(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toFixed(6).replace(/\.?0+$/, '')
}
