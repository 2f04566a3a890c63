import { describe, expect, test } from '@jest/globals'
import { type AnswerHead, readAnswer } from '../../src/load/answer.ts'
import type { Answer } from '../../src/load/invocation.ts'

const requestId = '79b5e81f-9cdd-4145-b1f6-7c50ef8a2a36'
const ok: AnswerHead = { status: 200, requestId, functionError: undefined, errorType: undefined }

function answerOf(head: Partial<AnswerHead>, body: unknown = ''): Answer {
  return readAnswer({ ...ok, ...head }, typeof body === 'string' ? body : JSON.stringify(body))
}

test('a 200 is an answer, with the id that its log lines carry', () => {
  expect(answerOf({})).toEqual({ kind: 'answered', requestId, functionError: undefined })
})

describe('a function error', () => {
  const errorOf = (body: unknown, functionError = 'Unhandled') => {
    const answer = answerOf({ functionError }, body)
    return answer.kind === 'answered' ? answer.functionError : answer
  }
  const exited = `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`
  const timedOut = `2024-03-04T17:22:38.033Z ${requestId} Task timed out after 3.00 seconds`
  const typed = (errorType: string) => ({ errorType, errorMessage: 'message' })

  // The bodies of the two timeouts were recorded on AWS.
  test.each<[string, unknown, string]>([
    ['an old timeout', { errorMessage: timedOut }, 'Unhandled'],
    ['an old exit', { errorMessage: exited }, 'Unhandled'],
    [
      'a new timeout',
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after 30.00 seconds`,
      },
      'Sandbox.Timedout',
    ],
    ['a new exit', { errorType: 'Runtime.ExitError', errorMessage: exited }, 'Runtime.ExitError'],
    ['too little memory', typed('Runtime.OutOfMemory'), 'Runtime.OutOfMemory'],
    ['a failed import', typed('Runtime.ImportModuleError'), 'Runtime.ImportModuleError'],
    ['a crashed extension', typed('Extension.Crash'), 'Extension.Crash'],
  ])('%s loses the environment', (_, body, type) => {
    expect(errorOf(body)).toEqual({ type, environmentLost: true })
  })

  test.each<[string, unknown, string, string]>([
    ['an exception of the handler', typed('ValueError'), 'ValueError', 'the runtime caught it'],
    ['a Python answer that is no JSON', typed('Runtime.MarshalError'), 'Runtime.MarshalError', ''],
    [
      'a Python event that is no JSON',
      typed('Runtime.UnmarshalError'),
      'Runtime.UnmarshalError',
      '',
    ],
    ['a body without type', { errorMessage: 'no' }, 'Unhandled', 'the header says what is known'],
    ['a body that is no JSON', 'Internal', 'Unhandled', 'the header says what is known'],
    ['a body that is no object', '"Internal"', 'Unhandled', 'the header says what is known'],
    ['a body of null', 'null', 'Unhandled', 'the header says what is known'],
    [
      "a handler's own timeout",
      { errorType: 'TimeoutError', errorMessage: 'Task timed out after 5 s waiting for Redis' },
      'TimeoutError',
      'it only reads like one of Lambda',
    ],
    [
      'a handler that quotes another exit',
      { errorType: 'Error', errorMessage: exited },
      'Error',
      'it only reads like one of Lambda',
    ],
  ])('%s leaves the environment running', (_, body, type) => {
    expect(errorOf(body)).toEqual({ type, environmentLost: false })
  })

  test('keeps of the body its type only, as messages may hold personal data', () => {
    const body = {
      errorType: 'ValueError',
      errorMessage: 'no such person: Maria',
      trace: ['Maria'],
    }
    expect(JSON.stringify(answerOf({ functionError: 'Unhandled' }, body))).not.toContain('Maria')
  })
})

describe('a throttle', () => {
  const type = 'TooManyRequestsException:http://internal.amazon.com/coral/com.amazonaws/'

  test.each<[string, Partial<AnswerHead>, unknown, string]>([
    [
      'the Reason of the body',
      { errorType: type },
      { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', message: 'Rate Exceeded.' },
      'ReservedFunctionConcurrentInvocationLimitExceeded',
    ],
    ['the type without a Reason', { errorType: type }, '', 'TooManyRequestsException'],
    ['the status alone', {}, '<html>', 'TooManyRequests'],
  ])('tells its cause by %s', (_, head, body, reason) => {
    expect(answerOf({ status: 429, ...head }, body)).toEqual({ kind: 'throttled', reason })
  })
})

describe('a failure', () => {
  test.each<[string, Partial<AnswerHead>, unknown, string]>([
    [
      'a server error is what AWS says',
      { status: 502, errorType: 'KMSDisabledException' },
      { Message: 'Lambda was unable to decrypt.' },
      'HTTP 502 KMSDisabledException Lambda was unable to decrypt.',
    ],
    ['an accepted event is no answer of the function', { status: 202 }, '', 'HTTP 202'],
    ['a gateway error is its status', { status: 503 }, '<html>busy</html>', 'HTTP 503'],
    [
      'the type may be in the body',
      { status: 500 },
      { __type: 'ServiceException:http://x', message: 'try again' },
      'HTTP 500 ServiceException try again',
    ],
    [
      'a payload that is too large is told',
      { status: 413, errorType: 'RequestTooLargeException' },
      { message: 'Request must be smaller' },
      'HTTP 413 RequestTooLargeException Request must be smaller',
    ],
  ])('%s, and the next request may succeed', (_, head, body, reason) => {
    const failed = { kind: 'failed', reason, gaveUp: false, hopeless: false }
    expect(answerOf(head, body)).toEqual(failed)
  })

  test.each<[string, Partial<AnswerHead>, unknown, string]>([
    [
      'without permission the message names it',
      { status: 403, errorType: 'AccessDeniedException' },
      { Message: 'User: ci is not authorized' },
      "AWS refused lambda:InvokeFunction; allow it in the role's policy; without it nothing can be measured; `mode: report` still joins what other jobs measured (HTTP 403 AccessDeniedException User: ci is not authorized)",
    ],
    [
      'a 403 that says nothing is taken for a missing permission',
      { status: 403 },
      '',
      "AWS refused lambda:InvokeFunction; allow it in the role's policy; without it nothing can be measured; `mode: report` still joins what other jobs measured (HTTP 403)",
    ],
    [
      'an expired token is no matter of the policy',
      { status: 403, errorType: 'ExpiredTokenException' },
      { message: 'The security token included in the request is expired' },
      'HTTP 403 ExpiredTokenException The security token included in the request is expired',
    ],
    [
      'a function that is not there is told',
      { status: 404, errorType: 'ResourceNotFoundException:' },
      { Message: 'Function not found' },
      'HTTP 404 ResourceNotFoundException Function not found',
    ],
    [
      'an answer without request id cannot be matched',
      { requestId: undefined },
      '{"ok": true}',
      'the answer carries no x-amzn-RequestId, so its log lines cannot be found',
    ],
  ])('%s, and no further request can succeed', (_, head, body, reason) => {
    const failed = { kind: 'failed', reason, gaveUp: false, hopeless: true }
    expect(answerOf(head, body)).toEqual(failed)
  })
})
