import type { Start } from '../starts/start.ts'
import { formatCount, formatThousands, formatTime } from '../units.ts'
import type { Result } from '../verdict/result.ts'
import { startsOf } from '../verdict/summary.ts'
import {
  bucketsTable,
  curvesTable,
  histogramTable,
  roundsTable,
  startUpsTable,
} from './chart-tables.ts'
import { knownTime, MOST_BARS } from './choose.ts'
import type { Figures } from './figures.ts'
import { heading, html, type Markup, NOTHING } from './markup.ts'

/** A chart that the page's script draws, with how to read it and the table of its values. */
type Chart = {
  readonly kind: 'time' | 'histogram' | 'start-up' | 'curves' | 'bars' | 'looks'
  readonly title: string
  readonly reading: string
  readonly table: Markup
  /** Which of the setup's data it is, where the kind does not tell. */
  readonly of?: string
}

/**
 * @param setup index of the setup among those of the page.
 * @param level of the headings.
 */
export function renderCharts(
  figures: Figures,
  result: Result,
  setup: number,
  level: 3 | 4,
): Markup {
  if (figures.total === 0) {
    const reason = result.imported?.toolFigures ? result.imported.unanswered.reason : undefined
    return html`<p>There is nothing to draw: ${reason ?? 'no start was measured'}.</p>`
  }
  const charts = [
    overTime(figures),
    startUps(figures, result),
    bars(figures, result),
    looks(figures),
    curves(figures),
    histogram(figures, 'warm'),
    histogram(figures, 'cold'),
  ].filter((chart) => chart !== undefined)
  const lacking =
    figures.unplaced < figures.total
      ? NOTHING
      : html`<p>No start has both a known time and a known latency, so there is no chart of response times over time.</p>\n`
  return html`${lacking}<div class="charts">${charts.map((chart, i) => renderChart(chart, `c${setup}-${i}`, setup, level))}</div>`
}

function renderChart(
  { kind, title, reading, table, of = '' }: Chart,
  id: string,
  setup: number,
  level: 3 | 4,
): Markup {
  return html`<figure class="chart ${kind}" data-chart="${kind}" data-setup="${setup}" data-of="${of}">
<figcaption>${heading(level, id, title)}<p class="reading" id="${id}-how">${reading}</p></figcaption>
<div class="controls"></div>
<div class="plot"><canvas aria-labelledby="${id}" aria-describedby="${id}-how"></canvas></div>
<details><summary>Table: ${title}</summary>${table}</details>
</figure>
`
}

function overTime(figures: Figures): Chart | undefined {
  const { overTime: buckets, total, unplaced, dots, baseline } = figures
  if (unplaced === total) return undefined
  const { width } = buckets
  const shown = dots.ids.length
  const part =
    shown === total
      ? ''
      : ` ${formatThousands(shown)} of ${formatThousands(total)} starts have a dot here, the slowest and the failed ones among them; no figure leaves any out, and starts.csv has all.`
  const without =
    unplaced === 0
      ? ''
      : ` Of ${formatCount(unplaced, 'start')} the time or the latency is unknown, so they have no dot.`
  const whose = baseline === null ? 'the starts' : 'the candidate’s starts'
  const hollow = baseline === null ? '' : ' Hollow dots are the baseline’s.'
  return {
    kind: 'time',
    title: 'Response time over time',
    reading: `Each dot is a request, at the time it was sent. The lines are p50, p95 and max of ${whose} in each ${formatTime(width).replace('.00', '')}.${hollow}${part}${without}`,
    table: bucketsTable(buckets),
  }
}

function startUps({ startUp }: Figures, { classified }: Result): Chart | undefined {
  if (startUp === null) return undefined
  const { status, rule } = classified.superCold
  const told = {
    separated: 'Super-cold starts are a second hump, right of the cut',
    none: 'There is one hump, and no start right of the cut: none was super-cold',
    undetermined: 'Super-cold starts could not be told from cold ones',
  }[status]
  return {
    kind: 'start-up',
    title: 'Cold or super-cold',
    reading: `Start-up of each cold start, latency − duration: what the caller waited for besides the handler. ${told}: ${rule}.`,
    table: startUpsTable(startUp),
  }
}

function bars({ coldTotal, bars: drawn }: Figures, { classified }: Result): Chart | undefined {
  if (coldTotal === 0) return undefined
  const part =
    coldTotal > MOST_BARS
      ? ` ${drawn.length} of ${formatThousands(coldTotal)} have a bar, evenly spread from the fastest to the slowest.`
      : ''
  const starts = startsOf(classified.starts, 'any-cold')
  if (starts.every((start) => knownTime(start) === null)) return undefined
  const strip =
    classified.superCold.status === 'separated'
      ? ' The strip below tells cold from super-cold.'
      : ''
  return {
    kind: 'bars',
    title: 'Where each cold start’s time goes',
    reading: `One bar for each of the ${formatCount(coldTotal, 'cold start')}, fastest first: ${describeParts(starts)}${strip}${part}`,
    table: html`<p>The table of all requests, below, has these times.</p>`,
  }
}

/** What the bars of these starts are made of. */
function describeParts(starts: readonly Start[]): string {
  const lacking = starts.filter(({ latency }) => latency === null).length
  if (lacking === starts.length) {
    return 'init and duration of the handler. A log does not tell the overhead, so nobody knows how much longer the caller waited.'
  }
  if (starts.every(({ init, duration }) => init === null && duration === null)) {
    return 'latency, not divided, for there is no log that tells init and duration.'
  }
  const some =
    lacking === 0
      ? ''
      : ` Of ${formatCount(lacking, 'start')} the latency is unknown: their bars are init and duration alone.`
  return `overhead (sandbox, package or image, network), init, duration of the handler.${some}`
}

function looks({ rounds }: Figures): Chart | undefined {
  if (rounds.length === 0) return undefined
  const rules = rounds.length === 1 ? 'the rule' : 'each rule that the rounds can settle'
  return {
    kind: 'looks',
    title: 'Round by round',
    reading: `How ${rules} stood at each look: the figure so far, the bounds that this look could be sure of, and the limit. Grey dots are what each round alone would say.`,
    table: html`${rounds.map(roundsTable)}`,
  }
}

function curves({ curves: all, baseline }: Figures): Chart | undefined {
  if (all.length === 0) return undefined
  return {
    kind: 'curves',
    title: baseline === null ? 'How many were done by when' : 'Candidate and baseline',
    reading: `The share of starts that had taken at most so long. ${baseline === null ? '' : 'Where the candidate’s curve lies right of the baseline’s, it is slower. '}Starts at a time limit end a curve below 100 %.`,
    table: curvesTable(all),
  }
}

function histogram(figures: Figures, name: 'warm' | 'cold'): Chart | undefined {
  const own = figures[name]
  if (own === null) return undefined
  return {
    kind: 'histogram',
    of: name,
    title: name === 'warm' ? 'Warm starts' : 'Cold starts',
    reading: `How many starts had which ${own.measure}.`,
    table: histogramTable(own, name),
  }
}
