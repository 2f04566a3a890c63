import type { Plugin } from 'chart.js'
import { formatCount, formatTime, type Ms } from '../../units.ts'
import type { Bins } from '../bins.ts'
import { countAxis, timeAxis } from './axes.ts'
import type { Colours } from './colours.ts'
import type { Drawing } from './drawing.ts'

export type Series = {
  readonly name: string
  readonly colour: string
}

/** Counts of all series on top of each other; with a cut, a line where it is. */
export function drawBins(
  { from, width, counts }: Bins,
  series: readonly Series[],
  axis: string,
  cutMs: Ms | null,
  colours: Colours,
): Drawing {
  const length = counts[0]?.length ?? 0
  const middles = Array.from({ length }, (_, i) => from + (i + 0.5) * width)
  const end = from + length * width
  return {
    config: {
      type: 'bar',
      data: {
        datasets: series.map(({ name, colour }, i) => ({
          label: name,
          data: middles.map((x, bin) => ({ x, y: counts[i]?.[bin] ?? 0 })),
          backgroundColor: colour,
          borderColor: colours.surface,
          borderWidth: { left: 0.5, right: 0.5, top: 0, bottom: 0 },
          barPercentage: 1,
          categoryPercentage: 1,
        })),
      },
      options: {
        scales: {
          x: {
            ...timeAxis(axis, colours),
            min: Math.min(from, cutMs ?? from),
            max: Math.max(end, cutMs === null ? end : cutMs * 1.05),
            offset: false,
            stacked: true,
            grid: { display: false },
          },
          y: { ...countAxis('starts', colours), stacked: true },
        },
      },
      plugins: cutMs === null ? [] : [cutLine(cutMs, colours)],
    },
    stops: middles
      .map((_, index) => ({
        dataset: 0,
        index,
        title: `${formatTime(from + index * width)} … ${formatTime(from + (index + 1) * width)}`,
        facts: series.map(
          ({ name }, i) => [name, formatCount(counts[i]?.[index] ?? 0, 'start')] as const,
        ),
        link: undefined,
      }))
      .filter(({ index }) => counts.some((own) => own[index] !== 0)),
    axis: 'x',
  }
}

function cutLine(cutMs: Ms, colours: Colours): Plugin {
  return {
    id: 'cut',
    afterDatasetsDraw: ({ ctx, scales, chartArea: { top, bottom, left, right } }) => {
      const x = scales.x?.getPixelForValue(cutMs) ?? 0
      ctx.save()
      ctx.strokeStyle = colours.ink
      ctx.fillStyle = colours.ink
      ctx.setLineDash([4, 3])
      ctx.beginPath()
      ctx.moveTo(x, top)
      ctx.lineTo(x, bottom)
      ctx.stroke()
      const isRight = x > (left + right) / 2
      ctx.textAlign = isRight ? 'right' : 'left'
      ctx.textBaseline = 'top'
      ctx.fillText(`cut ${formatTime(cutMs)}`, x + (isRight ? -6 : 6), top + 2)
      ctx.restore()
    },
  }
}
