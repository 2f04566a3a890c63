import { decodeDots } from '../dots.ts'
import type { Figures } from '../figures.ts'
import { prepareChart } from './charts.ts'
import { readColours } from './colours.ts'
import { prepareIcicle } from './icicle.ts'
import { prepareRequests } from './requests.ts'
import { drawInSight } from './sight.ts'
import { prepareTheme } from './theme.ts'

/** The script of `report.html`: draws its charts from the data beside it. */
const data: readonly Figures[] = JSON.parse(document.getElementById('data')?.textContent ?? '[]')
const setups = data.map((figures) => ({ figures, dots: decodeDots(figures.dots) }))

function setupOf({ dataset }: HTMLElement): (typeof setups)[number] | undefined {
  return setups[Number(dataset.setup)]
}

const charts = [...document.querySelectorAll<HTMLElement>('.chart')].flatMap((figure) => {
  const setup = setupOf(figure)
  const paint = setup && prepareChart(figure, setup.figures, setup.dots)
  return paint === undefined ? [] : [[figure, paint] as const]
})

for (const place of document.querySelectorAll<HTMLDetailsElement>('.requests')) {
  const setup = setupOf(place)
  if (setup !== undefined) prepareRequests(place, setup.figures, setup.dots)
}
for (const figure of document.querySelectorAll<HTMLElement>('.imports')) {
  const told = figure.querySelector<HTMLElement>('.told')
  for (const chart of figure.querySelectorAll<SVGSVGElement>('.icicle')) prepareIcicle(chart, told)
}
prepareTheme(drawInSight(new Map(charts), readColours))
