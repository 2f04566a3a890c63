import { formatShare, formatThousands, formatTime } from '../../units.ts'
import type { Curves } from '../curves.ts'
import { timeAxis, valueAxis } from './axes.ts'
import type { Colours } from './colours.ts'
import type { Drawing, Stop } from './drawing.ts'

const SHARES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]

/** Which share of the starts was done by when, of both sides. */
export function drawCurves({ class: name, measure, sides }: Curves, colours: Colours): Drawing {
  const datasets = sides.map((side) => ({
    label: side.name,
    data: [{ x: side.points[0]?.x ?? 0, y: 0 }, ...side.points],
    stepped: 'before' as const,
    borderColor: side.isBaseline ? colours.baseline : colours.candidate,
    borderDash: side.isBaseline ? [6, 3] : [],
    borderWidth: 2,
    pointRadius: 0,
  }))
  const [first] = sides
  const stops = SHARES.flatMap((share): readonly Stop[] => {
    const found = sides.map((side) => side.points.findIndex(({ y }) => y >= share - 1e-9))
    const dataset = found.findIndex((index) => index >= 0)
    if (first === undefined || dataset < 0) return []
    return [
      {
        dataset: found[sides.length - 1] === -1 ? dataset : sides.length - 1,
        index: (found[sides.length - 1] === -1 ? (found[dataset] ?? 0) : (found.at(-1) ?? 0)) + 1,
        title: `${formatShare(share)} of the starts`,
        facts: sides.map((side, i) => {
          const point = side.points[found[i] ?? -1]
          const who = side.isBaseline ? 'baseline' : 'candidate'
          const when =
            point === undefined ? 'not within the time limit' : `within ${formatTime(point.x)}`
          return [who, `${when}, n ${formatThousands(side.n)}`] as const
        }),
        link: undefined,
      },
    ]
  })
  const ends = sides.flatMap(({ points }) => [points[0]?.x ?? 0, points.at(-1)?.x ?? 0])
  const range = Math.max(...ends) - Math.min(...ends)
  return {
    config: {
      type: 'line',
      data: { datasets },
      options: {
        scales: {
          x: {
            ...timeAxis(`${name} ${measure}`, colours),
            beginAtZero: false,
            min: Math.max(0, Math.min(...ends) - 0.03 * range),
          },
          y: { ...valueAxis('share of starts', colours, formatShare), min: 0, max: 1 },
        },
      },
    },
    stops,
    axis: 'x',
  }
}
