import { expect, test } from '@jest/globals'
import type { Figures } from '../../../bench/speed/figures.ts'
import type { Measured } from '../../../bench/speed/job.ts'
import { standingOf } from '../../../bench/speed/row.ts'
import { makeRows } from '../../../bench/speed/rows.ts'
import {
  renderConditions,
  renderCosts,
  renderRows,
  renderRuns,
  renderSummary,
} from '../../../bench/speed/table.ts'

function run(figures: Partial<Measured>): Measured {
  return {
    ...{ startedAt: 0, sent: 1000, errors: 0, firstError: undefined, duration: 1000 },
    ...{ cpuMs: 50, totalCpuMs: 100, rssMB: 200, otherLoad: 0.1 },
    ...{ firstArrival: 20, lastArrival: 60, arrivals: 1000 },
    added: { p50: 40, p99: 4, max: 5 },
    addedFromWrite: { p50: 15, p99: 3, max: 4 },
    lateness: { p50: 0.5, p99: 1.2, max: 3 },
    ...figures,
  }
}

const cost = (cpuUs: number) => [{ cpuUs, perSecond: 1e6 / cpuUs, rssMB: 100, otherLoad: 0.1 }]
const sdk = run({
  ...{ cpuMs: 500, rssMB: 500, lastArrival: 1200, addedFromWrite: undefined },
  added: { p50: 870, p99: 60, max: 70 },
})
const pair = { ours: [run({})], sdk: [sdk], bare: [run({})] }

const figures: Figures = {
  inFlight50: { 'this action': cost(28), 'AWS SDK, default': cost(400), hey: cost(18) },
  inFlight500: { 'this action': cost(60), 'AWS SDK, default': cost(400) },
  burst1000: pair,
  burst5000: {
    ours: [run({ lastArrival: 300, errors: 1 })],
    sdk: [run({ lastArrival: 6000 })],
    bare: [],
  },
  peerBursts: { hey: [{ spread: 190 }] },
  steady1000: pair,
  steady3000: pair,
  arrivals2000: [run({})],
  bareArrivals2000: [run({})],
  linesPerSecond: [5e6],
  pageOurs: [6],
  pageSdk: [18],
  joinings: [{ seconds: 2, rssMB: 400 }],
  analyses: [{ seconds: 4, rssMB: 900, bytesPerStart: 800 }],
  startUp: [
    { empty: 22, bundle: 42, all: 150 },
    { empty: 40, bundle: 61, all: 190 },
  ],
  verdictDelay: [700],
  missing: { 'Locust FastHttpUser': 'not installed' },
}

test('each limit is held against the ratio of medians', () => {
  const found = Object.fromEntries(makeRows(figures).map((row) => [row.what, standingOf(row)]))
  expect(found).toMatchObject({
    'CPU of a signed invocation, to the SDK’s default': 'BROKEN',
    'the same, to Locust’s FastHttpUser, 50 in flight': 'not measured',
    'the same, to hey, 50 in flight': 'kept',
    'burst of 1,000: last arrival at the server, to the tuned SDK, cold': 'kept',
    // 300 ms is within both limits, but one request failed.
    'burst of 5,000: last arrival at the server, to the tuned SDK, cold': 'BROKEN',
    'burst of 1,000 on a 3 s function: error of the p50': 'kept',
    '2,000 arrivals/s: lateness p99 and CPU of one core': 'kept',
  })
})

test('a row shows limit, figure, standing and the reason of a gap', () => {
  const table = renderRows(makeRows(figures))
  expect(table).toContain(
    '| CPU of a signed invocation, to the SDK’s default | 50 in flight ≤ 1/10; 500 in flight ≤ 1/7 | 50 in flight 1/14.3; 500 in flight 1/6.67 | BROKEN | 0.1 |  |',
  )
  expect(table).toContain('| ≤ 1/3 | – | not measured | 0.1 | not installed |')
  expect(table).toContain('from write 0.5 %; from the intended time 1.33 %; SDK, tuned 29 %')
  expect(table).toContain('| ≤ 60 ms | 20.5 ms; with all of it loaded 139 ms | kept |')
})

test('the summary marks what is broken', () => {
  const summary = renderSummary(makeRows(figures))
  expect(summary).toContain('| 300 ms; 1/20; errors 1 (broken) |')
  expect(summary).toContain('| ≤ 800 ms | 700 ms |')
})

test('a machine that others used is no secret', () => {
  const busy = makeRows(figures).map((row) => ({ ...row, otherLoad: 0.9 }))
  expect(renderConditions(busy, 3)).toMatch(/^Medians of 3 .* Other processes used 0.9 cores/)
  expect(renderConditions(makeRows(figures), 1)).toBe('One run of each, TLS on loopback.')
})

test('tools that are missing have a row that says why', () => {
  const table = renderCosts(figures)
  expect(table).toContain('| Locust FastHttpUser: not installed | – | – | – | – | – | – |')
  expect(table).toContain('| hey | 18 | 55556 | 100 | – | – | – |')
})

test('arrivals stand for bursts only: a run with a warm-up begins before them', () => {
  const warm = { ...pair, ours: [run({ firstArrival: -3000 })] }
  const lines = renderRuns({ ...figures, steady1000: warm }).split('\n')
  expect(lines).toContain(
    '| burst of 1,000 | this action | 20 | 60 | 40 | 40 | 4 | 15 | 3 | 1.2 | 5 % | 200 | 0 |',
  )
  expect(lines).toContain(
    '| 1,000 in flight, 1,000/s | this action |  |  |  | 40 | 4 | 15 | 3 | 1.2 | 5 % | 200 | 0 |',
  )
})
