import type { Side } from '../load/invocation.ts'
import { type Start, startUpTime } from '../starts/start.ts'
import type { Ms } from '../units.ts'
import { type Result, startsOfBothSides } from '../verdict/result.ts'
import { readValues, type SummaryMeasure, startsOf } from '../verdict/summary.ts'
import { type Bins, makeBins } from './bins.ts'
import { type Buckets, makeBuckets } from './buckets.ts'
import { chooseStarts } from './choose.ts'
import { consoleOf } from './console-link.ts'
import { type Curves, makeCurves } from './curves.ts'
import { type DotColumns, encodeDots } from './dots.ts'
import { type JudgedInRounds, readRounds } from './rounds.ts'

/** What the charts of one setup draw. */
export type Figures = {
  readonly label: string
  readonly baseline: string | null
  /** Starts of both sides, of which `dots` may be a part. */
  readonly total: number
  /** Of these, the ones that a chart of latency over time has no place for. */
  readonly unplaced: number
  readonly dots: DotColumns
  /** Indices of `dots`, fastest first. */
  readonly bars: readonly number[]
  readonly coldTotal: number
  /** Where a log stream of a side can be seen: see `consoleOf`. */
  readonly consoles: Readonly<Record<Side, string | null>>
  readonly overTime: Buckets
  readonly warm: Histogram | null
  readonly cold: Histogram | null
  readonly startUp: StartUps | null
  readonly curves: readonly Curves[]
  readonly rounds: readonly JudgedInRounds[]
}

export type Histogram = { readonly measure: SummaryMeasure; readonly bins: Bins }

/** Start-up time of cold starts: the settled ones, the fresh cold ones, the super-cold ones. */
export type StartUps = { readonly bins: Bins; readonly cutMs: Ms | null }

export const START_UP_SERIES = ['settled cold', 'fresh cold', 'super-cold'] as const

/** @param mostDots of all that the page may show. */
export function makeFigures(result: Result, mostDots: number): Figures {
  const { label, facts, classified, baseline } = result
  const starts = startsOfBothSides(result)
  const { dots, bars } = chooseStarts(starts, mostDots)
  const cold = classified.starts.filter(isAnyCold)
  const histogram = (name: 'warm' | 'cold'): Histogram | null =>
    histogramOf(startsOf(classified.starts, name), name === 'cold' ? 'init' : 'duration')
  return {
    label,
    baseline: baseline?.label ?? null,
    total: starts.length,
    unplaced: starts.filter(({ sentAt, latency }) => sentAt === null || latency === null).length,
    dots: encodeDots(dots),
    bars,
    coldTotal: cold.length,
    consoles: {
      candidate: facts === undefined ? null : consoleOf(facts.arn, facts.logGroup),
      baseline:
        baseline === undefined ? null : consoleOf(baseline.facts.arn, baseline.facts.logGroup),
    },
    overTime: makeBuckets(classified.starts, starts[0]?.sentAt ?? 0),
    warm: histogram('warm'),
    cold: histogram('cold'),
    startUp: startUpsOf(cold, classified.superCold.cutMs),
    curves: makeCurves(result),
    rounds: readRounds(result),
  }
}

/** @param inLog what tells most of such starts where a log is all there is. */
function histogramOf(starts: readonly Start[], inLog: SummaryMeasure): Histogram | null {
  for (const measure of ['latency', inLog] as const) {
    const bins = makeBins([readValues(starts, measure).map(({ value }) => value)])
    if (bins !== undefined) return { measure, bins }
  }
  return null
}

function isAnyCold(start: Start): boolean {
  return start.class === 'cold' || start.class === 'super-cold'
}

function startUpsOf(cold: readonly Start[], cutMs: Ms | null): StartUps | null {
  const times = (keep: (start: Start) => boolean): readonly Ms[] =>
    cold
      .filter(keep)
      .map(startUpTime)
      .filter((time) => time !== null)
  const bins = makeBins([
    times((start) => start.class === 'cold' && start.wave === 'settled'),
    times((start) => start.class === 'cold' && start.wave === 'fresh'),
    times((start) => start.class === 'super-cold'),
  ])
  return bins === undefined ? null : { bins, cutMs }
}
