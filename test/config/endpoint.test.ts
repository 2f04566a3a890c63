import { describe, expect, test } from '@jest/globals'
import { describeEndpoint, type Endpoint, isPlainText } from '../../src/config/endpoint.ts'
import { configOf, problemsOf } from './sources.ts'

const URL_OF_FUNCTION = 'https://abc.lambda-url.eu-west-1.on.aws/'
const http = (given: Readonly<Record<string, string>>) => ({ url: URL_OF_FUNCTION, ...given })

function endpointOf(given: Readonly<Record<string, string>>): Endpoint {
  const { endpoint } = configOf(http(given))
  if (endpoint === undefined) throw new Error('no endpoint')
  return endpoint
}

test('without url the Invoke API is loaded', () => {
  expect(configOf({}).endpoint).toBeUndefined()
})

test('an endpoint is what the inputs say, checked', () => {
  const url = 'https://api.example.com:8443/prod/score?key=k&a=%20b#top'
  const headers = 'X-Api-Key: k=1: x\n\n Accept:application/json '
  expect(endpointOf({ url, method: 'PUT', headers })).toEqual({
    origin: 'https://api.example.com:8443',
    path: '/prod/score',
    search: '?key=k&a=%20b',
    method: 'PUT',
    headers: [
      ['X-Api-Key', 'k=1: x'],
      ['Accept', 'application/json'],
    ],
    signing: undefined,
  })
})

test('for people it is without its query and its headers, which may hold a key', () => {
  const given = { url: 'https://a.example/x?key=k', headers: 'X-Api-Key: k', method: 'GET' }
  expect(describeEndpoint(endpointOf(given))).toBe('GET https://a.example/x')
  expect(describeEndpoint(endpointOf({ auth: 'iam' }))).toBe(`POST ${URL_OF_FUNCTION} (signed)`)
})

test.each<[string, boolean, string]>([
  ['http://internal-alb.eu-west-1.elb.amazonaws.com/', true, 'a load balancer without TLS'],
  ['http://127.0.0.1:9/', false, 'it does not leave the machine'],
  ['http://localhost:9/', false, 'it does not leave the machine'],
  ['https://a.example/', false, 'it is encrypted'],
])('%s can be read on its way: %s, for %s', (url, expected) => {
  expect(isPlainText(endpointOf({ url }))).toBe(expected)
})

describe('a problem is told', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a url without a scheme', { url: 'abc.on.aws' }, /^url: found "abc.on.aws", accepted is an/],
    ['another scheme', { url: 'ftp://abc.on.aws/' }, /^url: found "ftp:\/\/abc.on.aws\/"/],
    ['a user name', { url: 'https://u@a.example/' }, /^url: found a user name or password in it/],
    ['a header without a colon', { headers: 'X-Ok: 1\n\nX-Api-Key' }, /no header in line 3, acc/],
    ['a header without a value', { headers: 'X-Api-Key:' }, /^headers: found no header in line 1/],
    ['a name with a space', { headers: 'X Api: 1' }, /^headers: found no header in line 1/],
    ['no name', { headers: ': 1' }, /^headers: found no header in line 1/],
    ['a letter that no header has', { headers: 'X-Name: Größe' }, /a character that no header may/],
    [
      'the host',
      { headers: 'Host: a' },
      /^headers: found "Host" in line 1, accepted is any header/,
    ],
    ['a length', { headers: 'content-length: 1' }, /^headers: found "content-length" in line 1/],
    ['a header of one hop', { headers: 'Connection: close' }, /^headers: found "Connection"/],
    ['our own trace', { headers: 'X-Amzn-Trace-Id: x' }, /^headers: found "X-Amzn-Trace-Id"/],
    ['a header twice', { headers: 'X-A: 1\nx-a: 2' }, /^headers: found "x-a" once more in line 2/],
    [
      'a second authorisation',
      { auth: 'iam', headers: 'Authorization: x' },
      /"Authorization" in line 1 together with auth: iam/,
    ],
    [
      'a signature for a load balancer',
      { auth: 'iam', url: 'https://x.eu-west-1.elb.amazonaws.com/' },
      /^auth: found "iam" for a load balancer, which checks no signature/,
    ],
    [
      'a signature that everybody can read',
      { auth: 'iam', url: 'http://a.example/' },
      /^auth: found "iam" for an http URL, which would send the session token unencrypted/,
    ],
    [
      'a baseline that another way leads to',
      { baseline: 'function:other' },
      /^baseline: found "function:other" together with url, which leads to the candidate alone/,
    ],
    ['a payload that is never sent', { method: 'GET', payload: '{"a":1}' }, /^payload: found toge/],
    ['a version as baseline', { baseline: 'qualifier:41' }, /^baseline: found "qualifier:41" toge/],
  ])('for %s', (_, given, problem) => {
    expect(problemsOf(http(given))).toEqual([expect.stringMatching(problem)])
  })

  test.each([{ headers: 'X-A: 1' }, { auth: 'iam' }, { method: 'GET' }])(
    'for %j without url, which would be of no effect',
    (given) => {
      expect(problemsOf(given)).toEqual([expect.stringContaining('found without url')])
    },
  )
})
