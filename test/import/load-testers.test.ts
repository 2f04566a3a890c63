import { describe, expect, test } from '@jest/globals'
import { parseThresholds } from '../../src/config/threshold.ts'
import { readImport } from '../../src/import/read-import.ts'
import { joinRuns } from '../../src/join/join.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import { classesOf, fixture, mustRead } from './fixture.ts'

type Percentiles = Readonly<Record<'n' | 'p25' | 'p50' | 'p75' | 'p95' | 'p99', number>>
type Expected = Readonly<Record<'sent' | 'failed' | 'throttled' | 'gaveUp', number>> & {
  readonly classes: Readonly<Record<'cold' | 'warm', Percentiles>>
}
const expected = JSON.parse(fixture('expected.json')) as Readonly<Record<string, Expected>>

describe('files with single requests', () => {
  test.each(Object.entries(expected))('%s has numpy’s figures', (path, { classes, ...counts }) => {
    const run = mustRead(path, fixture(path))
    const found = classesOf(run)
    expect(run.counts).toMatchObject(counts)
    expect(found.cold.latency).toMatchObject(classes.cold)
    expect(found.warm.latency).toMatchObject(classes.warm)
    expect(found.cold.latency?.atLeast).toContain('max')
    expect(found.warm.latency?.atLeast).toEqual([])
  })

  test.each(Object.keys(expected))('the counts of %s add up', (path) => {
    const { counts, starts, gaveUp } = mustRead(path, fixture(path))
    expect(counts.sent).toBe(counts.answered + counts.failed + counts.throttled)
    expect(counts.answered).toBe(counts.matched + counts.missing)
    expect([counts.matched, counts.gaveUp]).toEqual([starts.length, gaveUp.length])
    expect(new Set(starts.map(({ requestId }) => requestId)).size).toBe(starts.length)
  })

  test('both outputs of one run of k6 say the same', () => {
    const [json, csv] = ['k6/k6.json', 'k6/k6.csv'].map((path) => mustRead(path, fixture(path)))
    const told = (run: typeof json) =>
      run?.starts.map((start) => [start.class, start.latency?.toFixed(6), start.error])
    expect(told(csv)).toEqual(told(json))
  })

  test('a request that setup() sent is no part of the load', () => {
    const { counts } = mustRead('k6.json', fixture('k6/k6.json'))
    const summary = JSON.parse(fixture('k6/k6-summary-export.json'))
    expect(counts.sent).toBe(summary.metrics.http_reqs.count - 1)
  })

  test('k6 tells when a request ended, and a start when it was sent', () => {
    const [first] = mustRead('k6.json', fixture('k6/k6.json')).starts
    expect(first?.sentAt).toBeCloseTo(Date.parse('2026-11-23T00:27:42.909Z') - 60.419411, 3)
  })

  test('a start is named by the place where it stands', () => {
    const [first] = mustRead('a/requests.csv', fixture('locust/requests.csv')).starts
    expect(first?.requestId).toBe('a/requests.csv row 1')
  })

  test('the rule by which cold starts were told is in the notes', () => {
    for (const path of Object.keys(expected)) {
      expect(mustRead(path, fixture(path)).notes.join('\n')).toContain(
        'over 1,000 ms counts as a cold',
      )
    }
  })
})

