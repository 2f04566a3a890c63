import { expect, test } from '@jest/globals'
import { parseFunctionName } from '../../src/config/function-name.ts'
import { configOf, problemsOf } from './sources.ts'

const arn = (partition: string, region: string): string =>
  `arn:${partition}:lambda:${region}:123456789012:function:app`

test.each<[string, string]>([
  [arn('aws', 'eu-west-1'), 'eu-west-1'],
  [arn('aws-cn', 'cn-north-1'), 'cn-north-1'],
  [arn('aws-us-gov', 'us-gov-west-1'), 'us-gov-west-1'],
  [arn('aws-iso', 'us-iso-east-1'), 'us-iso-east-1'],
  [arn('aws-iso-b', 'us-isob-east-1'), 'us-isob-east-1'],
  [arn('aws-iso-e', 'eu-isoe-west-1'), 'eu-isoe-west-1'],
  [arn('aws-iso-f', 'us-isof-south-1'), 'us-isof-south-1'],
  [arn('aws-eusc', 'eusc-de-east-1'), 'eusc-de-east-1'],
])('the ARN %s of any partition gives the target its region', (text, region) => {
  const { target } = configOf({ 'function-name': text, 'aws-region': '' })
  expect(target).toEqual({ id: text, name: 'app', qualifier: '$LATEST', region })
})

test.each<[string, string, string, string | undefined]>([
  ['a name', 'my-app_2', 'my-app_2', undefined],
  ['a name with an alias', 'app:live', 'app', 'live'],
  ['a name with a version', 'app:42', 'app', '42'],
  ['a name with $LATEST', 'app:$LATEST', 'app', '$LATEST'],
  ['a partial ARN', '123456789012:function:app', '123456789012:function:app', undefined],
  ['a partial ARN, qualified', '123456789012:function:app:7', '123456789012:function:app', '7'],
  ['an ARN, qualified', `${arn('aws', 'eu-west-1')}:live`, arn('aws', 'eu-west-1'), 'live'],
])('%s is split into what the API calls it and its qualifier', (_, text, id, qualifier) => {
  const name = id.split(':').at(-1)
  expect(parseFunctionName(text)).toMatchObject({ id, name, qualifier })
})

test.each<[string, string]>([
  ['', 'nothing'],
  ['my app', 'a space'],
  ['app:', 'an empty qualifier'],
  ['app:a:b', 'two qualifiers'],
  ['app:$PUBLISHED', 'no such special version'],
  ['app.py', 'a dot'],
  ['a'.repeat(141), 'too long'],
  ['arn:aws:lambda:eu-west-1:12345:function:app', 'an account id of five digits'],
  ['12345:function:app', 'a partial ARN with an account id of five digits'],
  ['arn:aws:lambda::123456789012:function:app', 'an ARN without region'],
  ['arn:aws:s3:eu-west-1:123456789012:function:app', 'an ARN of another service'],
  ['arn:aws:lambda:eu-west-1:123456789012:layer:app', 'an ARN of another kind'],
  ['https://abc.lambda-url.eu-west-1.on.aws/', 'a URL'],
])('"%s" is no function name: %s', (text) => {
  expect(parseFunctionName(text)).toBeUndefined()
  expect(problemsOf({ 'function-name': text })).toEqual([
    expect.stringMatching(/^function-name: found ".*", accepted is a function name, partial ARN/),
  ])
})

test.each<[string, string, string, string]>([
  ['app', '', '$LATEST', 'neither says, so the default counts'],
  ['app', 'live', 'live', 'only the input says'],
  ['app:live', '', 'live', 'only the name says'],
  ['app:live', '$LATEST', 'live', 'the input says its default, which is no choice'],
  ['app:live', 'live', 'live', 'both say the same'],
])('function-name %s with qualifier "%s" means %s: %s', (name, qualifier, expected) => {
  expect(configOf({ 'function-name': name, qualifier }).target.qualifier).toBe(expected)
})

test.each<[string, string, string]>([
  ['app:live', '42', 'qualifier: found "42", accepted is the one that function-name carries, for'],
  ['app:$LATEST', 'live', 'qualifier: found "live", accepted is the one that function-name'],
  ['app', 'a b', 'qualifier: found "a b", accepted is a version, an alias or $LATEST, for example'],
  ['app', '$latest', 'qualifier: found "$latest", accepted is a version, an alias or $LATEST'],
])('function-name %s with qualifier "%s" is refused', (name, qualifier, problem) => {
  expect(problemsOf({ 'function-name': name, qualifier })).toEqual([
    expect.stringContaining(problem),
  ])
})

test("a region that differs from the one of the ARN is refused, naming the ARN's", () => {
  const given = { 'function-name': arn('aws', 'eu-west-1'), 'aws-region': 'us-east-1' }
  expect(problemsOf(given)).toEqual([
    'aws-region: found "us-east-1", accepted is the region of the function\'s ARN, for example `eu-west-1`',
  ])
})
