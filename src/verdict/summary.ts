import type { RuleClass } from '../config/threshold.ts'
import type { Invocation } from '../load/invocation.ts'
import type { Classified } from '../starts/classify.ts'
import { isDurationCensored, type Start } from '../starts/start.ts'
import { kaplanMeierQuantile } from '../statistics/kaplan-meier.ts'
import { interpolate, mean, percentile, type Sample } from '../statistics/sample.ts'

/** Every request accounted for: sent = answered + failed + throttled; answered = matched + missing. */
export type Counts = {
  readonly sent: number
  readonly answered: number
  /** No answer, or an HTTP error other than 429. */
  readonly failed: number
  readonly throttled: number
  /** Planned, never sent. */
  readonly dropped: number
  readonly matched: number
  readonly missing: number
  readonly foreign: number
  /** Of the answered ones: the function itself failed. */
  readonly functionErrors: number
  /** Of the failed ones: the client gave up, so they may have been the slowest. */
  readonly gaveUp: number
  /** Log lines that begin like a platform line and could not be read. */
  readonly unreadable: number
}

export const TABLE_STATS = ['mean', 'min', 'p25', 'p50', 'p75', 'p95', 'p99', 'max'] as const
export type TableStat = (typeof TABLE_STATS)[number]

/** Milliseconds. */
export type MeasureSummary = Readonly<Record<TableStat, number>> & {
  readonly n: number
  /** Statistics that censored values may lie above: these figures are lower bounds. */
  readonly atLeast: readonly TableStat[]
}

export const SUMMARY_MEASURES = ['latency', 'init', 'duration', 'overhead'] as const
export type SummaryMeasure = (typeof SUMMARY_MEASURES)[number]

export type ClassSummary = {
  /** Null when the class could not be told apart. */
  readonly count: number | null
  /** Of all matched requests. */
  readonly share: number | null
} & Readonly<Record<SummaryMeasure, MeasureSummary | null>>

export type SummaryClass = RuleClass | 'reset'
export const SUMMARY_CLASSES: readonly SummaryClass[] = [
  'warm',
  'cold',
  'super-cold',
  'any-cold',
  'reset',
  'all',
]

export type ClassSummaries = Readonly<Record<SummaryClass, ClassSummary>>

export function countAll(
  invocations: readonly Invocation[],
  { dropped, foreign, unreadable }: Pick<Counts, 'dropped' | 'foreign' | 'unreadable'>,
  { starts, missing }: Classified,
): Counts {
  const counts = { answered: 0, failed: 0, throttled: 0, functionErrors: 0, gaveUp: 0 }
  for (const { answer } of invocations) {
    counts[answer.kind] += 1
    if (answer.kind === 'answered' && answer.functionError !== undefined) counts.functionErrors += 1
    if (answer.kind === 'failed' && answer.gaveUp) counts.gaveUp += 1
  }
  const sent = invocations.length
  const matched = starts.length
  return { sent, ...counts, dropped, matched, missing: missing.length, foreign, unreadable }
}

/** Requests that failed, or whose function did. */
export function errorCount({ failed, functionErrors }: Counts): number {
  return failed + functionErrors
}

/** The starts of a class; "reset" starts are in no other class. */
export function startsOf(starts: readonly Start[], name: SummaryClass): readonly Start[] {
  if (name === 'all') return starts.filter((start) => start.class !== 'reset')
  if (name === 'any-cold') {
    return starts.filter((start) => start.class === 'cold' || start.class === 'super-cold')
  }
  return starts.filter((start) => start.class === name)
}

/** Of a run, what its summary needs. */
export type Summarised = Pick<Classified, 'starts' | 'gaveUp'> & {
  readonly superCold: Pick<Classified['superCold'], 'status'>
}

/** The latency of "all" has the requests without an answer, too; no count of starts has them. */
export function summarise(classified: Summarised): ClassSummaries {
  const { starts, superCold, gaveUp } = classified
  const summaryOf = (name: SummaryClass): ClassSummary => {
    const own = startsOf(starts, name)
    const unknown = name === 'super-cold' && superCold.status === 'undetermined'
    return {
      count: unknown ? null : own.length,
      share: unknown || starts.length === 0 ? null : own.length / starts.length,
      latency: describe(splitMeasure(own, 'latency', name === 'all' ? gaveUp : [])),
      init: describe(splitMeasure(own, 'init')),
      duration: describe(splitMeasure(own, 'duration')),
      overhead: describe(splitMeasure(own, 'overhead')),
    }
  }
  const entries = SUMMARY_CLASSES.map((name) => [name, summaryOf(name)] as const)
  return Object.fromEntries(entries) as ClassSummaries
}

/** A figure that is either exact or known only to be at least this much. */
export type Value = { readonly value: number; readonly censored: boolean }

type ValueMeasure = SummaryMeasure | 'billed' | 'maxMemory'

/** Values of a measure, of the starts that have it. */
export function readValues(starts: readonly Start[], measure: ValueMeasure): readonly Value[] {
  const values: Value[] = []
  for (const start of starts) {
    const value = start[measure]
    if (value !== null) values.push({ value, censored: isCensored(start, measure) })
  }
  return values
}

function isCensored(start: Start, measure: ValueMeasure): boolean {
  if (measure === 'init') return start.initCensored
  if (measure === 'duration') return isDurationCensored(start)
  return measure === 'latency' && start.censored
}

/** The latency of the requests that the client gave up: it is known only to be longer. */
export function readGaveUp({ gaveUp }: Pick<Classified, 'gaveUp'>): readonly Value[] {
  return gaveUp.map((value) => ({ value, censored: true }))
}

/** Ascending; among equal figures the exact ones first. */
export function sortValues(values: readonly Value[]): readonly Value[] {
  return merge(split(values))
}

