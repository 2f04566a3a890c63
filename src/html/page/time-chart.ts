import type { ChartDataset } from 'chart.js'
import type { StartClass } from '../../starts/start.ts'
import { DOT_CLASSES, type Dot, isPlaced, type Placed } from '../dots.ts'
import type { Figures } from '../figures.ts'
import { logarithmicAxis, plainAxis, timeAxis } from './axes.ts'
import { type Colours, fade } from './colours.ts'
import type { Drawing, Stop } from './drawing.ts'
import { tellDot } from './tell.ts'

/** Shapes beside colours: some readers see one of them only. */
const SHAPES = {
  warm: 'circle',
  cold: 'triangle',
  'super-cold': 'rectRot',
  reset: 'crossRot',
} as const
const LINES = [
  { stat: 'max', dash: [2, 3] },
  { stat: 'p95', dash: [7, 4] },
  { stat: 'p50', dash: [] },
] as const
export type LineName = (typeof LINES)[number]['stat']

/** Beyond this, quick starts would be a line at the bottom of a linear axis. */
const MOST_RATIO = 20

export function drawTime(
  figures: Figures,
  dots: readonly Dot[],
  hidden: ReadonlySet<string>,
  colours: Colours,
): Drawing {
  const placed = dots.filter(isPlaced)
  const groups = DOT_CLASSES.flatMap((name) =>
    (['baseline', 'candidate'] as const).map((side) => ({
      name,
      side,
      own: placed.filter((dot) => dot.class === name && dot.side === side),
    })),
  ).filter(({ own, name }) => own.length > 0 && !hidden.has(name))
  const places = new Map<Dot, readonly [dataset: number, index: number]>()
  for (const [dataset, { own }] of groups.entries()) {
    for (const [index, dot] of own.entries()) places.set(dot, [dataset, index])
  }
  const lines = LINES.filter(({ stat }) => !hidden.has(stat))
  const datasets: ChartDataset<'scatter' | 'line'>[] = [
    ...groups.map(({ name, side, own }) => dotsOf(name, side === 'baseline', own, colours)),
    ...lines.map(({ stat, dash }) => lineOf(figures, stat, dash, colours)),
  ]
  const { lowest, highest } = extentOf(placed)
  const stops = placed.flatMap((dot): readonly Stop[] => {
    const place = places.get(dot)
    return place === undefined
      ? []
      : [{ dataset: place[0], index: place[1], ...tellDot(dot, figures) }]
  })
  return {
    config: {
      type: 'scatter',
      data: { datasets },
      options: {
        scales: {
          x: { ...plainAxis('seconds since the first request', colours), min: 0 },
          y:
            highest / lowest > MOST_RATIO
              ? logarithmicAxis('latency (logarithmic)', colours, lowest, highest)
              : timeAxis('latency', colours),
        },
      },
    },
    stops,
    axis: 'xy',
  }
}

function extentOf(dots: readonly Placed[]): { readonly lowest: number; readonly highest: number } {
  let lowest = Infinity
  let highest = 0
  for (const { latency } of dots) {
    if (latency > 0) lowest = Math.min(lowest, latency)
    highest = Math.max(highest, latency)
  }
  return { lowest, highest }
}

function dotsOf(
  name: StartClass,
  isHollow: boolean,
  own: readonly Placed[],
  colours: Colours,
): ChartDataset<'scatter'> {
  const colour = colours[name]
  return {
    type: 'scatter',
    label: name,
    data: own.map(({ at, latency }) => ({ x: at / 1000, y: latency })),
    pointStyle: SHAPES[name],
    pointRadius: name === 'warm' ? 2.5 : 4,
    borderColor: fade(colour, isHollow || name === 'reset' ? 0.9 : 0.7),
    borderWidth: isHollow || name === 'reset' ? 1.25 : 0.5,
    backgroundColor: isHollow ? 'transparent' : fade(colour, 0.7),
    clip: 8,
    order: 2,
  }
}

/** Through the middle of each span; broken where nothing was sent. */
function lineOf(
  { overTime: { width, buckets } }: Figures,
  stat: LineName,
  dash: readonly number[],
  colours: Colours,
): ChartDataset<'line'> {
  const data = buckets.flatMap((bucket, i) => {
    const next = buckets[i + 1]
    const point = { x: (bucket.from + width / 2) / 1000, y: bucket[stat].value }
    const isLast = next === undefined || next.from - bucket.from > 1.5 * width
    return isLast ? [point, { x: point.x, y: Number.NaN }] : [point]
  })
  return {
    type: 'line',
    label: stat,
    data,
    borderColor: colours.ink,
    backgroundColor: colours.ink,
    borderWidth: stat === 'p50' ? 2 : 1.5,
    borderDash: [...dash],
    pointRadius: stat === 'p50' ? 2.5 : 5,
    pointStyle: stat === 'p50' ? 'circle' : 'line',
    clip: 8,
    order: 1,
  }
}
