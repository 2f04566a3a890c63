import { describe, expect, test } from '@jest/globals'
import type { Endpoint } from '../../src/config/endpoint.ts'
import type { Target } from '../../src/config/target.ts'
import { type MeasuredSide, policyFor } from '../../src/run/permissions.ts'
import { makeFacts } from '../load/facts.ts'
import { planOf } from '../load/virtual-world.ts'

const side = (target: Partial<Target>, facts?: MeasuredSide['facts']): MeasuredSide => ({
  target: { id: 'app', name: 'app', qualifier: '$LATEST', region: 'eu-west-1', ...target },
  facts,
})
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:app'

function allowed(
  plan: string,
  candidate: MeasuredSide,
  baseline?: MeasuredSide,
  { logGroup = undefined as string | undefined, allowProduction = false } = {},
): Readonly<Record<string, readonly string[]>> {
  const use = { plan: planOf(plan), logGroup, allowProduction }
  const { Statement } = policyFor(use, candidate, baseline)
  return Object.fromEntries(
    Statement.flatMap(({ Action, Resource }) =>
      Action.map((action) => [action, Resource] as const),
    ),
  )
}

test('nothing may be changed by a plan that never recycles, and no tags are asked for', () => {
  expect(Object.keys(allowed('burst 3', side({})))).toEqual([
    'lambda:GetFunctionConfiguration',
    'lambda:InvokeFunction',
    'lambda:GetFunctionConcurrency',
    'logs:FilterLogEvents',
    'lambda:GetAccountSettings',
  ])
  for (const plan of ['burst 3\nrecycle\nburst 3', 'rounds 3 of 4']) {
    const found = allowed(plan, side({ id: ARN }))
    expect(found['lambda:UpdateFunctionConfiguration']).toEqual([ARN])
    expect(found['lambda:ListTags']).toEqual([ARN])
  }
})

test('a qualifier is a resource of its own, and a published baseline is never changed', () => {
  const published = side({ id: ARN, qualifier: '41' })
  expect(allowed('rounds 3 of 4', side({ id: ARN }), published)).toEqual({
    'lambda:GetFunctionConfiguration': [ARN, `${ARN}:41`],
    'lambda:InvokeFunction': [ARN, `${ARN}:41`],
    'lambda:UpdateFunctionConfiguration': [ARN],
    'lambda:ListTags': [ARN],
    'logs:FilterLogEvents': ['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/app:*'],
    'lambda:GetFunctionConcurrency': [ARN],
    'lambda:GetAccountSettings': ['*'],
  })
})

test('a baseline that is an alias of $LATEST is changed, and read without it', () => {
  const main = 'arn:aws:lambda:eu-west-1:123456789012:function:main'
  const target = { id: main, name: 'main', qualifier: 'next' }
  const baseline = side(target, makeFacts({ arn: `${main}:next`, version: '$LATEST' }))
  const found = allowed('rounds 3 of 4', side({ id: ARN }), baseline)
  expect(found['lambda:UpdateFunctionConfiguration']).toEqual([ARN, main])
  expect(found['lambda:GetFunctionConfiguration']).toEqual([ARN, `${main}:next`, main])
  expect(found['lambda:InvokeFunction']).toEqual([ARN, `${main}:next`])
})

test('who allows production asks for no tags', () => {
  const found = allowed('rounds 3 of 4', side({}), undefined, { allowProduction: true })
  expect(Object.keys(found)).not.toContain('lambda:ListTags')
})

test('the key of encrypted variables is needed where they are merged, and only there', () => {
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:123456789012:key/2b6e8c1a'
  const encrypted = side({}, makeFacts({ kmsKeyArn }))
  expect(allowed('rounds 3 of 4', encrypted)['kms:Decrypt']).toEqual([kmsKeyArn])
  expect(allowed('burst 3', encrypted)['kms:Decrypt']).toBeUndefined()
  expect(allowed('rounds 3 of 4', side({}))['kms:Decrypt']).toBeUndefined()
})

