import type { FunctionFacts } from '../function-facts.ts'
import type { Start } from '../starts/start.ts'
import type { Check } from '../verdict/check.ts'
import type { Result } from '../verdict/result.ts'
import { type ClassSummary, type MeasureSummary, TABLE_STATS } from '../verdict/summary.ts'

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
    function: facts === undefined ? null : functionJson(facts),
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
    gaveUp: classified.gaveUp,
    starts: classified.starts.map(startJson),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

/** Without what only decides whether the function can be measured. */
function functionJson(facts: FunctionFacts): object {
  const { state, specialKinds, variablesUnreadable, ...described } = facts
  return described
}

function classJson({ count, share, latency, init, duration, overhead }: ClassSummary): object {
  return {
    count,
    share,
    latency: measureJson(latency),
    init: measureJson(init),
    duration: measureJson(duration),
    overhead: measureJson(overhead),
  }
}

/** Without values the figures are null, and `n` is there to tell so. */
function measureJson(summary: MeasureSummary | null): object {
  if (summary !== null) return summary
  const figures = Object.fromEntries(TABLE_STATS.map((stat) => [stat, null]))
  return { n: 0, ...figures, atLeast: [] }
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
