import type { Plugin } from 'chart.js'
import type { Dot } from '../dots.ts'
import type { Figures } from '../figures.ts'
import { plainAxis, timeAxis } from './axes.ts'
import type { Colours } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { tellDot } from './tell.ts'

const PARTS = ['overhead', 'init', 'duration'] as const
const STRIP = 8

/** Each cold start as overhead, init and duration on top of each other. */
export function drawBars(figures: Figures, dots: readonly Dot[], colours: Colours): Drawing {
  const cold = figures.bars.map((index) => dots[index]).filter((dot) => dot !== undefined)
  const gap = cold.length > 100 ? 1 : 0.9
  return {
    config: {
      type: 'bar',
      data: {
        labels: cold.map((_, i) => String(i + 1)),
        datasets: [
          ...PARTS.map((part) => ({
            label: part,
            data: cold.map((dot) => Math.max(0, dot[part] ?? 0)),
            backgroundColor: colours[part],
            barPercentage: gap,
            categoryPercentage: 1,
          })),
          {
            label: 'unknown',
            data: cold.map(unknownPart),
            backgroundColor: colours.line,
            barPercentage: gap,
            categoryPercentage: 1,
          },
        ],
      },
      options: {
        scales: {
          x: {
            ...plainAxis('cold starts, fastest first', colours),
            type: 'category',
            stacked: true,
            grid: { display: false },
            ticks: { display: false },
            afterFit: (scale) => {
              scale.height += STRIP + 4
            },
          },
          y: { ...timeAxis('latency', colours), stacked: true },
        },
      },
      plugins: [stripOf(cold, colours)],
    },
    stops: cold.map((dot, index) => ({ dataset: 0, index, ...tellDot(dot, figures) })),
    axis: 'x',
  }
}

/** What is left where the log does not tell init and duration apart. */
function unknownPart(dot: Dot): number {
  const known = PARTS.reduce((sum, part) => sum + Math.max(0, dot[part] ?? 0), 0)
  return PARTS.some((part) => dot[part] === null) ? Math.max(0, dot.latency - known) : 0
}

/** Below the axis, the class of each bar. */
function stripOf(cold: readonly Dot[], colours: Colours): Plugin {
  return {
    id: 'strip',
    afterDraw: ({ ctx, chartArea: { left, right, bottom } }) => {
      const width = (right - left) / cold.length
      for (const [i, dot] of cold.entries()) {
        ctx.fillStyle = colours[dot.class]
        const x = Math.floor(left + i * width)
        ctx.fillRect(x, bottom + 3, Math.ceil(left + (i + 1) * width) - x, STRIP)
      }
    },
  }
}