test.each([
  ['the function itself', side({}, makeFacts({ arn: `${ARN}:live`, logGroup: '/team' })), ARN],
  ['an ARN', side({ id: ARN }), ARN],
  ['a partial ARN', side({ id: '123456789012:function:app' }), ARN],
  ['nothing', side({}), 'arn:aws:lambda:eu-west-1:ACCOUNT:function:app'],
  ['China', side({ region: 'cn-north-1' }), 'arn:aws-cn:lambda:cn-north-1:ACCOUNT:function:app'],
  [
    'GovCloud',
    side({ region: 'us-gov-west-1' }),
    'arn:aws-us-gov:lambda:us-gov-west-1:ACCOUNT:function:app',
  ],
  // One region of each further partition, as the SDK's partitions.json has them.
  ...(
    [
      ['eusc-de-east-1', 'aws-eusc'],
      ['us-iso-east-1', 'aws-iso'],
      ['us-isob-east-1', 'aws-iso-b'],
      ['eu-isoe-west-1', 'aws-iso-e'],
      ['us-isof-south-1', 'aws-iso-f'],
    ] as const
  ).map(
    ([region, partition]) =>
      [region, side({ region }), `arn:${partition}:lambda:${region}:ACCOUNT:function:app`] as const,
  ),
])('account and partition are those that %s tells', (_, own, arn) => {
  expect(allowed('burst 3', own)['lambda:InvokeFunction']).toEqual([arn])
})

test('the log group is that of the configuration, else the given one, else the usual', () => {
  const groupOf = (own: MeasuredSide, given?: string): string | undefined =>
    allowed('burst 3', own, undefined, { logGroup: given })['logs:FilterLogEvents']?.[0]?.split(
      ':',
    )[6]
  expect(groupOf(side({}, makeFacts({ logGroup: '/team' })))).toBe('/team')
  expect(groupOf(side({}), '/given')).toBe('/given')
  expect(groupOf(side({}))).toBe('/aws/lambda/app')
})

describe('over HTTP', () => {
  const at = (origin: string, signing?: Endpoint['signing']): Endpoint => ({
    ...{ origin, path: '/', search: '', method: 'POST', headers: [], signing },
  })
  const allowedAt = (endpoint: Endpoint): Readonly<Record<string, readonly string[]>> => {
    const given = { plan: planOf('burst 3'), logGroup: undefined, endpoint, allowProduction: false }
    const { Statement } = policyFor(given, side({ id: ARN }), undefined)
    const pairs = Statement.flatMap(({ Action, Resource }) =>
      Action.map((action) => [action, Resource] as const),
    )
    return Object.fromEntries(pairs.filter(([action]) => /[Ii]nvoke/.test(action)))
  }

  test.each<[string, Endpoint, Readonly<Record<string, readonly string[]>>]>([
    ['a url that anybody may call needs no permission', at('https://a.example'), {}],
    [
      'a signed Function URL needs two',
      at('https://abc.lambda-url.eu-west-1.on.aws', { service: 'lambda', region: 'eu-west-1' }),
      { 'lambda:InvokeFunctionUrl': [ARN], 'lambda:InvokeFunction': [ARN] },
    ],
    [
      'a signed API needs that of API Gateway',
      at('https://a1b2.execute-api.eu-west-1.amazonaws.com', {
        ...{ service: 'execute-api', region: 'eu-west-1' },
      }),
      { 'execute-api:Invoke': ['arn:aws:execute-api:eu-west-1:123456789012:a1b2/*'] },
    ],
    [
      'an API behind a name of its own may be any',
      at('https://api.example', { service: 'execute-api', region: 'eu-west-1' }),
      { 'execute-api:Invoke': ['arn:aws:execute-api:eu-west-1:123456789012:*/*'] },
    ],
  ])('%s', (_, endpoint, expected) => {
    expect(allowedAt(endpoint)).toEqual(expected)
  })
})
