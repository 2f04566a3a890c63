import type { RuleClass } from '../config/threshold.ts'
import type { Invocation } from '../load/invocation.ts'
import type { Classified } from '../starts/classify.ts'
import type { Start } from '../starts/start.ts'
import { kaplanMeierQuantile } from '../statistics/kaplan-meier.ts'
import { mean, percentile, type Sample, sortSample } from '../statistics/sample.ts'

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
  const { starts, superCold } = classified
  const summaryOf = (name: SummaryClass): ClassSummary => {
    const own = startsOf(starts, name)
    const unknown = name === 'super-cold' && superCold.status === 'undetermined'
    return {
      count: unknown ? null : own.length,
      share: unknown || starts.length === 0 ? null : own.length / starts.length,
      latency: summariseMeasure([
        ...readValues(own, 'latency'),
        ...(name === 'all' ? readGaveUp(classified) : []),
      ]),
      init: summariseMeasure(readValues(own, 'init')),
      duration: summariseMeasure(readValues(own, 'duration')),
      overhead: summariseMeasure(readValues(own, 'overhead')),
    }
  }
  const entries = SUMMARY_CLASSES.map((name) => [name, summaryOf(name)] as const)
  return Object.fromEntries(entries) as ClassSummaries
}

/** A figure that is either exact or known only to be at least this much. */
export type Value = { readonly value: number; readonly censored: boolean }

/** Values of a measure, of the starts that have it. */
export function readValues(
  starts: readonly Start[],
  measure: SummaryMeasure | 'billed' | 'maxMemory',
): readonly Value[] {
  const values: Value[] = []
  for (const start of starts) {
    const value = start[measure]
    if (value === null) continue
    const isCut = measure === 'latency' || measure === 'duration'
    const censored = measure === 'init' ? start.initCensored : isCut && start.censored
    values.push({ value, censored })
  }
  return values
}

/** The latency of the requests that the client gave up: it is known only to be longer. */
export function readGaveUp({ gaveUp }: Pick<Classified, 'gaveUp'>): readonly Value[] {
  return gaveUp.map((value) => ({ value, censored: true }))
}

/** Ascending; among equal figures the exact ones first. */
export function sortValues(values: readonly Value[]): readonly Value[] {
  const sample = exactSample(values)
  // Numbers sort ten times as fast as values do.
  if (sample !== undefined) return sample.map((value) => ({ value, censored: false }))
  return values.toSorted((a, b) => a.value - b.value || Number(a.censored) - Number(b.censored))
}

/** @returns undefined without a value, and when one of them is censored. */
function exactSample(values: readonly Value[]): Sample | undefined {
  return values.some(({ censored }) => censored)
    ? undefined
    : sortSample(values.map(({ value }) => value))
}

/** A statistic that may be known only to be at least this much. */
export type Figure = { readonly value: number; readonly isAtLeast: boolean }

/**
 * The p-quantile. Where all censored values lie above the exact ones, as with one common cut-off, it
 * is the ordinary one, and a lower bound once it depends on a censored value. With different
 * cut-offs it is Kaplan and Meier's, which weighs what the shorter ones hide.
 *
 * @param sorted ascending, at least one.
 * @param p 0 to 1.
 */
export function quantileOf(sorted: readonly Value[], p: number): Figure {
  const firstCensored = sorted.findIndex(({ censored }) => censored)
  const lastExact = sorted.findLastIndex(({ censored }) => !censored)
  if (firstCensored < 0 || lastExact < firstCensored) {
    const sample = sorted.map(({ value }) => value) as unknown as Sample
    const isAtLeast = isLowerBound(sorted, Math.ceil(p * (sorted.length - 1)))
    return { value: percentile(sample, p * 100), isAtLeast }
  }
  const { value = 0, censored = true } = kaplanMeierQuantile(sorted, p) ?? {}
  return { value, isAtLeast: censored }
}

export function summariseMeasure(values: readonly Value[]): MeasureSummary | null {
  const exact = exactSample(values)
  if (exact !== undefined) return { n: exact.length, ...figuresOf(exact), atLeast: [] }
  const sorted = sortValues(values)
  if (sorted.length === 0) return null
  const sample = sorted.map(({ value }) => value) as unknown as Sample
  const last = sorted.length - 1
  const whole = isLowerBound(sorted, last)
  const figures: Readonly<Record<TableStat, Figure>> = {
    mean: { value: mean(sample), isAtLeast: whole },
    min: { value: sample[0], isAtLeast: isLowerBound(sorted, 0) },
    p25: quantileOf(sorted, 0.25),
    p50: quantileOf(sorted, 0.5),
    p75: quantileOf(sorted, 0.75),
    p95: quantileOf(sorted, 0.95),
    p99: quantileOf(sorted, 0.99),
    max: { value: sample.at(-1) as number, isAtLeast: whole },
  }
  const entries = TABLE_STATS.map((stat) => [stat, figures[stat].value] as const)
  const plain = Object.fromEntries(entries) as Record<TableStat, number>
  const atLeast = TABLE_STATS.filter((stat) => figures[stat].isAtLeast)
  return { n: sorted.length, ...plain, atLeast }
}

function figuresOf(sample: Sample): Readonly<Record<TableStat, number>> {
  const of = (p: number): number => percentile(sample, p)
  return {
    ...{ mean: mean(sample), min: sample[0], p25: of(25), p50: of(50), p75: of(75) },
    ...{ p95: of(95), p99: of(99), max: sample.at(-1) as number },
  }
}

/**
 * A censored value stands at its bound, so every figure is exact or a lower bound; it is a lower
 * bound when a censored value stands at or below the last value that it depends on.
 */
export function isLowerBound(sorted: readonly Value[], lastIndex: number): boolean {
  const firstCensored = sorted.findIndex(({ censored }) => censored)
  return firstCensored >= 0 && firstCensored <= lastIndex
}