describe('what a status tells', () => {
  const log = (rows: readonly string[]): string =>
    ['response_time,status_code,exception', ...rows].join('\n')
  const rows: readonly (readonly [string, string, object])[] = [
    [
      '200 just above a limit is the function’s own time',
      '29500,200,',
      { latency: 29_500, censored: false, class: 'cold' },
    ],
    [
      '504 just above the REST limit was cut off there',
      '29161,504,',
      { latency: 29_000, censored: true, error: 'HTTP 504' },
    ],
    [
      '503 just above the HTTP API’s limit was cut off there',
      '30104,503,',
      { latency: 30_000, censored: true, error: 'HTTP 503' },
    ],
    [
      '504 elsewhere was cut off by another limit',
      '10012,504,',
      { latency: 10_012, censored: true },
    ],
    ['1000 ms is no cold start', '1000,200,', { class: 'warm' }],
    ['more than 1000 ms is one', '1000.01,200,', { class: 'cold' }],
    [
      'the text of raise_for_status is as good as a status',
      '29161,,504 Server Error: Gateway Timeout for url: /',
      { censored: true, error: 'HTTP 504' },
    ],
  ]
  test.each(rows)('%s', (_, row, start) => {
    expect(mustRead('a.csv', log([row])).starts).toMatchObject([start])
  })

  const lost: readonly (readonly [string, string, object])[] = [
    ['502 is a failure', '80,502,', { failed: 1, gaveUp: 0 }],
    ['503 at once is a failure, too', '12,503,', { failed: 1, gaveUp: 0 }],
    ['504 at once tells nothing of a start', '800,504,', { failed: 1 }],
    ['429 is a throttle', '30,429,', { throttled: 1, failed: 0 }],
    [
      'no answer is a failure',
      '44,0,Remote end closed connection without response',
      { failed: 1, gaveUp: 0 },
    ],
    [
      'a timeout of the client is known to be longer',
      '60000,0,Read timed out. (read timeout=60)',
      { failed: 1, gaveUp: 1 },
    ],
  ]
  test.each(lost)('%s', (_, row, counts) => {
    const run = mustRead('a.csv', log([row, '90,200,']))
    expect(run.starts).toHaveLength(1)
    expect(run.counts).toMatchObject(counts)
  })

  test('without any status a time just above a limit is taken as cut off, and the notes say so', () => {
    const run = mustRead('a.csv', 'response_time\n28999\n29161\n30000\n30999\n31000\n')
    expect(run.starts.map(({ latency, censored }) => [latency, censored])).toEqual([
      [28_999, false],
      [29_000, true],
      [30_000, true],
      [30_000, true],
      [31_000, false],
    ])
    expect(run.notes.join('\n')).toContain('The file has no HTTP status')
  })
})

describe('files with figures alone', () => {
  test('Locust’s statistics are its row of everything', () => {
    const { imported, starts, label } = mustRead(
      'l/a_stats.csv',
      fixture('locust/DOCKER_DISK_v1_stats.csv'),
    )
    expect([label, starts]).toEqual(['a_stats', []])
    expect(imported?.toolFigures).toEqual({
      tool: 'Locust',
      n: 45,
      figures: {
        mean: 789.4250638224346,
        min: 32.26716300196131,
        p25: null,
        p50: 65,
        p75: 79,
        p95: 1300,
        p99: 29_000,
        max: 29_000,
      },
      atLeast: ['mean', 'p99', 'max'],
    })
  })

  test('of a history the percentiles are left out: they are of its last ten seconds', () => {
    const { imported } = mustRead('a.csv', fixture('locust/DOCKER_DISK_v1_stats_history.csv'))
    expect(imported?.toolFigures).toMatchObject({
      n: 45,
      figures: { p50: 65, p75: null, p95: null, p99: null },
    })
  })

  test.each(['k6-summary-export.json', 'k6-handle-summary.json'])('k6’s %s', (name) => {
    const { imported, counts } = mustRead(name, fixture(`k6/${name}`))
    expect(counts).toMatchObject({ sent: 20, failed: 5 })
    expect(imported?.toolFigures).toEqual({
      tool: 'k6',
      n: 20,
      figures: {
        mean: 1683.0136963,
        min: 19.908191,
        p25: null,
        p50: 59.8547695,
        p75: null,
        p95: 2741.0683223000196,
        p99: null,
        max: 29_000,
      },
      atLeast: ['mean', 'max'],
    })
  })

  test('Artillery’s report counts a request without an answer, of which it has no time', () => {
    const { imported, counts } = mustRead('a.json', fixture('artillery/artillery.json'))
    expect(counts).toMatchObject({ sent: 24, answered: 20, failed: 3, throttled: 1 })
    expect(imported?.toolFigures).toMatchObject({
      tool: 'Artillery',
      n: 23,
      figures: { mean: 1473.4, min: 30, p50: 63.4, p75: 79.1, p95: 1224.4, p99: 1353.1 },
    })
  })

  const rules = parseThresholds(
    'cold.count <= 0\nerrors.count <= 99\nsuper-cold.share <= 10%\nwarm.latency.max <= 1m',
  ).rules

  test('are shown in a row, and no rule is judged on them', () => {
    const run = mustRead('a_stats.csv', fixture('locust/DOCKER_DISK_v1_stats.csv'))
    const joined = joinRuns([{ runs: [run] }], rules, [])
    expect(joined.setups[0].checks.map(({ result }) => result)).toEqual(
      rules.map(() => 'inconclusive'),
    )
    expect(joined.verdict.kind).toBe('inconclusive')
    expect(renderJoinedMarkdown(joined)).toContain(
      '| a\\_stats | all, by Locust | 45 | – | – | 65 | 79 | 1,300 | ≥ 29.0 s | ≥ 29.0 s |',
    )
  })

  test('merge with nothing', () => {
    const run = mustRead('a.csv', fixture('locust/DOCKER_DISK_v1_stats.csv'))
    const other = mustRead('a_requests.csv', fixture('locust/requests.csv'))
    const { verdict } = joinRuns(
      [{ runs: [run, other] }, { runs: [mustRead('c.csv', fixture('locust/requests.csv'))] }],
      [],
      [],
    )
    expect(verdict).toMatchObject({
      kind: 'error',
      summary: expect.stringContaining('merge with nothing'),
    })
  })
})

