import { describe, expect, test } from '@jest/globals'
import { renderJson } from '../../src/report/json.ts'
import { makeResult, makeUnmeasured } from '../report/results.ts'
import { configOf, problemsOf } from './sources.ts'

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:app-main'
const ACCEPTED =
  'accepted is none, function:<name or ARN>[:qualifier], qualifier:<version or alias>, file:<report.json>, for example `function:census-gbm-main`'

describe('a baseline that is measured in the same run', () => {
  test.each<[string, string, string, string, string, string]>([
    ['function:app-main', 'app-main', 'app-main', '$LATEST', 'app-main', 'a name'],
    ['function:app-main:live', 'app-main', 'app-main', 'live', 'app-main:live', 'and an alias'],
    ['function:app-main:41', 'app-main', 'app-main', '41', 'app-main:41', 'and a version'],
    [`function:${ARN}`, ARN, 'app-main', '$LATEST', 'app-main', 'an ARN'],
    [`function:${ARN}:41`, ARN, 'app-main', '41', 'app-main:41', 'a qualified ARN'],
    [
      'function:123456789012:function:app-main',
      '123456789012:function:app-main',
      'app-main',
      '$LATEST',
      'app-main',
      'a partial ARN',
    ],
    ['function:app', 'app', 'app', '$LATEST', 'app', 'the function itself, an A/A test'],
    ['qualifier:41', 'app', 'app', '41', 'app:41', 'a version of the function itself'],
    ['qualifier:live', 'app', 'app', 'live', 'app:live', 'an alias of it'],
    ['qualifier:$LATEST', 'app', 'app', '$LATEST', 'app:$LATEST', 'what is deployed now'],
  ])('may be "%s": id %s, name %s, qualifier %s, label %s (%s)', (...row) => {
    const [baseline, id, name, qualifier, label] = row
    const target = { id, name, qualifier, region: 'eu-west-1' }
    expect(configOf({ baseline }).baseline).toEqual({ kind: 'function', target, label })
  })

  test('keeps the id of the candidate, and has a qualifier of its own', () => {
    const candidate = ARN.replace('app-main', 'app')
    const { target, baseline } = configOf({
      'function-name': `${candidate}:42`,
      baseline: 'qualifier:41',
    })
    expect(target).toMatchObject({ id: candidate, qualifier: '42' })
    expect(baseline).toMatchObject({ target: { id: candidate, qualifier: '41' }, label: 'app:41' })
  })

  test('of another name is its $LATEST, whatever is measured of the candidate', () => {
    const { baseline } = configOf({ qualifier: 'live', baseline: 'function:app-main' })
    expect(baseline).toMatchObject({ target: { qualifier: '$LATEST' }, label: 'app-main' })
  })

  test('of another partition is named by its ARN, as the candidate is', () => {
    const candidate = 'arn:aws-cn:lambda:cn-north-1:123456789012:function:app'
    const { target, baseline } = configOf({
      ...{ 'function-name': candidate, 'aws-region': '' },
      baseline: `function:${candidate}-main:live`,
    })
    expect(target).toMatchObject({ id: candidate, region: 'cn-north-1' })
    expect(baseline).toMatchObject({
      target: { id: `${candidate}-main`, qualifier: 'live', region: 'cn-north-1' },
    })
  })

  test('is in the region of the candidate', () => {
    const given = { 'aws-region': 'us-east-1', baseline: 'function:app-main' }
    expect(configOf(given).baseline).toMatchObject({ target: { region: 'us-east-1' } })
    expect(problemsOf({ ...given, baseline: `function:${ARN}` })).toEqual([
      `baseline: found "function:${ARN}", accepted is a function in the same region, us-east-1, for example \`function:census-gbm-main\``,
    ])
  })
})

test.each<[string, string, string]>([
  ['main', ACCEPTED, 'no kind'],
  ['none:app', ACCEPTED, 'none of what?'],
  ['None', ACCEPTED, 'kinds are lower case'],
  ['function', ACCEPTED, 'no colon'],
  ['function:', ACCEPTED, 'no function'],
  ['qualifier:', ACCEPTED, 'no qualifier'],
  ['file:', ACCEPTED, 'no path'],
  ['functions:app', ACCEPTED, 'no such kind'],
  ['function:my app', ACCEPTED, 'no function name'],
  ['function: app', ACCEPTED, 'a space'],
  ['function:app:$PUBLISHED', ACCEPTED, 'no such version'],
  [ARN, ACCEPTED, 'an ARN without its kind'],
  ['qualifier:a b', 'accepted is a version or an alias, for example `qualifier:41`', 'a space'],
  ['qualifier:app:41', 'accepted is a version or an alias, for example', 'a name before it'],
  ['qualifier:$latest', 'accepted is a version or an alias, for example', 'lower case'],
])('the baseline "%s" is refused, saying "%s": %s', (baseline, accepted) => {
  expect(problemsOf({ baseline })).toEqual([
    expect.stringContaining(`baseline: found "${baseline}", ${accepted}`),
  ])
})

