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
  logGroup?: string,
): Readonly<Record<string, readonly string[]>> {
  const { Statement } = policyFor({ plan: planOf(plan), logGroup }, candidate, baseline)
  return Object.fromEntries(
    Statement.flatMap(({ Action, Resource }) =>
      Action.map((action) => [action, Resource] as const),
    ),
  )
}

test('nothing may be changed by a plan that never recycles', () => {
  expect(Object.keys(allowed('burst 3', side({})))).not.toContain(
    'lambda:UpdateFunctionConfiguration',
  )
  for (const plan of ['burst 3\nrecycle\nburst 3', 'rounds 3 of 4']) {
    const found = allowed(plan, side({ id: ARN }))['lambda:UpdateFunctionConfiguration']
    expect(found).toEqual([ARN])
  }
})

test('a qualifier is a resource of its own, and a published baseline is never changed', () => {
  const published = side({ id: ARN, qualifier: '41' })
  expect(allowed('rounds 3 of 4', side({ id: ARN }), published)).toEqual({
    'lambda:GetFunctionConfiguration': [ARN, `${ARN}:41`],
    'lambda:InvokeFunction': [ARN, `${ARN}:41`],
    'lambda:UpdateFunctionConfiguration': [ARN],
    'logs:FilterLogEvents': ['arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/app:*'],
    'lambda:GetFunctionConcurrency': [ARN],
    'lambda:GetAccountSettings': ['*'],
  })
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
])('account and partition are those that %s tells', (_, own, arn) => {
  expect(allowed('burst 3', own)['lambda:InvokeFunction']).toEqual([arn])
})

test('the log group is that of the configuration, else the given one, else the usual', () => {
  const groupOf = (own: MeasuredSide, given?: string): string | undefined =>
    allowed('burst 3', own, undefined, given)['logs:FilterLogEvents']?.[0]?.split(':')[6]
  expect(groupOf(side({}, makeFacts({ logGroup: '/team' })))).toBe('/team')
  expect(groupOf(side({}), '/given')).toBe('/given')
  expect(groupOf(side({}))).toBe('/aws/lambda/app')
})

describe('over HTTP', () => {
  const at = (origin: string, signing?: Endpoint['signing']): Endpoint => ({
    ...{ origin, path: '/', search: '', method: 'POST', headers: [], signing },
  })
  const allowedAt = (endpoint: Endpoint): Readonly<Record<string, readonly string[]>> => {
    const given = { plan: planOf('burst 3'), logGroup: undefined, endpoint }
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
