import { describe, expect, test } from '@jest/globals'
import { type HttpHead, type HttpRequest, readHttpAnswer } from '../../src/load/http-answer.ts'
import type { Answer } from '../../src/load/invocation.ts'

const requestId = '79b5e81f-9cdd-4145-b1f6-7c50ef8a2a36'
const handlerId = '1e0e6f2b-7a31-4d4c-9c0e-6b1d1f2a3b4c'
const traceId = '1-6a507b87-0cc4438344b48ef127ab1931'
const plain: HttpHead = {
  status: 200,
  requestId: undefined,
  handlerId: undefined,
  isApiGateway: false,
  errorType: undefined,
  isRedirect: false,
}
const functionUrl = { requestId }
const gateway = { requestId, isApiGateway: true }

function answerOf(
  head: Partial<HttpHead>,
  body: unknown = '',
  request: Partial<HttpRequest> = {},
): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return readHttpAnswer({ ...plain, ...head }, text, {
    ...{ traceId, signing: undefined, waited: 200, leadsToFunction: false },
    ...request,
  })
}

describe('an answer is joined', () => {
  test.each<[string, Partial<HttpHead>, string]>([
    ["by the id of a Function URL, which is Lambda's", functionUrl, requestId],
    ["by the trace behind API Gateway, whose id is not Lambda's", gateway, traceId],
    ["by the handler's header before anything else", { ...gateway, handlerId }, handlerId],
    ["by the handler's header where nothing else is there", { handlerId }, handlerId],
    ['by the trace behind a load balancer, which tells no id', {}, traceId],
    ['by the trace where a header is no id', { handlerId: '<script>' }, traceId],
    ['by the id, for a created resource', { ...functionUrl, status: 201 }, requestId],
  ])('%s', (_, head, expected) => {
    expect(answerOf(head)).toEqual({
      kind: 'answered',
      requestId: expected,
      functionError: undefined,
      traceId,
    })
  })
})

test("an error with the handler's header is one of a function that ran", () => {
  for (const status of [302, 400, 403, 404, 429, 500, 503]) {
    expect(answerOf({ ...gateway, status, handlerId, isRedirect: status === 302 })).toMatchObject({
      kind: 'answered',
      functionError: { type: `HTTP ${status}`, environmentLost: false },
    })
  }
})

describe('an error without it has failed, unless the log shows that the function ran', () => {
  test.each<[string, Partial<HttpHead>, unknown, string | undefined, string]>([
    ['an exception behind a Function URL', functionUrl, 'Internal Server Error', requestId, ''],
    [
      'an exception behind API Gateway',
      { ...gateway, status: 502 },
      { message: 'Internal server error' },
      undefined,
      ' Internal server error',
    ],
    ['one behind a load balancer', { status: 502 }, '<html>502 Bad Gateway</html>', undefined, ''],
    [
      'a text of the function, which may be anything',
      gateway,
      { message: 'no Maria' },
      undefined,
      '',
    ],
    ["the function's own 404", { ...functionUrl, status: 404 }, { message: 'x' }, requestId, ''],
    ["the function's own 403", { ...gateway, status: 403 }, 'no', undefined, ''],
    [
      "the function's own 404, which says more than a gateway would",
      { ...gateway, status: 404 },
      { message: 'Not Found', id: 'x' },
      undefined,
      '',
    ],
    ["the function's own 429", { ...functionUrl, status: 429 }, { message: 'x' }, requestId, ''],
    [
      "the function's own 429 in a gateway's words, behind none",
      { ...functionUrl, status: 429 },
      { message: 'Too Many Requests' },
      requestId,
      ' Too Many Requests',
    ],
    [
      "the function's own 429 with a reason of its own",
      { ...gateway, status: 429 },
      { Reason: 'DailyLimitExceeded' },
      undefined,
      '',
    ],
    ['a 429 that nobody explains', { status: 429 }, '<html>', undefined, ''],
  ])('%s', (_, head, body, id, words) => {
    const status = head.status ?? 502
    const error = `HTTP ${status}`
    expect(answerOf({ status, ...head }, body)).toEqual({
      kind: 'failed',
      reason: `${error}${words}`,
      gaveUp: false,
      hopeless: false,
      mayHaveRun: { requestId: id, traceId, error },
    })
  })
})

describe('a cut-off', () => {
  test.each<[string, number, number, boolean]>([
    ['REST, after its 29 s', 504, 29_012, true],
    ['an HTTP API, after its 30 s', 503, 30_020, true],
    ['a load balancer, after its idle timeout', 504, 60_004, true],
    ['a gateway with a limit of its own', 504, 3_001, true],
    ['a 503 that came soon is a refusal, such as a failed init', 503, 400, false],
    ['a 502 is an error, whenever it comes', 502, 29_100, false],
  ])('is told by status and time: %s', (_, status, waited, gaveUp) => {
    const answer = answerOf({ ...gateway, status }, '', { waited })
    expect(answer).toMatchObject({ kind: 'failed', gaveUp, mayHaveRun: { traceId } })
  })

  test.each([504, 503])('is no %i with the id of Lambda, who waits to the end', (status) => {
    const answer = answerOf({ ...functionUrl, status }, '', { waited: 60_000 })
    expect(answer).toMatchObject({ kind: 'failed', gaveUp: false, mayHaveRun: { requestId } })
  })
})