/** Both ascending: plain numbers sort many times as fast as values, and take a seventh of the room. */
type Split = { readonly exact: Float64Array; readonly censored: Float64Array }

function split(values: readonly Value[]): Split {
  const exact = new Float64Array(values.length)
  const cut: number[] = []
  let n = 0
  for (const { value, censored } of values) {
    if (censored) cut.push(value)
    else exact[n++] = value
  }
  return { exact: exact.subarray(0, n).sort(), censored: Float64Array.from(cut).sort() }
}

/** @param more further values, which are censored. */
function splitMeasure(
  starts: readonly Start[],
  measure: SummaryMeasure,
  more: readonly number[] = [],
): Split {
  const exact = new Float64Array(starts.length)
  const cut = Array.from(more)
  let n = 0
  for (const start of starts) {
    const value = start[measure]
    if (value === null) continue
    if (isCensored(start, measure)) cut.push(value)
    else exact[n++] = value
  }
  return { exact: exact.subarray(0, n).sort(), censored: Float64Array.from(cut).sort() }
}

function merge({ exact, censored }: Split): readonly Value[] {
  const values: Value[] = []
  let cut = 0
  for (const value of exact) {
    for (; (censored[cut] ?? Infinity) < value; cut += 1) {
      values.push({ value: censored[cut] as number, censored: true })
    }
    values.push({ value, censored: false })
  }
  for (const value of censored.subarray(cut)) values.push({ value, censored: true })
  return values
}

/** A statistic that may be known only to be at least this much. */
export type Figure = { readonly value: number; readonly isAtLeast: boolean }

/**
 * The p-quantile. Where all censored values lie above the exact ones, as with one common cut-off, it
 * is the ordinary one, and a lower bound once it depends on a censored value. So it is below all
 * censored values. With different cut-offs it is Kaplan and Meier's, which weighs what the shorter ones hide.
 *
 * @param sorted ascending, at least one.
 * @param p 0 to 1.
 */
export function quantileOf(sorted: readonly Value[], p: number): Figure {
  const firstCensored = sorted.findIndex(({ censored }) => censored)
  const lastExact = sorted.findLastIndex(({ censored }) => !censored)
  const isBelow = Math.ceil(p * (sorted.length - 1)) < firstCensored
  if (firstCensored < 0 || lastExact < firstCensored || isBelow) {
    const isAtLeast = isLowerBound(sorted, Math.ceil(p * (sorted.length - 1)))
    return { value: interpolate(sorted.length, (rank) => sorted[rank]?.value ?? 0, p), isAtLeast }
  }
  const { value = 0, censored = true } = kaplanMeierQuantile(sorted, p) ?? {}
  const bound = censored ? undefined : boundBefore(sorted, value)
  return { value: bound ?? value, isAtLeast: censored || bound !== undefined }
}

/** A value that stands for more than so many hidden ones each is one sample's luck. */
const MOST_HIDDEN = 2

/**
 * The estimate gives the weight of all values that were cut off to the few that were not: one of 45 s
 * behind 19 that a gateway cut off at 29 s would be the p95 of a hundred.
 *
 * @returns what such a quantile is at least; undefined when the value stands on enough.
 */
function boundBefore(sorted: readonly Value[], value: number): number | undefined {
  const first = sorted.findIndex((one) => !one.censored && one.value === value)
  const hidden = sorted.slice(0, first).filter(({ censored }) => censored).length
  // What is below it may be exact, and no quantile is less than a lower one.
  return hidden > MOST_HIDDEN * (sorted.length - first) ? sorted[first - 1]?.value : undefined
}

export function summariseMeasure(values: readonly Value[]): MeasureSummary | null {
  return describe(split(values))
}

function describe(values: Split): MeasureSummary | null {
  const { exact, censored } = values
  const n = exact.length + censored.length
  if (n === 0) return null
  // Where a cut value lies below an exact one, a quantile needs to know which is which.
  const isMixed = (censored[0] ?? Infinity) < (exact.at(-1) ?? 0)
  const sorted = isMixed ? merge(values) : undefined
  const sample = (sorted?.map(({ value }) => value) ??
    Array.from(exact).concat(Array.from(censored))) as unknown as Sample
  const quantile = (p: number): Figure =>
    sorted === undefined
      ? {
          value: percentile(sample, p * 100),
          isAtLeast: n > exact.length && Math.ceil(p * (n - 1)) >= exact.length,
        }
      : quantileOf(sorted, p)
  const isCut = censored.length > 0
  const isLeastCut = (censored[0] ?? Infinity) < (exact[0] ?? Infinity)
  const figures: Readonly<Record<TableStat, Figure>> = {
    mean: { value: mean(sample), isAtLeast: isCut },
    min: { value: sample[0], isAtLeast: isLeastCut },
    p25: quantile(0.25),
    p50: quantile(0.5),
    p75: quantile(0.75),
    p95: quantile(0.95),
    p99: quantile(0.99),
    max: { value: sample.at(-1) as number, isAtLeast: isCut },
  }
  const entries = TABLE_STATS.map((stat) => [stat, figures[stat].value] as const)
  const plain = Object.fromEntries(entries) as Record<TableStat, number>
  return { n, ...plain, atLeast: TABLE_STATS.filter((stat) => figures[stat].isAtLeast) }
}

/**
 * A censored value stands at its bound, so every figure is exact or a lower bound; it is a lower
 * bound when a censored value stands at or below the last value that it depends on.
 */
export function isLowerBound(sorted: readonly Value[], lastIndex: number): boolean {
  const firstCensored = sorted.findIndex(({ censored }) => censored)
  return firstCensored >= 0 && firstCensored <= lastIndex
}
