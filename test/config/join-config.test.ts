import { expect, test } from '@jest/globals'
import { type JoinConfig, parseJoinConfig } from '../../src/config/join-config.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { renderJson } from '../../src/report/json.ts'
import { makeResult, makeUnmeasured } from '../report/results.ts'
import { makeSources } from './sources.ts'

type Given = Readonly<Record<string, string>>

/** Of a workflow that names neither function nor region. */
function configOf(given: Given, files: Given = {}): JoinConfig {
  return parseJoinConfig(
    makeSources({ mode: 'report', 'function-name': '', 'aws-region': '', ...given }, files),
  )
}

function problemsOf(given: Given, files: Given = {}): readonly string[] {
  try {
    configOf(given, files)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('result files are all that a workflow must name', () => {
  expect(configOf({ results: 'legs/*/report.json' })).toEqual({
    results: ['legs/*/report.json'],
    ...{ rules: [], baseline: [], onInconclusive: 'warn', overrideLabel: undefined },
    ...{ timeout: 900_000, githubToken: '', comment: 'always', commentKey: 'report' },
    ...{ prNumber: undefined, reportDir: 'cold-start-report', clientRule: { coldOver: 1_000 } },
  })
})

test('what counts as cold where there are client times only can be set', () => {
  expect(configOf({ results: 'a', 'cold-over': '2.5s' }).clientRule).toEqual({ coldOver: 2_500 })
  expect(problemsOf({ results: 'a', 'cold-over': 'long' })).toEqual([
    'cold-over: found "long", accepted is a time above 0 and up to 7200m, in ms, s or m, for example `1000ms`',
  ])
})

test('one glob a line', () => {
  expect(configOf({ results: 'a/*.json\n\n  b/*.json\r\n' }).results).toEqual([
    'a/*.json',
    'b/*.json',
  ])
})

test('a rule beside the baseline needs none here: the files bring theirs', () => {
  const thresholds = 'cold.init.p50 <= baseline + 5%'
  expect(configOf({ results: 'a', thresholds }).rules).toHaveLength(1)
})

test.each<[Given, string]>([
  [{ label: 'all models' }, 'all models'],
  [{ label: 'all models', 'comment-key': 'key' }, 'key'],
  [{}, 'report'],
])('with %j the comment key is %s, whatever setups there are', (given, key) => {
  expect(configOf({ results: 'a', ...given }).commentKey).toBe(key)
})

test('a stored baseline may have one setup or several', () => {
  const one = renderJson(makeResult({ label: 'main' }))
  const several = JSON.stringify({ setups: [JSON.parse(one), { ...JSON.parse(one), label: 's3' }] })
  const labels = (text: string): readonly string[] =>
    configOf({ results: 'a', baseline: 'file:b.json' }, { 'b.json': text }).baseline.map(
      ({ label }) => label,
    )
  expect(labels(one)).toEqual(['main'])
  expect(labels(several)).toEqual(['main', 's3'])
})

test('all problems of all inputs come in one message', () => {
  const given = { result: 'a', thresholds: 'cold', baseline: 'function:main', comment: 'loud' }
  expect(problemsOf(given)).toEqual([
    'result: is no input of this action, did you mean "results"?',
    expect.stringMatching(/^comment: found "loud"/),
    'results: found "", accepted is one glob of result files a line, for example `results/*/report.json`',
    expect.stringMatching(/^thresholds: line 1/),
    'baseline: found "function:main", accepted is file:<report.json>, or none, for the result files bring the baseline that was measured with them, for example `file:base/report.json`',
  ])
})

test.each<[string, Given, string]>([
  ['not there', {}, 'cannot be read (ENOENT)'],
  ['no report', { 'b.json': '[]' }, 'is no report of this action (schema: missing)'],
  [
    'of a failed run',
    { 'b.json': renderJson(makeUnmeasured()) },
    'is of a run that could not measure (verdict "error")',
  ],
  [
    'joined, and lacks a result that was lost',
    {
      'b.json': JSON.stringify({
        ...{ verdict: 'error', summary: 'could not measure everything: a.json is no JSON' },
        setups: [JSON.parse(renderJson(makeResult()))],
      }),
    },
    'is of a run that could not measure (verdict "error")',
  ],
])('a baseline that is %s is refused', (_, files, why) => {
  expect(problemsOf({ results: 'a', baseline: 'file:b.json' }, files)).toEqual([
    `baseline: found "b.json", which ${why}; accepted is the report.json of a finished run, for example \`file:base/report.json\``,
  ])
})
