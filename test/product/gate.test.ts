import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { ActionRun } from '../action.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { againstTruth, gate, type ReportedClass, readReport } from './in-action.ts'

const PLAN = 'burst 25\nrecycle\nburst 25\nusers 5 for 3s wait 100ms..200ms'

/** An image of which the first pulls are slow, far above the noise of 25 processes on two cores. */
const image = app({
  packageType: 'Image',
  timeoutS: 30,
  sandboxMs: 300,
  pulls: { far: 10, farMs: 8_000, nearMs: 300 },
})

const unruly = {
  lagMs: [50, 1_500],
  pageSize: 150,
  emptyPages: 1,
  repeat: true,
  shuffle: true,
  foreignReports: 6,
} as const

test('every start is told as what it really was, whatever order its log lines come in', async () => {
  const options = { functions: [image], logs: unruly, github: { foreignComments: 140 } }
  await inCloud(options, async (cloud) => {
    const thresholds = 'super-cold.share <= 10%\ncold.init.p50 <= 20s\nerrors.count == 0'
    const run = await gate(cloud, { load: PLAN, thresholds })
    const report = readReport(run)
    const { reported, actual } = againstTruth(cloud, report)
    expect(reported).toEqual(actual)
    expect(report.starts.length).toBe(cloud.truth().length)
    expect(report.counts).toMatchObject({ failed: 0, throttled: 0, missing: 0, foreign: 6 })
    expect(report.counts.sent).toBe(report.counts.matched)
    expect(report.classes['super-cold']?.count).toBe(10)
    expect(report.classes.cold?.count).toBe(40)
    for (const name of ['cold', 'super-cold', 'warm']) {
      const own = report.starts.filter((start) => start.class === name)
      expectFigures(
        report.classes[name],
        'latency',
        own.map(({ latency }) => latency),
      )
      expectFigures(
        report.classes[name],
        'duration',
        own.flatMap(({ duration }) => duration ?? []),
      )
    }
    expect(run.outputs).toMatchObject({ verdict: 'fail', 'super-cold-count': '10' })
    expect(run.exitCode).toBe(1)
    expect(cloud.function('app').environmentVariables).toEqual({})
    expect(cloud.comments(7)).toHaveLength(141)
    expect(run.summary).toContain('Merging would break 1 of 3 rules')
  })
}, 60_000)

test('JSON logs in a group of their own are read as well', async () => {
  const options = {
    functions: [app({ logFormat: 'JSON', logGroup: '/team/ml', runtime: 'nodejs24.x' })],
    logs: { lagMs: [50, 500] as const },
  }
  await inCloud(options, async (cloud) => {
    const run = await gate(cloud, { load: 'burst 4\nusers 2 for 1s wait 100ms' })
    const report = readReport(run)
    const { reported, actual } = againstTruth(cloud, report)
    expect(reported).toEqual(actual)
    expect(report.classes.cold?.count).toBeGreaterThanOrEqual(4)
    expect(run.outputs.verdict).toBe('pass')
    expectOwnHashes(run)
  })
}, 30_000)

test('an init beyond the limit comes out as the slowest cold start, not as a warm one', async () => {
  const slow = app({
    packageType: 'Image',
    variables: { INIT_MS: '1500' },
    initLimitMs: 900,
    timeoutS: 10,
  })
  for (const logFormat of ['Text', 'JSON'] as const) {
    await inCloud({ functions: [{ ...slow, logFormat }] }, async (cloud) => {
      const report = readReport(await gate(cloud, { load: 'burst 2\nburst 2' }))
      const { reported, actual } = againstTruth(cloud, report)
      expect(reported).toEqual(actual)
      expect(report.starts.map(({ initKind }) => initKind).sort()).toEqual([
        'none',
        'none',
        'suppressed',
        'suppressed',
      ])
      expect(report.classes.cold?.init?.min).toBeGreaterThan(2_300)
      expect(report.classes.cold?.duration?.max).toBeLessThan(900)
    })
  }
}, 60_000)

test('throttled requests are counted and never sent again', async () => {
  await inCloud({ functions: [app({ reservedConcurrency: 3 })] }, async (cloud) => {
    const event = '{"sleepMs": 500}'
    const run = await gate(cloud, {
      load: 'burst 5',
      payload: event,
      thresholds: 'throttles.count == 0',
    })
    const report = readReport(run)
    expect(report.counts).toMatchObject({ sent: 5, answered: 3, throttled: 2, matched: 3 })
    expect(cloud.calls.filter((call) => call === 'lambda:InvokeFunction')).toHaveLength(5)
    expect(run.stdout).toContain('reserved concurrency of the function is 3')
    expect(run.outputs.verdict).toBe('fail')
  })
}, 30_000)

test('a crash is an error, and the start after it is a reset', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const report = readReport(
      await gate(cloud, { load: 'burst 1\nburst 1', payload: '{"crash": 1}' }),
    )
    const { reported, actual } = againstTruth(cloud, report)
    expect(reported).toEqual(actual)
    expect(report.starts.map((start) => start.class)).toEqual(['cold', 'reset'])
    expect(report.starts[0]?.error).toBe('Runtime.ExitError')
    expect(report.classes.all).toMatchObject({ count: 1 })
  })
}, 30_000)

/** Type 7 of Hyndman & Fan, written out apart from the product's own: `numpy.percentile`. */
function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const h = (sorted.length - 1) * q
  const lower = sorted[Math.floor(h)] ?? Number.NaN
  const upper = sorted[Math.floor(h) + 1] ?? lower
  return lower + (h - Math.floor(h)) * (upper - lower)
}

function expectFigures(
  reported: ReportedClass | undefined,
  measure: 'latency' | 'duration',
  values: readonly number[],
): void {
  const figures = reported?.[measure]
  expect(figures?.n).toBe(values.length)
  for (const p of [25, 50, 75, 95, 99]) {
    expect(figures?.[`p${p}`]).toBeCloseTo(quantile(values, p / 100), 6)
  }
}

/** The page of the bundle lets its own script and style run, and nothing else. */
function expectOwnHashes(run: ActionRun): void {
  const page = run.report('report.html') ?? ''
  expect(run.outputs['report-html']).toBe('cold-start-report/report.html')
  for (const name of ['script', 'style']) {
    const [, text = ''] = new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(page) ?? []
    expect(text.length).toBeGreaterThan(1_000)
    const hash = createHash('sha256').update(text).digest('base64')
    expect(page).toContain(`${name}-src &#39;sha256-${hash}&#39;;`)
  }
}
