import { expect, jest, test } from '@jest/globals'
import { buildPage } from '../../scripts/page.ts'
import { decodeDots } from '../../src/html/dots.ts'
import type { Figures } from '../../src/html/figures.ts'
import { renderHtml } from '../../src/html/report.ts'
import type { Start } from '../../src/starts/start.ts'
import { alone } from '../../src/verdict/joined.ts'
import { makeResult } from '../report/results.ts'
import { joined } from '../report/setups.ts'
import { makeRandom } from '../verdict/random.ts'
import { makeStart } from '../verdict/runs.ts'
import {
  makeCut,
  makeFresh,
  makeImported,
  makeLogOnly,
  makeNothing,
  makeSlower,
  makeStopped,
  makeStudy,
} from './reports.ts'

// 100,000 starts take their time to be made up and judged.
jest.setTimeout(60_000)

const PAGE = { script: 'go()', style: 'p{}', scriptHash: 'sha256-a', styleHash: 'sha256-b' }
const MB = 1_000_000

test('5,000 starts, each in an environment of its own, stay under 1 MB, and each has its dot', async () => {
  const result = makeResult({ starts: makeStarts(5_000) })
  const text = renderHtml(alone(result), await buildPage())
  expect(Buffer.byteLength(text)).toBeLessThan(MB)
  expect(decodeDots(figuresOf(text).dots)).toHaveLength(5_000)
  expect(text).not.toContain('have a dot here')
})

test('of 100,000 starts some have a dot, all are in the figures, and the page says so', async () => {
  const starts = makeStarts(100_000)
  const result = makeResult({ starts })
  const text = renderHtml(alone(result), await buildPage())
  expect(Buffer.byteLength(text)).toBeLessThan(MB)
  const dots = decodeDots(figuresOf(text).dots)
  expect(dots).toHaveLength(6_000)
  const slowest = starts.toSorted((a, b) => (b.latency ?? 0) - (a.latency ?? 0)).slice(0, 1_000)
  const ids = new Set(dots.map(({ requestId }) => requestId))
  expect(slowest.every(({ requestId }) => ids.has(requestId))).toBe(true)
  expect(text).toContain('6,000 of 100,000 starts have a dot here')
  expect(text).toContain('data-figure="candidate all latency n">100,000<')
})

test('nothing but its own script and style may run, and nobody may be asked', () => {
  const text = renderHtml(alone(makeResult()), PAGE)
  expect(text).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;sha256-a&#39;; style-src &#39;sha256-b&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;; require-trusted-types-for &#39;script&#39;; trusted-types &#39;none&#39;">`,
  )
  expect(text.match(/<script/g)).toHaveLength(2)
  expect(text).toContain('<script>go()</script>')
  expect(text).toContain('<style>p{}</style>')
  expect(text).not.toMatch(/ style=| src=| on[a-z]+=/)
})

test('the verdict comes first, as the heading', () => {
  const text = renderHtml(alone(makeResult()), PAGE)
  const [, heading] = /<h1>(.*?)<\/h1>/.exec(text) ?? []
  expect(heading).toMatch(/^Merging keeps cold starts within their limits: all 4 rules hold/)
  expect(text.indexOf('<h1>')).toBeLessThan(text.indexOf('<h2'))
})

test('a figure at a time limit is told as "at least"', () => {
  const text = renderHtml(makeCut(), PAGE)
  expect(text).toContain('<strong>≥ 29.00 s</strong>')
  expect(text).toContain('data-figure="candidate cold latency p95">≥ 29,000<')
  expect(text).toContain('data-figure="candidate cold latency mean">–<')
})

test('what could not be told apart is said to be so', () => {
  const starts = Array.from({ length: 12 }, (_, i) =>
    makeStart('cold', { requestId: `r-${i}`, wave: 'fresh' }),
  )
  const text = renderHtml(alone(makeResult({ starts })), PAGE)
  expect(text).toContain('could not be told from cold ones')
  expect(text).toContain('cold or super-cold')
  expect(text).not.toMatch(/super-cold<\/dt><dd><strong>0/)
})

test('an error shows what was measured, and that no rule counts', async () => {
  const text = renderHtml(await makeStopped(), PAGE)
  expect(text).toContain('Could not measure: the run was cancelled')
  expect(text).toContain('none of these results counts')
  expect(text).toContain('data-chart="time"')
})

test('a run that measured nothing has a page that says so, without charts', () => {
  const text = renderHtml(makeNothing(), PAGE)
  expect(text).toContain('There is nothing to draw: no start was measured.')
  expect(text).not.toContain('<canvas')
  expect(text).not.toMatch(/NaN|undefined|Infinity/)
})

test('each chart but those of single requests has its table', async () => {
  const text = renderHtml(await makeFresh(), PAGE)
  const charts = text.match(/<figure[\s\S]*?<\/figure>/g) ?? []
  expect(charts.length).toBeGreaterThanOrEqual(6)
  for (const chart of charts) expect(chart).toMatch(/<details>.*(<table>|table of all requests)/s)
})

test('headings go down step by step', async () => {
  for (const joined of [
    await makeFresh(),
    makeStudy(),
    makeLogOnly(),
    makeImported(['locust/DOCKER_DISK_v1_stats.csv']),
  ]) {
    const text = renderHtml(joined, PAGE)
    const levels = [...text.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
    expect(levels[0]).toBe(1)
    for (const [i, level] of levels.entries())
      expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1)
  }
})

function figuresOf(text: string): Figures {
  const [, json = '[]'] = /id="data">(.*?)<\/script>/s.exec(text) ?? []
  return JSON.parse(json)[0]
}

/** One in ten cold; ids and streams as random as real ones. */
function makeStarts(count: number): readonly Start[] {
  const random = makeRandom(1)
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(16 * random()).toString(16)).join('')
  return Array.from({ length: count }, (_, i) => {
    const init = i % 10 === 0 ? 2_000 + 1_000 * random() : null
    const duration = 80 + 40 * random()
    const overhead = 10 + 300 * random()
    return makeStart(init === null ? 'warm' : 'cold', {
      requestId: `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
      environment: `2026/11/22/[$LATEST]${hex(32)}`,
      sentAt: 1_795_000_000_000 + 12.345 * i,
      latency: (init ?? 0) + duration + overhead,
      init,
      duration,
      overhead,
    })
  })
}

test('a tile of one start says so', () => {
  const text = renderHtml(alone(makeResult({ starts: [makeStart('cold', {})] })), PAGE)
  expect(text).toContain('<span>of 1 start</span>')
})

test('the sum over setups counts the requests of both sides, which the cost is of', async () => {
  const [setup] = (await makeSlower()).setups
  const text = renderHtml(joined([setup, makeResult()]), PAGE)
  const [starts = ''] = /<strong>([\d,]+)<\/strong><span>\$/.exec(text)?.slice(1) ?? []
  const sent = Number(starts.replaceAll(',', '')) + makeResult().counts.sent
  expect(sent).toBeGreaterThan(setup.counts.sent + makeResult().counts.sent)
  expect(text).toContain(`2 setups · ${sent.toLocaleString('en-US')} requests · $`)
})
