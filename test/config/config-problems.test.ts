import { expect, test } from '@jest/globals'
import { parseConfig } from '../../src/config/config.ts'
import { configOf, makeSources, problemsOf } from './sources.ts'

test.each<[string, string, string]>([
  ['mode', 'gates', 'accepted is gate, measure, report, for example `gate`'],
  ['auth', 'basic', 'accepted is none, iam, for example `none`'],
  ['method', 'post', 'accepted is an HTTP method, for example `POST`'],
  ['aws-region', 'Ireland', 'accepted is a region, for example `eu-west-1`'],
  ['aws-region', 'eu-west-1a', 'accepted is a region, for example `eu-west-1`'],
  ['baseline', 'main', 'accepted is none, function:<name or ARN>[:qualifier], qualifier:'],
  ['baseline', 'function:', 'accepted is none, function:<name or ARN>'],
  ['on-inconclusive', 'ignore', 'accepted is warn, fail, pass, for example `warn`'],
  ['timeout', '15', 'accepted is a time above 0 and up to 7200m, in ms, s or m, for example `15m`'],
  ['timeout', '0s', 'accepted is a time above 0'],
  ['timeout', '99999m', 'accepted is a time above 0 and up to 7200m'],
  ['log-timeout', 'long', 'accepted is a time above 0 and up to 7200m, in ms, s or m, for example'],
  ['max-invocations', '0', 'accepted is a whole number above 0, for example `5000`'],
  ['max-invocations', '5k', 'accepted is a whole number above 0'],
  ['max-invocations', '1.5', 'accepted is a whole number above 0'],
  ['max-cost', '5 EUR', 'accepted is an amount in USD, for example `5.00`'],
  ['max-cost', '-1', 'accepted is an amount in USD'],
  ['max-cost', '1,50', 'accepted is an amount in USD'],
  ['max-concurrency-share', '50', 'accepted is a percentage above 0 and up to 10000%, for example'],
  ['max-concurrency-share', '0%', 'accepted is a percentage above 0'],
  ['max-concurrency-share', '-5%', 'accepted is a percentage above 0'],
  ['max-concurrency-share', '20000%', 'accepted is a percentage above 0 and up to 10000%'],
  ['allow-production', 'yes', 'accepted is false, true, for example `false`'],
  ['profile', 'cpu', 'accepted is none, imports, for example `none`'],
  ['comment', 'on-failure', 'accepted is always, changed, failed, never, for example `always`'],
  ['pr-number', '#42', 'accepted is the number of a pull request, for example `42`'],
])('%s "%s" is refused, naming what is accepted and an example', (name, value, accepted) => {
  const problems = problemsOf({ [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`${name}: found "${value}", ${accepted}`)
  expect(problems[0]).toContain('for example `')
})

test('a profile of imports needs new environments, so a plan without them is refused', () => {
  expect(problemsOf({ profile: 'imports', load: 'burst 5' })).toEqual([
    expect.stringMatching(
      /^profile: found "imports" with a plan that does not recycle, accepted is/,
    ),
  ])
  expect(problemsOf({ profile: 'imports', load: 'rounds 4 of 5' })).toEqual([])
})

test('without any region the message says where one may be given', () => {
  expect(problemsOf({ 'aws-region': '' })).toEqual([
    'aws-region: found "", accepted is a region, here or in AWS_REGION, for example `eu-west-1`',
  ])
})

test.each<[Record<string, string>, string, string]>([
  [{ AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-1', 'AWS_REGION'],
  [{ AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-2', 'AWS_DEFAULT_REGION without the other'],
])('with the environment %j the region is %s: %s', (env, region) => {
  const sources = { ...makeSources({ 'aws-region': '' }), env: (name: string) => env[name] ?? '' }
  expect(parseConfig(sources).target.region).toBe(region)
})

test('the region of an ARN wins over the one of the environment', () => {
  const given = {
    'function-name': 'arn:aws:lambda:eu-west-1:123456789012:function:app',
    'aws-region': '',
  }
  const sources = { ...makeSources(given), env: () => 'us-east-1' }
  expect(parseConfig(sources).target.region).toBe('eu-west-1')
})

test.each<[string, string]>([
  ['laod', 'laod: is no input of this action, did you mean "load"?'],
  ['function_name', 'function_name: is no input of this action, did you mean "function-name"?'],
  ['concurrency', 'concurrency: is no input of this action, accepted is mode, function-name, '],
])('the unknown input %s is told, with the nearest name or all of them', (name, problem) => {
  expect(problemsOf({ [name]: '1' })).toEqual([expect.stringContaining(problem)])
})

test('all problems of all inputs come in one message', () => {
  const given = {
    laod: 'burst 1',
    mode: 'gates',
    headers: 'no header',
    'function-name': 'my app',
    payload: '{',
    load: 'brust 30\npause',
    thresholds: 'cold.init.p95\nhot.share < 1%',
    timeout: '15',
    'max-cost': 'much',
    comment: 'sometimes',
  }
  expect(problemsOf(given).map((problem) => problem.split(/[:,]/, 1)[0])).toEqual([
    'laod',
    'mode',
    'function-name',
    'headers',
    'payload',
    'load',
    'load',
    'thresholds',
    'thresholds',
    'max-cost',
    'timeout',
    'comment',
  ])
  expect(() => configOf(given)).toThrow(/^12 problems with the inputs:\n- laod: /)
})

test('no problem spans lines, however many the value has', () => {
  const given = { timeout: '1\n2\n3', 'function-name': 'a\nb', label: 'x\ny' }
  for (const problem of problemsOf(given)) expect(problem).not.toContain('\n')
})

const SECRET = 'hunter2-Maria-1984'

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['a header', { url: 'https://a.example', headers: `X-Ok: 1\nX-Api-Key ${SECRET}` }, {}],
  ['a header that is refused', { headers: `Host: ${SECRET}` }, {}],
  ['a url with a password', { url: `https://u:${SECRET}@a.example:x/` }, {}],
  ['the query of a url', { url: `a.example/?key=${SECRET}` }, {}],
  ['the payload', { payload: `{"name": ${SECRET}}` }, {}],
  ['a .json file', { 'payload-file': 'e.json' }, { 'e.json': `{"name": ${SECRET}}` }],
  ['a line of a .jsonl file', { 'payload-file': 'e.jsonl' }, { 'e.jsonl': `{}\n${SECRET}` }],
  ['a payload beside a file', { payload: `"${SECRET}"`, 'payload-file': 'e.json' }, {}],
  ['the token', { 'github-token': SECRET, load: 'brust' }, {}],
  ['the value of an unknown input', { token: SECRET }, {}],
])('a problem never prints %s', (_, given, files) => {
  const problems = problemsOf(given, files)
  expect(problems).not.toEqual([])
  expect(problems.join('\n')).not.toMatch(/hunter2|Maria|1984/)
})
