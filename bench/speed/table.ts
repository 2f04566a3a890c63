import type { Cost, Costs, Figures, Pair } from './figures.ts'
import type { Measured } from './job.ts'
import { medianOf } from './median.ts'
import { type Row, renderFigure, renderLimit, shorten, standingOf } from './row.ts'
import { cpuShare } from './rows.ts'

/** Each limit beside what was measured. */
export function renderRows(rows: readonly Row[]): string {
  return renderTable(
    ['what', 'limit', 'measured', '', 'others’ load', 'note'],
    rows.map((row) => [
      row.what,
      joinParts(row.checks.map(renderLimit)),
      joinParts(row.checks.map(renderFigure)),
      standingOf(row),
      figure(row.otherLoad),
      row.note ?? '',
    ]),
  )
}

/** What a reader of the README wants to know. */
export function renderSummary(rows: readonly Row[]): string {
  return renderTable(
    ['what', 'limit', 'measured'],
    rows.map((row) => {
      const standing = standingOf(row)
      const measured = joinParts(row.checks.map(renderFigure))
      return [
        row.what,
        joinParts(row.checks.map(renderLimit)) || '–',
        standing === 'BROKEN' ? `${measured} (broken)` : measured,
      ]
    }),
  )
}

/** With more than that, in cores, the client no longer gets what it needs at once. */
const BUSY = 0.3

/** How it was measured, and whether the machine was left alone meanwhile. */
export function renderConditions(rows: readonly Row[], runs: number): string {
  const medians = runs === 1 ? 'One run of each' : `Medians of ${runs} alternating runs`
  const load = medianOf(rows, ({ otherLoad }) => otherLoad)
  const others =
    load === undefined || load <= BUSY
      ? ''
      : ` Other processes used ${shorten(load)} cores meanwhile: the figures are worse than on an idle machine.`
  return `${medians}, TLS on loopback.${others}`
}

/** CPU, throughput and memory of everyone who kept 50 and 500 requests in flight. */
export function renderCosts({ inFlight50, inFlight500, missing }: Figures): string {
  const names = [...new Set([...Object.keys(inFlight50), ...Object.keys(missing)])]
  const cells = (costs: Costs, name: string): readonly string[] => {
    const of = (pick: (cost: Cost) => number): string => figure(medianOf(costs[name] ?? [], pick))
    return [of(({ cpuUs }) => cpuUs), of(({ perSecond }) => perSecond), of(({ rssMB }) => rssMB)]
  }
  return renderTable(
    ['in flight', ...['50', '500'].flatMap((n) => [`${n}: CPU µs a call`, 'calls/s', 'MB'])],
    names.map((name) => [
      missing[name] === undefined ? name : `${name}: ${missing[name]}`,
      ...cells(inFlight50, name),
      ...cells(inFlight500, name),
    ]),
  )
}

/** Times in ms: everything that the limits are ratios of. */
export function renderRuns({
  burst1000,
  burst5000,
  steady1000,
  steady3000,
  arrivals2000,
  bareArrivals2000,
  peerBursts,
}: Figures): string {
  const rows = (what: string, { ours, sdk, bare }: Pair): readonly (readonly string[])[] => [
    [what, 'this action', ...runCells(ours)],
    [what, 'AWS SDK, tuned', ...runCells(sdk)],
    ...(bare.length === 0 ? [] : [[what, 'undici alone', ...runCells(bare)]]),
  ]
  return renderTable(
    [
      ...['run', 'client', 'first arrival', 'last arrival', 'spread', 'added p50', 'added p99'],
      ...['from write p50', 'p99', 'late p99', 'CPU', 'MB', 'errors'],
    ],
    [
      ...rows('burst of 1,000', burst1000),
      ...Object.entries(peerBursts).map(([name, runs]) => {
        const spread = figure(medianOf(runs, (one) => one.spread))
        return ['burst of 1,000', name, '', '', spread, '', '', '', '', '', '', '', '']
      }),
      ...rows('burst of 5,000', burst5000),
      ...rows('1,000 in flight, 1,000/s', steady1000),
      ...rows('3,000 in flight, 3,000/s', steady3000),
      ['2,000/s, 50 ms', 'this action', ...runCells(arrivals2000)],
      ['2,000/s, 50 ms', 'undici alone', ...runCells(bareArrivals2000)],
    ],
  )
}

function runCells(runs: readonly Measured[]): readonly string[] {
  const of = (pick: (run: Measured) => number | undefined): string => figure(medianOf(runs, pick))
  // With a warm-up, what the server saw does not begin with the run.
  const isBurst = runs.every(({ firstArrival }) => firstArrival > 0)
  const arrivals = [
    of(({ firstArrival }) => firstArrival),
    of(({ lastArrival }) => lastArrival),
    of(({ firstArrival, lastArrival }) => lastArrival - firstArrival),
  ]
  return [
    ...arrivals.map((cell) => (isBurst ? cell : '')),
    of(({ added }) => added.p50),
    of(({ added }) => added.p99),
    of(({ addedFromWrite }) => addedFromWrite?.p50),
    of(({ addedFromWrite }) => addedFromWrite?.p99),
    of(({ lateness }) => lateness.p99),
    `${of((run) => 100 * cpuShare(run))} %`,
    of(({ rssMB }) => rssMB),
    of(({ errors }) => errors),
  ]
}

function figure(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : shorten(value)
}

function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ')
}

function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map(() => '---')
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
