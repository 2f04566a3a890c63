import type { BaselineRun } from '../comparison/reference.ts'
import type { FunctionDescription, FunctionFacts } from '../function-facts.ts'
import type { Start } from '../starts/start.ts'
import type { Check } from '../verdict/check.ts'
import { type Result, startsOfBothSides } from '../verdict/result.ts'
import {
  type ClassSummaries,
  type ClassSummary,
  type MeasureSummary,
  TABLE_STATS,
} from '../verdict/summary.ts'
import type { Override } from '../verdict/verdict.ts'

/** As many starts are written at a time. */
const LINES = 1_000

/**
 * `report.json`, schema 1. All times in milliseconds, shares as fractions of 1; a value that does
 * not exist is null, never 0. `clientDelay`, of a start and over all of them, is the client's own
 * part of the latency: from the intended time until the request was handed to its socket.
 * `disturbed` has, for each side, what others changed of the function while it was measured ("code",
 * "memory size"), null where nothing; it is null as a whole when that is not known.
 *
 * @returns the text in parts, to be written one after the other: a million starts are longer than a
 *   string can be. Indented, but for the starts: one a line, or they would be most of the file.
 */
export function* printJson(result: Result): Generator<string> {
  yield* printReport(reportJson(result))
  yield '\n'
}

/** The same in one piece. */
export function renderJson(result: Result): string {
  return [...printJson(result)].join('')
}

/** A report's fields in their order, its starts last. */
export function reportJson(result: Result): ReportJson {
  const { verdict, label, facts, planText, counts, classes, classified, checks, cost } = result
  const { superCold } = classified
  const { baseline } = result
  return {
    schema: 1,
    verdict: verdict.kind,
    summary: verdict.summary,
    override: overrideJson(result.override),
    label,
    function: facts === undefined ? null : functionJson(facts),
    plan: planText,
    counts,
    classes: classesJson(classes),
    superCold: {
      status: superCold.status,
      rule: superCold.rule,
      cutMs: superCold.cutMs,
      wave: superCold.wave,
    },
    checks: checks.map(checkJson),
    stopRules: result.stopRules,
    baseline: baseline === undefined ? null : baselineJson(baseline),
    differences: result.differences,
    disturbed: result.disturbed ?? null,
    clientDelay: result.clientDelay,
    cost,
    imported: result.imported ?? null,
    notes: result.notes,
    missing: classified.missing,
    gaveUp: classified.gaveUp,
    starts: startsOfBothSides(result),
  }
}

export type ReportJson = {
  readonly starts: readonly Start[]
  readonly checks: readonly object[]
} & Readonly<Record<string, unknown>>

/** @param indent of every line but the first. */
export function* printReport({ starts, ...head }: ReportJson, indent = ''): Generator<string> {
  const fields = JSON.stringify(head, null, 2).slice(0, -'\n}'.length)
  yield `${fields.replaceAll('\n', `\n${indent}`)},\n${indent}  "starts": [`
  for (let from = 0; from < starts.length; from += LINES) {
    const lines = starts
      .slice(from, from + LINES)
      .map((start) => `\n${indent}    ${JSON.stringify(startJson(start))}`)
    yield `${from === 0 ? '' : ','}${lines.join(',')}`
  }
  yield `${starts.length === 0 ? '' : `\n${indent}  `}]\n${indent}}`
}

export function overrideJson(override: Override | undefined): object | null {
  if (override === undefined) return null
  const { label, setBy } = override
  const setAt = setBy === undefined ? null : new Date(setBy.at).toISOString()
  return { label, setBy: setBy?.login ?? null, setAt }
}

/** Without what only decides whether the function can be measured. */
function functionJson(facts: FunctionDescription & Partial<FunctionFacts>): object {
  const { state, specialKinds, variablesUnreadable, ...described } = facts
  return described
}

function classesJson(classes: ClassSummaries): object {
  const entries = Object.entries(classes)
  return Object.fromEntries(entries.map(([name, summary]) => [name, classJson(summary)]))
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

function baselineJson({
  label,
  facts,
  counts,
  classes,
  missing,
  whyNotRecycled,
}: BaselineRun): object {
  return {
    label,
    function: functionJson(facts),
    counts,
    classes: classesJson(classes),
    missing,
    whyNotRecycled: whyNotRecycled ?? null,
  }
}

function checkJson({ rule, ...finding }: Check): object {
  const { text, severity } = rule
  const { result, observed, atLeast, low, high, limit, n, reason } = finding
  const { comparison, decidedAfter, looks } = finding
  const figures = { observed, atLeast, low, high, limit, n, reason }
  return { rule: text, result, severity, ...figures, comparison, decidedAfter, looks }
}

function startJson(start: Start): object {
  const { requestId, step, latency, init, duration, overhead, billed, maxMemory } = start
  return {
    requestId,
    step,
    round: start.round,
    side: start.side,
    class: start.class,
    environment: start.environment,
    sentAt: start.sentAt,
    clientDelay: start.clientDelay,
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
