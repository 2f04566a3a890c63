import type { Plugin } from 'chart.js'
import { formatChange, formatTime } from '../../units.ts'
import { type JudgedInRounds, valueOfRound } from '../rounds.ts'
import { formatTick, plainAxis, valueAxis } from './axes.ts'
import { type Colours, fade } from './colours.ts'
import type { Drawing } from './drawing.ts'

/** How a rule stood after each look, above the rounds it was told from. */
export function drawLooks(judged: JudgedInRounds, colours: Colours): Drawing {
  const { standings, medians, isChange, limit } = judged
  const rounds = medians.flatMap((one) => {
    const value = valueOfRound(one, isChange)
    return value === null ? [] : [{ x: one.round, y: value }]
  })
  const seen = standings.map(({ rounds: x, value }) => ({ x, y: value ?? Number.NaN }))
  const show = (value: number): string => (isChange ? formatChange(value, true) : formatTime(value))
  const known = [
    ...rounds.map(({ y }) => y),
    ...standings.flatMap(({ value, low, high }) => [value, low, high]),
    limit,
    ...(isChange ? [0] : []),
  ].filter((value) => value !== null && Number.isFinite(value)) as number[]
  const lowest = Math.min(...known)
  const highest = Math.max(...known)
  const pad = 0.08 * (highest - lowest || Math.abs(highest) || 1)
  return {
    config: {
      type: 'scatter',
      data: {
        datasets: [
          {
            type: 'line',
            label: 'so far',
            data: seen,
            borderColor: colours.candidate,
            borderWidth: 2,
            pointRadius: 6,
            pointStyle: standings.map(({ result }) => SHAPES[result]),
            pointBackgroundColor: standings.map(({ result }) => colours[result]),
            pointBorderColor: colours.surface,
            order: 1,
          },
          {
            type: 'scatter',
            label: 'each round',
            data: rounds,
            pointRadius: 3.5,
            backgroundColor: fade(colours.quiet, 0.55),
            borderColor: fade(colours.quiet, 0.55),
            order: 2,
          },
        ],
      },
      options: {
        scales: {
          x: {
            ...plainAxis('round', colours),
            min: 0.5,
            max: Math.max(...medians.map(({ round }) => round), 1) + 0.5,
            ticks: { color: colours.quiet, precision: 0, includeBounds: false },
            grid: { display: false },
          },
          y: {
            ...valueAxis(
              isChange ? 'change against the baseline' : judged.measure,
              colours,
              (value) => (isChange ? formatChange(value, true) : formatTick(value)),
            ),
            min: lowest - pad,
            max: highest + pad,
          },
        },
      },
      plugins: [whiskersOf(judged, show, colours)],
    },
    stops: standings.map(({ rounds: after, result, value, low, high, n }, index) => ({
      dataset: 0,
      index,
      title: `after ${after} rounds: ${WORDS[result]}`,
      facts: [
        [isChange ? 'change' : 'figure', value === null ? 'none' : show(value)],
        ['bounds', `${low === null ? 'none' : show(low)} … ${high === null ? 'none' : show(high)}`],
        ['limit', limit === null ? 'none' : show(limit)],
        ['n', String(n)],
      ],
      link: undefined,
    })),
    axis: 'x',
  }
}

const CAP = 5
const SHAPES = { pass: 'circle', fail: 'rectRot', inconclusive: 'rect' } as const
const WORDS = { pass: 'pass', fail: 'fail', inconclusive: 'open' } as const

/** The bounds of each look, and the limit; a bound that is not known reaches the edge. */
function whiskersOf(
  { standings, limit }: JudgedInRounds,
  show: (value: number) => string,
  colours: Colours,
): Plugin {
  return {
    id: 'whiskers',
    beforeDatasetsDraw: ({ ctx, scales, chartArea: { top, bottom, left, right } }) => {
      const { x: xScale, y: yScale } = scales
      if (xScale === undefined || yScale === undefined) return
      ctx.save()
      ctx.lineWidth = 2
      for (const { rounds, low, high, value, result } of standings) {
        if (value === null) continue
        const x = xScale.getPixelForValue(rounds)
        ctx.strokeStyle = fade(colours[result], 0.6)
        ctx.beginPath()
        for (const [bound, edge] of [
          [low, bottom],
          [high, top],
        ] as const) {
          const y = bound === null ? edge : yScale.getPixelForValue(bound)
          ctx.moveTo(x, yScale.getPixelForValue(value))
          ctx.lineTo(x, y)
          if (bound === null) continue
          ctx.moveTo(x - CAP, y)
          ctx.lineTo(x + CAP, y)
        }
        ctx.stroke()
      }
      if (limit !== null) {
        const y = yScale.getPixelForValue(limit)
        ctx.strokeStyle = colours.fail
        ctx.fillStyle = colours.fail
        ctx.lineWidth = 1.5
        ctx.setLineDash([5, 4])
        ctx.beginPath()
        ctx.moveTo(left, y)
        ctx.lineTo(right, y)
        ctx.stroke()
        ctx.textAlign = 'left'
        ctx.textBaseline = 'bottom'
        ctx.fillText(`limit ${show(limit)}`, left + 4, y - 3)
      }
      ctx.restore()
    },
  }
}