test('what Locust logs of itself is no response time, though it may begin with a number', () => {
  const log = `[2021-07-24 15:37:24,568] Ians-MBP.local/INFO/locust.runners: All users spawned: BasicUser: 100 (100 total running)
[2021-07-24 15:37:25,745] Ians-MBP.local/INFO/root: 3799.82
[2021-07-24 15:38:18,632] Ians-MBP.local/INFO/root: 62.76
[2021-07-24 15:38:18,640] Ians-MBP.local/WARNING/root: CPU usage was too high
[2021-07-24 15:38:18,682] Ians-MBP.local/INFO/locust.runners: 100 Users have been stopped, 0 still running
POST     /predict    45     4(8.89%) |    789      32   29119     65
`
  const { starts } = mustRead('a.txt', log)
  expect(starts.map((start) => [start.class, start.latency, start.sentAt])).toEqual([
    ['cold', 3799.82, Date.parse('2021-07-24T15:37:25.745Z') - 3799.82],
    ['warm', 62.76, Date.parse('2021-07-24T15:38:18.632Z') - 62.76],
  ])
})

test('a rule about errors has no answer where the file has no status, however many there are', () => {
  const path = 'locust/DOCKER_DISK_v1_locust_logs.txt'
  const { rules } = parseThresholds('errors.count <= 99\nthrottles.count <= 0\nmissing.count <= 0')
  const { setups } = joinRuns([{ runs: [mustRead(path, fixture(path))] }], rules, [])
  expect(setups[0].checks.map(({ result, reason }) => [result, reason])).toEqual(
    rules.map(() => ['inconclusive', 'the file has no HTTP status of its requests']),
  )
})

test('100,000 requests are read in the order of the file', () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${(i % 900) + 0.5},200`)
  const { starts } = mustRead('a.csv', `response_time,status_code\n${rows.join('\n')}\n`)
  expect(starts).toHaveLength(100_000)
  expect(starts[99_999]).toMatchObject({ requestId: 'a.csv row 100000', latency: 99.5 })
})

test('where cold begins is for the caller to say', () => {
  const run = readImport('a.csv', 'response_time\n499\n500\n501\n', { coldOver: 500 })
  if (typeof run === 'string') throw new Error(run)
  expect(run.starts.map((start) => start.class)).toEqual(['warm', 'warm', 'cold'])
  expect(run.notes.join('\n')).toContain('every one over 500 ms counts as a cold start')
})
