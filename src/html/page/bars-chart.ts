import type { Plugin } from 'chart.js'
import type { Ms } from '../../units.ts'
import type { Dot } from '../dots.ts'
import type { Figures } from '../figures.ts'
import { plainAxis, timeAxis } from './axes.ts'
import type { Colours } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { tellDot } from './tell.ts'

const PARTS = ['overhead', 'init', 'duration', 'undivided'] as const
type Part = (typeof PARTS)[number]
const STRIP = 8

/** The starts that have a bar, fastest first. */
export function coldOf({ bars }: Figures, dots: readonly Dot[]): readonly Dot[] {
  return bars.map((index) => dots[index]).filter((dot) => dot !== undefined)
}

/** Those that any of the bars has. */
export function partsOf(cold: readonly Dot[]): readonly Part[] {
  return PARTS.filter((part) => cold.some((dot) => sizeOf(dot, part) > 0))
}

/** Each cold start as overhead, init and duration on top of each other. */
export function drawBars(figures: Figures, dots: readonly Dot[], colours: Colours): Drawing {
  const cold = coldOf(figures, dots)
  const isOfLog = cold.every(({ latency }) => latency === null)
  const gap = cold.length > 50 ? 1 : 0.9
  return {
    config: {
      type: 'bar',
      data: {
        labels: cold.map((_, i) => String(i + 1)),
        datasets: partsOf(cold).map((part) => ({
          label: part,
          data: cold.map((dot) => sizeOf(dot, part)),
          backgroundColor: colours[part],
          barPercentage: gap,
          categoryPercentage: 1,
        })),
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
          y: { ...timeAxis(isOfLog ? 'init + duration' : 'latency', colours), stacked: true },
        },
      },
      plugins: [stripOf(cold, colours)],
    },
    stops: cold.map((dot, index) => ({ dataset: 0, index, ...tellDot(dot, figures) })),
    axis: 'x',
  }
}

/** What is not divided is left of the latency where the log does not tell all of the other parts. */
function sizeOf(dot: Dot, part: Part): Ms {
  if (part !== 'undivided') return Math.max(0, dot[part] ?? 0)
  const { latency, overhead, init, duration } = dot
  if (latency === null || (overhead !== null && init !== null && duration !== null)) return 0
  const known = [overhead, init, duration].reduce<Ms>((sum, one) => sum + Math.max(0, one ?? 0), 0)
  return Math.max(0, latency - known)
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
