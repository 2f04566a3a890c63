import * as v from 'valibot'
import type { StoredRun } from '../join/stored-run.ts'
import { runOfFigures } from './tool-figures.ts'

const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const count = v.pipe(amount, v.integer())
const maybe = v.optional(amount)

const REPORT = v.object({
  aggregate: v.object({
    counters: v.record(v.string(), amount),
    summaries: v.object({
      'http.response_time': v.object({
        count,
        min: amount,
        max: amount,
        mean: maybe,
        median: maybe,
        p75: maybe,
        p95: maybe,
        p99: maybe,
      }),
    }),
  }),
})

const STATUS = /^http\.codes\.(\d{3})$/

/** Whether a JSON document is a report of Artillery. */
export function isArtillery(value: object): boolean {
  return 'aggregate' in value && 'intermediate' in value
}

/**
 * The file of `artillery run --output file`. It has no single requests: "histograms" repeats the
 * summaries. Percentiles come from a sketch with relative errors around 1 %.
 *
 * @returns why it has no figures.
 */
export function readArtillery(source: string, value: unknown): StoredRun | string {
  const parsed = v.safeParse(REPORT, value, { abortEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    return `is a report of Artillery that cannot be read (${v.getDotPath(issue) ?? 'the document'}: expected ${issue.expected ?? 'another value'}); artillery run --output of version 2 writes one`
  }
  const { counters, summaries } = parsed.output.aggregate
  const { count: n, mean, median, ...figures } = summaries['http.response_time']
  const sent = counters['http.requests'] ?? n
  const throttled = counters['http.codes.429'] ?? 0
  const good = Object.entries(counters).reduce((sum, [name, times]) => {
    const status = STATUS.exec(name)?.[1]
    return status !== undefined && Number(status) < 400 ? sum + times : sum
  }, 0)
  if (good + throttled > sent || n > sent)
    return 'is a corrupt report of Artillery: it counts more answers than requests'
  return runOfFigures({
    source,
    tool: 'Artillery',
    sent,
    n,
    failed: sent - good - throttled,
    throttled,
    figures: { ...figures, mean, p50: median },
    notes: [
      `Artillery’s report has no single requests; to judge cold starts, export the function’s log as well, aws logs tail (docs/other-tools.md).`,
    ],
  })
}