test('no baseline is the default', () => {
  expect(configOf({}).baseline).toEqual({ kind: 'none' })
  expect(configOf({ baseline: 'none' }).baseline).toEqual({ kind: 'none' })
})

test('a baseline of a function that cannot be told is no second problem', () => {
  const given = { 'function-name': 'my app', baseline: 'function:app-main' }
  expect(problemsOf(given)).toEqual([expect.stringMatching(/^function-name: /)])
})

describe('a stored baseline', () => {
  const baseline = 'file:base/report.json'
  const json = renderJson(makeResult({ label: 'main' }))

  test('is read with its file', () => {
    const found = configOf({ baseline }, { 'base/report.json': json }).baseline
    expect(found).toMatchObject({ kind: 'stored', path: 'base/report.json' })
    expect(found).toMatchObject({ report: { label: 'main', facts: { name: 'census-gbm' } } })
  })

  test.each<[string, string, string]>([
    ['empty', '', 'is no JSON'],
    ['cut off', '{"schema": 1', 'is no JSON'],
    ['a page', '<html>404</html>', 'is no JSON'],
    ['another document', '[]', 'is no report of this action (schema: missing)'],
    ['null', 'null', 'is no report of this action (the document: expected Object)'],
    ['of a later version', '{"schema": 2}', 'is no report of this action (schema: expected 1)'],
    ['incomplete', '{"schema": 1}', 'is no report of this action (verdict: missing)'],
    [
      'of a run that read no function',
      renderJson(makeUnmeasured()),
      'is of a run that could not measure (verdict "error")',
    ],
    [
      'edited by hand',
      json.replace('"sentAt":1795000000000', '"sentAt":"now"'),
      'is no report of this action (starts.0.sentAt: expected number)',
    ],
    [
      'of a failed run',
      json.replace('"verdict": "pass"', '"verdict": "error"'),
      'is of a run that could not measure (verdict "error")',
    ],
  ])('that is %s is refused', (_, text, reason) => {
    expect(problemsOf({ baseline }, { 'base/report.json': text })).toEqual([
      `baseline: found "base/report.json", which ${reason}; accepted is the report.json of a finished run, for example \`file:base/report.json\``,
    ])
  })

  test('that is not there is told with the reason', () => {
    expect(problemsOf({ baseline })).toEqual([
      'baseline: found "base/report.json", which cannot be read (ENOENT); accepted is the report.json of a finished run, for example `file:base/report.json`',
    ])
  })

  test('never shows what is in the file', () => {
    const texts = ['hunter2', '{"schema": "hunter2"}', json.replace('"pass"', '{"hunter2": 1}')]
    for (const text of texts) {
      const problems = problemsOf({ baseline }, { 'base/report.json': text })
      expect(problems).toHaveLength(1)
      expect(problems.join()).not.toContain('hunter2')
    }
  })
})

describe('a rule beside the baseline', () => {
  const thresholds = 'cold.init.p50 <= baseline + 10%\nerrors.count == 0\nall.memory.max < baseline'
  const refused = (rule: string): string =>
    `thresholds: found "${rule}" without a baseline, accepted is an absolute limit, for example \`cold.init.p95 <= 6s\``

  test('is refused where there is none, each one by its text', () => {
    expect(problemsOf({ thresholds })).toEqual([
      refused('cold.init.p50 <= baseline + 10%'),
      refused('all.memory.max < baseline'),
    ])
  })

  test('is no problem of its own where the baseline cannot be read', () => {
    expect(problemsOf({ thresholds, baseline: 'main' })).toEqual([
      expect.stringMatching(/^baseline: found "main"/),
    ])
  })

  test.each(['function:app-main', 'qualifier:41'])('is accepted beside %s', (baseline) => {
    expect(configOf({ thresholds, baseline }).rules).toHaveLength(3)
  })
})
