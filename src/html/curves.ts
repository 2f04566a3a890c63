import type { Start } from '../starts/start.ts'
import type { Result } from '../verdict/result.ts'
import {
  readValues,
  type SummaryClass,
  type SummaryMeasure,
  sortValues,
  startsOf,
  type Value,
} from '../verdict/summary.ts'
import { makeEcdf, type Point } from './ecdf.ts'

/** One measure of one class: which share of the starts had ended by when. */
export type Curves = {
  readonly class: SummaryClass
  readonly measure: SummaryMeasure
  readonly sides: readonly Curve[]
}

export type Curve = {
  readonly name: string
  readonly isBaseline: boolean
  readonly n: number
  readonly points: readonly Point[]
}

const CHOICES: readonly (readonly [SummaryClass, SummaryMeasure])[] = [
  ['cold', 'init'],
  ['cold', 'latency'],
  ['any-cold', 'latency'],
  ['warm', 'latency'],
]

/** Where a log is all there is, beside the init. */
const CHOICES_OF_LOG: typeof CHOICES = [
  ['cold', 'init'],
  ['cold', 'duration'],
  ['warm', 'duration'],
]

/**
 * Those with values. Like comparisons, curves of cold starts beside a baseline are of those made
 * under the same circumstances: settled ones, and where there were rounds those of the rounds.
 */
export function makeCurves({
  label,
  classified,
  baseline,
}: Pick<Result, 'label' | 'classified' | 'baseline'>): readonly Curves[] {
  const choices = classified.starts.some(({ latency }) => latency !== null)
    ? CHOICES
    : CHOICES_OF_LOG
  return choices.flatMap(([name, measure]) => {
    if (name === 'any-cold' && baseline !== undefined) return []
    const pick = (starts: readonly Start[]): readonly Value[] => {
      const own = startsOf(starts, name)
      const alike = baseline === undefined || name === 'warm' ? own : likeEachOther(own)
      return sortValues(readValues(alike, measure))
    }
    const candidate = pick(classified.starts)
    const before = baseline === undefined ? [] : pick(baseline.starts)
    const sides = [
      { name: baseline?.label ?? '', isBaseline: true, values: before },
      { name: label, isBaseline: false, values: candidate },
    ]
      .filter(({ values }) => values.length > 0)
      .map(({ values, ...side }) => ({ ...side, n: values.length, points: makeEcdf(values) }))
    return candidate.length < 2 ? [] : [{ class: name, measure, sides }]
  })
}

function likeEachOther(starts: readonly Start[]): readonly Start[] {
  const inRounds = starts.filter(({ round }) => round !== null)
  if (inRounds.length > 0) return inRounds
  const settled = starts.filter(({ wave }) => wave === 'settled')
  return settled.length > 0 ? settled : starts
}
