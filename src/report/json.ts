import type { Start } from '../starts/start.ts'
import type { Check } from '../verdict/check.ts'
import type { Result } from '../verdict/result.ts'
import type { ClassSummary } from '../verdict/summary.ts'

/**
 * `report.json`, schema 1. All times in milliseconds, shares as fractions of 1; a value that does
 * not exist is null, never 0.
 */
export function renderJson(result: Result): string {
  const { verdict, label, facts, planText, counts, classes, classified, checks, cost } = result
  const { superCold } = classified
  const report = {
    schema: 1,
    verdict: verdict.kind,
    summary: verdict.summary,
    label,
    function: facts ?? null,
    plan: planText,
    counts,
    classes: Object.fromEntries(
      Object.entries(classes).map(([name, summary]) => [name, classJson(summary)]),
    ),
    superCold: {
      status: superCold.status,
      rule: superCold.rule,
      cutMs: superCold.cutMs,
      wave: superCold.wave,
    },
    checks: checks.map(checkJson),
    baseline: null,
    cost,
    notes: result.notes,
    missing: classified.missing,
    starts: classified.starts.map(startJson),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function classJson({ count, share, latency, init, duration, overhead }: ClassSummary): object {
  return { count, share, latency, init, duration, overhead }
}

function checkJson({ rule, ...finding }: Check): object {
  const { text, severity } = rule
  const { result, observed, atLeast, low, high, limit, n, reason } = finding
  return { rule: text, result, severity, observed, atLeast, low, high, limit, n, reason }
}

function startJson(start: Start): object {
  const { requestId, step, latency, init, duration, overhead, billed, maxMemory } = start
  return {
    requestId,
    step,
    side: 'candidate',
    class: start.class,
    environment: start.environment,
    sentAt: start.sentAt,
    latency,
    init,
    duration,
    overhead,
    billed,
    memoryMB: maxMemory,
    initKind: start.initKind,
    initCensored: start.initCensored,
    wave: start.wave,
    censored: start.censored,
    error: start.error,
  }
}
