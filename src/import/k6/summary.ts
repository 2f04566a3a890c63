import * as v from 'valibot'
import type { StoredRun } from '../../join/stored-run.ts'
import { runOfFigures } from '../tool-figures.ts'

const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const count = v.pipe(amount, v.integer())
const maybe = v.optional(amount)

/** Which statistics there are, the user says: --summary-trend-stats. */
const TREND = v.object({
  avg: maybe,
  min: maybe,
  med: maybe,
  max: maybe,
  'p(25)': maybe,
  'p(75)': maybe,
  'p(95)': maybe,
  'p(99)': maybe,
})
/** k6 names a rate by its metric: the "passes" of `http_req_failed` are the failed ones. */
const FAILED = v.object({ passes: count })
const REQUESTS = v.object({ count })

/** `handleSummary` puts the figures one step deeper than `--summary-export`. */
const FIGURES = v.pipe(
  v.looseObject({}),
  v.transform((metric): unknown => metric.values ?? metric),
)

const SUMMARY = v.object({
  metrics: v.object({
    http_req_duration: v.pipe(FIGURES, TREND),
    http_req_failed: v.pipe(FIGURES, FAILED),
    http_reqs: v.pipe(FIGURES, REQUESTS),
  }),
})

/** Whether a JSON document is a summary of k6. */
export function isK6Summary(value: object): boolean {
  return 'metrics' in value && ('root_group' in value || 'state' in value)
}

/**
 * The file of `k6 run --summary-export=file`, or the data that `handleSummary` gets, as JSON.
 *
 * @returns why it has no figures.
 */
export function readK6Summary(source: string, value: unknown): StoredRun | string {
  const parsed = v.safeParse(SUMMARY, value, { abortEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    return `is a summary of k6 that cannot be read (${v.getDotPath(issue) ?? 'the document'}: expected ${issue.expected ?? 'another value'}); export the requests, k6 run --out json=requests.json`
  }
  const { http_req_duration: trend, http_req_failed, http_reqs } = parsed.output.metrics
  const { avg: mean, min, med: p50, max } = trend
  const percentiles = { p25: trend['p(25)'], p75: trend['p(75)'], p95: trend['p(95)'] }
  if (http_req_failed.passes > http_reqs.count) {
    return 'is a corrupt summary of k6: it counts more failures than requests'
  }
  return runOfFigures({
    source,
    tool: 'k6',
    sent: http_reqs.count,
    n: http_reqs.count,
    failed: http_req_failed.passes,
    throttled: 0,
    figures: { mean, min, p50, max, ...percentiles, p99: trend['p(99)'] },
    notes: [
      `k6 run --out json=requests.json has every request; a summary has only the percentiles of --summary-trend-stats.`,
    ],
  })
}
