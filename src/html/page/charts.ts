import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
} from 'chart.js'
import { DOT_CLASSES, type Dot, isPlaced } from '../dots.ts'
import { type Figures, START_UP_SERIES } from '../figures.ts'
import { coldOf, drawBars, partsOf } from './bars-chart.ts'
import { drawBins } from './bins-chart.ts'
import type { Colours } from './colours.ts'
import { addChoice, addKeys, addToggles } from './controls.ts'
import { drawCurves } from './curves-chart.ts'
import type { Drawing } from './drawing.ts'
import { drawLooks } from './looks-chart.ts'
import { makeReadout } from './readout.ts'
import { drawTime } from './time-chart.ts'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
)

Chart.defaults.font.family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
Chart.defaults.font.size = 12

/** How one figure of the page is drawn; again whenever a control or the theme changes. */
type Draw = (colours: Colours) => Drawing | undefined

/** @returns what draws it with the colours of the theme that is on. */
export function prepareChart(
  figure: HTMLElement,
  figures: Figures,
  dots: readonly Dot[],
): ((colours: Colours) => void) | undefined {
  const plot = figure.querySelector<HTMLElement>('.plot')
  const canvas = figure.querySelector('canvas')
  const controls = figure.querySelector<HTMLElement>('.controls')
  if (plot === null || canvas === null || controls === null) return undefined
  let last: Colours | undefined
  const redraw = (): void => {
    if (last !== undefined) paint(last)
  }
  const draw = chooseDraw(figure.dataset, figures, dots, controls, redraw)
  if (draw === undefined) return undefined
  const readout = makeReadout(plot, canvas)
  let chart: Chart | undefined
  function paint(colours: Colours): void {
    last = colours
    const drawing = draw?.(colours)
    if (drawing === undefined || canvas === null) return
    chart?.destroy()
    const { options = {}, ...config } = drawing.config
    chart = new Chart(canvas, {
      ...config,
      options: {
        ...options,
        animation: false,
        parsing: drawing.config.data.labels === undefined ? false : {},
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
      },
    } as typeof drawing.config) as Chart
    readout.show(chart, drawing)
  }
  return paint
}

function chooseDraw(
  { chart, of = '' }: DOMStringMap,
  figures: Figures,
  dots: readonly Dot[],
  controls: HTMLElement,
  redraw: () => void,
): Draw | undefined {
  switch (chart) {
    case 'time': {
      const hidden = addToggles(controls, timeSeries(figures, dots), redraw)
      return (colours) => drawTime(figures, dots, hidden, colours)
    }
    case 'start-up': {
      const { startUp } = figures
      if (startUp === null) return undefined
      const keys = ['settled', 'cold', 'super-cold'] as const
      const series = START_UP_SERIES.map((name, i) => ({
        name,
        key: keys[i] ?? 'cold',
        counts: startUp.bins.counts[i] ?? [],
      })).filter(({ counts }) => counts.some((count) => count > 0))
      addKeys(
        controls,
        series.map(({ key }) => key),
        series.map(({ name }) => name),
      )
      const bins = { ...startUp.bins, counts: series.map(({ counts }) => counts) }
      return (colours) => {
        const own = series.map(({ name, key }) => ({ name, colour: colours[key] }))
        return drawBins(bins, own, 'start-up time', startUp.cutMs, colours)
      }
    }
    case 'histogram': {
      const name = of === 'warm' ? 'warm' : 'cold'
      const histogram = figures[name]
      if (histogram === null) return undefined
      const { bins, measure } = histogram
      return (colours) =>
        drawBins(bins, [{ name: `${name} starts`, colour: colours[name] }], measure, null, colours)
    }
    case 'bars': {
      const parts = partsOf(coldOf(figures, dots))
      const names = parts.map((part) => (part === 'undivided' ? 'not divided' : part))
      addKeys(controls, parts, names)
      return (colours) => drawBars(figures, dots, colours)
    }
    case 'curves': {
      const choose = addChoice(
        controls,
        figures.curves.map((one) => `${one.class} ${one.measure}`),
        redraw,
      )
      if (figures.baseline !== null) {
        addKeys(
          controls,
          ['candidate', 'baseline'],
          [figures.label, `${figures.baseline} (baseline)`],
        )
      }
      return (colours) => {
        const curves = figures.curves[choose()]
        return curves && drawCurves(curves, colours)
      }
    }
    case 'looks': {
      const choose = addChoice(
        controls,
        figures.rounds.map(({ rule }) => rule),
        redraw,
      )
      addKeys(controls, ['candidate', 'quiet'], ['so far, with bounds', 'each round alone'])
      return (colours) => {
        const judged = figures.rounds[choose()]
        return judged && drawLooks(judged, colours)
      }
    }
    default:
      return undefined
  }
}

function timeSeries({ overTime }: Figures, dots: readonly Dot[]): readonly string[] {
  const classes = DOT_CLASSES.filter((name) =>
    dots.some((dot) => dot.class === name && isPlaced(dot)),
  )
  return [...classes, ...(overTime.buckets.length > 0 ? ['p50', 'p95', 'max'] : [])]
}
