import { expect, test } from '@jest/globals'
import { configOf, problemsOf } from './sources.ts'

test('a function name and a region are all that a workflow must give', () => {
  expect(configOf({})).toEqual({
    mode: 'gate',
    target: { id: 'app', name: 'app', qualifier: '$LATEST', region: 'eu-west-1' },
    baseline: { kind: 'none' },
    label: 'app',
    events: ['{}'],
    logGroup: undefined,
    plan: {
      text: 'users 100 for 60s spawn 20/s wait 3s..5s',
      steps: [{ kind: 'users', count: 100, duration: 60_000, spawnRate: 20, wait: [3000, 5000] }],
    },
    rules: [],
    profile: 'none',
    onInconclusive: 'warn',
    overrideLabel: undefined,
    timeout: 900_000,
    logTimeout: 180_000,
    maxInvocations: 5000,
    maxCost: 5,
    maxConcurrencyShare: 0.5,
    allowProduction: false,
    githubToken: '',
    comment: 'always',
    commentKey: 'app',
    prNumber: undefined,
    reportDir: 'cold-start-report',
  })
})

test('every choice of the workflow reaches the configuration', () => {
  const config = configOf({
    label: 'gbm on arm64',
    'log-group': '/aws/lambda/shared',
    load: 'burst 30',
    thresholds: 'cold.count >= 30\ncold.init.p95 <= 6s !warn',
    'on-inconclusive': 'fail',
    'override-label': 'slow-is-fine',
    timeout: '90s',
    'log-timeout': '500ms',
    'max-invocations': '30',
    'max-cost': '$0.25',
    'max-concurrency-share': '12.5 %',
    'allow-production': 'true',
    'github-token': 'token',
    comment: 'failed',
    'pr-number': '42',
    'report-dir': 'out',
  })
  expect(config).toMatchObject({
    label: 'gbm on arm64',
    logGroup: '/aws/lambda/shared',
    plan: { text: 'burst 30' },
    rules: [{ text: 'cold.count >= 30' }, { text: 'cold.init.p95 <= 6s !warn' }],
    onInconclusive: 'fail',
    overrideLabel: 'slow-is-fine',
    timeout: 90_000,
    logTimeout: 500,
    maxInvocations: 30,
    maxCost: 0.25,
    maxConcurrencyShare: 0.125,
    allowProduction: true,
    githubToken: 'token',
    comment: 'failed',
    prNumber: 42,
    reportDir: 'out',
  })
})

test.each<[Record<string, string>, string, string]>([
  [{ label: 'gbm' }, 'gbm', 'the label'],
  [{ label: 'gbm', 'comment-key': 'key' }, 'key', 'its own value'],
  [{ 'function-name': 'fn:live' }, 'fn', 'the function name, without qualifier'],
])('with %j the comment key is %s: %s', (given, key) => {
  expect(configOf(given).commentKey).toBe(key)
})

test.each<[string, number, string]>([
  ['5', 5, 'a whole number'],
  ['0.5 USD', 0.5, 'with its unit'],
  ['$2.50', 2.5, 'with its sign'],
  ['0', 0, 'nothing may be spent'],
])('max-cost may be "%s", which is %d: %s', (text, usd) => {
  expect(configOf({ 'max-cost': text }).maxCost).toBe(usd)
})

test('the longest timeout is the longest job of a self-hosted runner, 5 days', () => {
  expect(configOf({ timeout: '7200m' }).timeout).toBe(5 * 24 * 3_600_000)
})

test('mode: measure judges nothing, so it never comments and there is nothing to let through', () => {
  const given = { mode: 'measure', comment: 'failed', 'override-label': 'slow-is-fine' }
  const config = configOf({ ...given, thresholds: 'cold.init.p95 <= 6s' })
  expect(config).toMatchObject({ mode: 'measure', comment: 'never', rules: [{ op: '<=' }] })
  expect(config.overrideLabel).toBeUndefined()
})

test('a rule against the baseline is accepted where there is one, and refused where there is none', () => {
  const thresholds = 'cold.init.p50 <= baseline + 10%'
  const { rules } = configOf({ thresholds, baseline: 'qualifier:41' })
  expect(rules).toMatchObject([{ limit: { kind: 'baseline', change: 0.1, floorMs: 0 } }])
  expect(problemsOf({ thresholds })).toEqual([
    'thresholds: found "cold.init.p50 <= baseline + 10%" without a baseline, accepted is an absolute limit, for example `cold.init.p95 <= 6s`',
  ])
})
