import { expect, test } from '@jest/globals'
import { renderJson } from '../../src/report/json.ts'
import { makeStart } from '../verdict/runs.ts'
import { CUT, FACTS, FAILING, makeResult, makeUnmeasured, ONE_BURST, STARTS } from './results.ts'

/** Without what only decides whether a function can be measured. */
const { state, specialKinds, variablesUnreadable, ...DESCRIBED } = FACTS

const read = (result: ReturnType<typeof makeResult>) => JSON.parse(renderJson(result))
const failed = read(makeResult({ rules: FAILING, counts: { missing: 1 } }))
const unmeasured = read(makeUnmeasured())

test('the keys are those of schema 1', () => {
  expect(failed.schema).toBe(1)
  expect(Object.keys(failed)).toEqual(
    expect.arrayContaining([
      ...['schema', 'verdict', 'summary', 'label', 'function', 'plan', 'counts', 'classes'],
      ...['superCold', 'checks', 'baseline', 'cost', 'starts'],
    ]),
  )
  expect(failed).toMatchObject({
    verdict: 'fail',
    label: 'census-gbm',
    function: DESCRIBED,
    plan: 'burst 30\nrecycle\nburst 60\nusers 10 for 30s wait 1s..2s',
    baseline: null,
    cost: { usd: 0.25, gbSeconds: 18_750 },
  })
  expect(failed.function).toEqual(DESCRIBED)
  expect(failed.summary).toMatch(/^merging would break 2 of 6 rules: /)
})

test('the counts are all there and add up', () => {
  const { counts } = failed
  const { sent, answered, failed: lost, throttled, dropped, matched, missing, foreign } = counts
  expect(sent).toBe(answered + lost + throttled)
  expect(answered).toBe(matched + missing)
  expect([missing, dropped, foreign]).toEqual([1, 0, 0])
  expect(failed.missing).toEqual(['missing-0'])
})

test('a class has its count, its share and four measures with nine figures each', () => {
  const names = ['warm', 'cold', 'super-cold', 'any-cold', 'reset', 'all']
  expect(Object.keys(failed.classes).toSorted()).toEqual(names.toSorted())
  const { latency, init, duration, overhead, count, share } = failed.classes['super-cold']
  expect(count).toBe(20)
  expect(share).toBeCloseTo(20 / 290, 12)
  for (const measure of [latency, init, duration, overhead]) {
    expect(Object.keys(measure)).toEqual(
      expect.arrayContaining(['n', 'mean', 'min', 'p25', 'p50', 'p75', 'p95', 'p99', 'max']),
    )
  }
})

test('a check has its rule, its result and the figures behind it', () => {
  expect(failed.checks[0]).toEqual({
    rule: 'cold.init.p50 <= 3s',
    result: 'fail',
    severity: 'error',
    observed: 4400,
    atLeast: false,
    low: expect.any(Number),
    high: expect.any(Number),
    limit: 3000,
    n: 70,
    reason: expect.stringMatching(/^init p50 is 4\.40 s over 70 cold starts/),
    comparison: null,
    decidedAfter: null,
    looks: [],
  })
  const warning = read(makeResult({ rules: ['errors.count == 0 !warn'] })).checks[0]
  expect(warning.severity).toBe('warn')
})

test('a start has the keys of the schema', () => {
  const start = makeStart('cold', { error: 'timeout', censored: true, wave: 'fresh' })
  expect(read(makeResult({ starts: [start] })).starts).toEqual([
    {
      requestId: 'r-1',
      step: 0,
      round: null,
      side: 'candidate',
      class: 'cold',
      environment: '2026/11/22/[$LATEST]0a1b',
      sentAt: 1_795_000_000_000,
      clientDelay: 0.4,
      latency: 2000,
      init: 1200,
      duration: 500,
      overhead: 300,
      billed: 1700,
      memoryMB: 512,
      initKind: 'init',
      initCensored: false,
      wave: 'fresh',
      censored: true,
      error: 'timeout',
    },
  ])
})

test('super-cold starts were told apart by a rule and a cut', () => {
  expect(failed.superCold).toMatchObject({ status: 'separated', cutMs: expect.any(Number) })
  expect(failed.superCold.rule).toContain('60 settled cold starts')
  const undetermined = read(makeResult({ starts: ONE_BURST }))
  expect(undetermined.superCold).toMatchObject({ status: 'undetermined', cutMs: null })
  expect(undetermined.classes['super-cold']).toMatchObject({ count: null, share: null })
})

test('figures at a time limit are marked as "at least"', () => {
  const { classes, checks } = read(makeResult({ starts: CUT, rules: ['cold.latency.p95 <= 20s'] }))
  expect(classes.cold.latency.atLeast).toEqual(['mean', 'p95', 'p99', 'max'])
  expect(checks[0]).toMatchObject({ observed: 29_000, atLeast: true, low: 29_000, high: null })
})

test('requests without an answer are there with the time that the client waited', () => {
  const { gaveUp, classes, starts } = read(makeResult({ counts: { gaveUp: 2 } }))
  expect(gaveUp).toEqual([60_000, 60_000])
  expect(classes.all).toMatchObject({ count: 290, latency: { n: 292, max: 60_000 } })
  expect(starts).toHaveLength(290)
  expect(failed.gaveUp).toEqual([])
})

test('what does not exist is null, never 0 and never left out', () => {
  expect(unmeasured).toMatchObject({ verdict: 'error', function: null, starts: [] })
  const times = { mean: null, min: null, p25: null, p50: null, p75: null, p95: null, p99: null }
  const none = { n: 0, ...times, max: null, atLeast: [] }
  expect(unmeasured.classes.cold).toEqual({
    count: 0,
    share: null,
    latency: none,
    init: none,
    duration: none,
    overhead: none,
  })
  expect(unmeasured.checks[0]).toMatchObject({ observed: null, low: null, high: null, n: 0 })
  const warm = read(makeResult({ starts: [makeStart('warm')], rules: [] })).starts[0]
  expect(warm).toMatchObject({ init: null, error: null })
})

test('what was loaded over HTTP says so, and so does a start that a gateway cut off', () => {
  const [start] = STARTS
  if (start === undefined) throw new Error('no start')
  const cut = { ...start, censored: true, isCutOff: true }
  const endpoint = 'POST https://api.example.com/score (signed)'
  const report = JSON.parse(renderJson({ ...makeResult({ starts: [cut] }), endpoint }))
  expect(report).toMatchObject({ endpoint, starts: [{ censored: true, cutOff: true }] })
  const { endpoint: none, starts } = JSON.parse(renderJson(makeResult({ starts: [start] })))
  expect(none).toBeNull()
  expect(starts[0]).not.toHaveProperty('cutOff')
})