test.each<[string, Partial<HttpHead>, unknown, string]>([
  [
    'the concurrency of the function',
    functionUrl,
    { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    'ReservedFunctionConcurrentInvocationLimitExceeded',
  ],
  [
    'the rate of the stage',
    gateway,
    { message: 'Too Many Requests' },
    'HTTP 429 Too Many Requests',
  ],
  [
    'whatever the type of error, with which AWS answers',
    { ...functionUrl, errorType: 'TooManyRequestsException' },
    { Reason: 'SomethingNewExceeded', Type: 'User', message: 'Rate Exceeded.' },
    'SomethingNewExceeded',
  ],
])('429 is a throttle: %s', (_, head, body, reason) => {
  expect(answerOf({ ...head, status: 429 }, body)).toEqual({ kind: 'throttled', reason })
})

describe('no further request can succeed', () => {
  const denied = { ...functionUrl, status: 403, errorType: 'AccessDeniedException' }
  test.each<[string, Partial<HttpHead>, unknown, HttpRequest['signing'], RegExp]>([
    [
      'a Function URL that wants a signature',
      denied,
      { Message: 'Forbidden' },
      undefined,
      /^the Function URL refused the request \(HTTP 403 AccessDeniedException Forbidden\); set auth: iam .* both lambda:InvokeFunctionUrl and lambda:InvokeFunction/,
    ],
    [
      'a role without one of the two permissions',
      denied,
      { Message: 'Forbidden' },
      'lambda',
      /^AWS refused lambda:InvokeFunctionUrl; allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction in the role's policy/,
    ],
    [
      'an expired token',
      { ...functionUrl, status: 403, errorType: 'ExpiredTokenException' },
      '',
      'lambda',
      /^AWS did not accept the credentials \(HTTP 403 ExpiredTokenException\)$/,
    ],
    [
      'a path that a REST API does not have',
      { ...gateway, status: 403, errorType: 'MissingAuthenticationTokenException' },
      { message: 'Missing Authentication Token' },
      undefined,
      /^API Gateway refused the request .*check the url's stage and path/,
    ],
    [
      'a role without the permission of API Gateway',
      { ...gateway, status: 403 },
      { message: 'Forbidden' },
      'execute-api',
      /allow execute-api:Invoke/,
    ],
    [
      'a path that an HTTP API does not have',
      { ...gateway, status: 404 },
      { message: 'Not Found' },
      undefined,
      /^there is nothing at this url \(HTTP 404 Not Found\)/,
    ],
  ])('after %s', (_, head, body, signing, reason) => {
    expect(answerOf(head, body, { signing })).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(reason),
      gaveUp: false,
      hopeless: true,
    })
  })
})

describe('after an answer of the function', () => {
  test.each<[string, Partial<HttpHead>, unknown]>([
    ['404', { ...gateway, status: 404 }, { message: 'Not Found' }],
    ['403', { ...gateway, status: 403 }, { message: 'Forbidden' }],
    ['401', { ...gateway, status: 401 }, { message: 'Unauthorized' }],
    ['403 of AWS', { ...functionUrl, status: 403, errorType: 'AccessDeniedException' }, ''],
    [
      "403 about some AWS call's signature",
      { ...gateway, status: 403, errorType: 'ExpiredTokenException' },
      '',
    ],
  ])('a %s may be its own, so the run goes on', (_, head, body) => {
    expect(answerOf(head, body)).toMatchObject({ hopeless: true })
    expect(answerOf(head, body, { leadsToFunction: true })).toMatchObject({
      ...{ kind: 'failed', hopeless: false },
      mayHaveRun: { traceId },
    })
  })

  test('our own token may have expired all the same', () => {
    const head = { ...functionUrl, status: 403, errorType: 'ExpiredTokenException' }
    const answer = answerOf(head, '', { leadsToFunction: true, signing: 'lambda' })
    expect(answer).toMatchObject({ hopeless: true })
  })
})

test('a redirect is not followed, and says so', () => {
  expect(answerOf({ status: 301, isRedirect: true })).toMatchObject({
    kind: 'failed',
    reason:
      'the answer is a redirect (HTTP 301), which is not followed; let url name the place where it leads',
    hopeless: false,
  })
  expect(answerOf({ ...functionUrl, status: 304 }).kind).toBe('answered')
})

test('of a body nothing is shown but words of AWS', () => {
  for (const status of [400, 403, 429, 500, 503, 504]) {
    const body = { message: 'no Maria', Message: 'Maria', Reason: 'Maria is out', errorType: 'M' }
    expect(JSON.stringify(answerOf({ ...gateway, status }, body))).not.toContain('Maria')
  }
})
