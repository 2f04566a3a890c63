import { formatChange, formatShare, formatThousands, formatTime } from '../units.ts'
import type { Bins } from './bins.ts'
import type { Buckets } from './buckets.ts'
import type { Curves } from './curves.ts'
import type { Point } from './ecdf.ts'
import { type Histogram, START_UP_SERIES, type StartUps } from './figures.ts'
import type { Markup } from './markup.ts'
import type { JudgedInRounds } from './rounds.ts'
import { formatMs, formatMsOrNone, renderTable } from './table.ts'

/** What a chart shows, for those who cannot see it or want the figures. */

export function bucketsTable({ width, buckets }: Buckets): Markup {
  const rows = buckets.map(({ from, n, p50, p95, max }) => [
    `${formatSeconds(from)} … ${formatSeconds(from + width)}`,
    formatThousands(n),
    formatMs(p50),
    formatMs(p95),
    formatMs(max),
  ])
  const columns = ['sent', 'n', 'p50', 'p95', 'max'].map((title) => ({ title }))
  return renderTable('Latency in ms by the time of sending, since the first request', columns, rows)
}

export function startUpsTable({ bins }: StartUps): Markup {
  return binsTable('Cold starts by start-up time', bins, START_UP_SERIES)
}

export function histogramTable({ bins, measure }: Histogram, name: string): Markup {
  return binsTable(`${name === 'warm' ? 'Warm' : 'Cold'} starts by ${measure}`, bins, [
    `${name} starts`,
  ])
}

function binsTable(
  caption: string,
  { from, width, counts }: Bins,
  names: readonly string[],
): Markup {
  const length = counts[0]?.length ?? 0
  const rows = Array.from({ length }, (_, i) => [
    `${formatTime(from + i * width)} … ${formatTime(from + (i + 1) * width)}`,
    ...counts.map((own) => formatThousands(own[i] ?? 0)),
  ]).filter((_, i) => counts.some((own) => own[i] !== 0))
  return renderTable(
    caption,
    [{ title: 'from … below' }, ...names.map((title) => ({ title }))],
    rows,
  )
}

const SHARES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]

export function curvesTable(all: readonly Curves[]): Markup {
  const rows = all.flatMap(({ class: name, measure, sides }) =>
    sides.map((side) => [
      `${name} ${measure}, ${side.isBaseline ? 'baseline' : 'candidate'}`,
      formatThousands(side.n),
      ...SHARES.map((share) => formatMsOrNone(reached(side.points, share))),
    ]),
  )
  const columns = [
    { title: 'starts', isText: true },
    { title: 'n' },
    ...SHARES.map((share) => ({ title: formatShare(share) })),
  ]
  return renderTable('Within how many ms so many starts were done', columns, rows)
}

/** The first point at which the curve has reached a share. */
export function reached(points: readonly Point[], share: number): number | null {
  return points.find(({ y }) => y >= share - 1e-9)?.x ?? null
}

export function roundsTable({
  standings,
  medians,
  measure,
  isChange,
  rule,
}: JudgedInRounds): Markup {
  const show = (value: number | null): string => {
    if (value === null) return '–'
    return isChange ? formatChange(value, true) : formatTime(value)
  }
  const looks = new Map(standings.map((one) => [one.rounds, one]))
  const rows = medians.map(({ round, baseline, candidate }) => {
    const look = looks.get(round)
    return [
      String(round),
      formatMsOrNone(baseline),
      formatMsOrNone(candidate),
      look?.result ?? '',
      look === undefined ? '' : show(look.value),
      look === undefined ? '' : `${show(look.low)} … ${show(look.high)}`,
    ]
  })
  const value = isChange ? 'change so far' : 'figure so far'
  return renderTable(
    `${rule}: median ${measure} in ms of each round, and how the rule stood`,
    ['round', 'baseline', 'candidate', 'verdict', value, 'bounds'].map((title) => ({ title })),
    rows,
  )
}

function formatSeconds(ms: number): string {
  return `${formatThousands(ms / 1000)} s`
}
