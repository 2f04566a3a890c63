import { describe, expect, test } from '@jest/globals'
import type { Endpoint } from '../../src/config/endpoint.ts'
import type { FunctionFacts } from '../../src/function-facts.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import {
  describeClientTimes,
  describeOtherVersion,
  describeUnjoined,
  type Joinable,
  whyNotJoined,
} from '../../src/run/unjoined.ts'
import { makeFacts } from '../load/facts.ts'
import { logEvent, report, requestId } from '../logs/log-event.ts'
import { answered } from '../starts/situation.ts'

const GATEWAY_ID = '99999999-0000-4000-8000-000000000001'
const traceOf = (n: number): string => `1-6a507b87-${String(n).padStart(24, '0')}`
const group = '/aws/lambda/app'
const LOG_TIMEOUT = 180_000
const endpoint: Endpoint = {
  ...{ origin: 'https://api.example.com', path: '/score', search: '?key=hunter2' },
  ...{ method: 'POST', headers: [['X-Api-Key', 'hunter2']], signing: undefined },
}

type Case = {
  readonly answers?: number
  /** What each answer tells; undefined: nothing. */
  readonly told?: string
  readonly lines?: readonly string[]
  readonly linesAt?: number
  readonly facts?: Partial<FunctionFacts>
  readonly origin?: string
}

function joinable({
  answers = 2,
  told,
  lines = [],
  linesAt = 1_000,
  facts,
  origin,
}: Case): Joinable {
  const journal = makeJournal()
  journal.add(lines.map((line, i) => logEvent(linesAt + i, line, { group, stream: `s${i}` })))
  const invocations = Array.from({ length: answers }, (_, i) => {
    const traceId = traceOf(i)
    const requestId = told ?? traceId
    const answer = { kind: 'answered', requestId, functionError: undefined, traceId } as const
    return answered(i, 1_000, { answer })
  })
  return {
    endpoint: { ...endpoint, ...(origin === undefined ? {} : { origin }) },
    facts: makeFacts(facts),
    invocations,
    journal,
  }
}

const untraced = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => report(i + 10, 5))
const traced = (n: number, trace: number): string =>
  `${report(n, 5)}XRAY TraceId: ${traceOf(trace)}\tSampled: true\t\n`

describe('it is clear that no answer will be joined', () => {
  test.each<[string, Case, number]>([
    ['5 s after the first one, where the lines have no trace', { lines: untraced(2) }, 6_000],
    ['after five lines, however many the answers are', { answers: 500, lines: untraced(5) }, 6_000],
    [
      'as soon as no line can be late, where the answers tell an id',
      { told: GATEWAY_ID, lines: untraced(5) },
      1_000 + LOG_TIMEOUT,
    ],
    [
      'as soon as no line can be late, where the function traces',
      { facts: { tracing: 'Active' }, lines: [10, 11, 12, 13, 14].map((n) => traced(n, n + 60)) },
      1_000 + LOG_TIMEOUT,
    ],
  ])('%s, and not before', (_, given, at) => {
    expect(whyNotJoined(joinable(given), LOG_TIMEOUT, at - 1)).toBeUndefined()
    expect(whyNotJoined(joinable(given), LOG_TIMEOUT, at)).toContain('have no id in common')
  })

  test.each<[string, Case]>([
    ['no line has come', {}],
    ['fewer lines have come than answers', { lines: untraced(1) }],
    ['lines have come that are traced', { lines: [traced(10, 77), traced(11, 78)] }],
    ['one answer is joined by its id', { told: requestId(10), lines: untraced(5) }],
    ['one answer is joined by its trace', { lines: [traced(9, 1), ...untraced(4)] }],
    ['nothing was answered', { answers: 0, lines: untraced(9) }],
    [
      'a few lines may be other callers, though the one answer has none',
      { answers: 1, told: GATEWAY_ID, lines: untraced(4) },
    ],
    [
      'all lines are of callers before the load',
      { told: GATEWAY_ID, lines: untraced(9), linesAt: -10_020 },
    ],
  ])('but not while %s', (_, given) => {
    expect(whyNotJoined(joinable(given), LOG_TIMEOUT, 1_000 + LOG_TIMEOUT)).toBeUndefined()
  })
})

describe('the reason says what to change', () => {
  const reasonOf = (given: Case): string => describeUnjoined(joinable(given)) ?? ''

  test('behind a gateway: the header of the handler, in both languages, or tracing', () => {
    expect(reasonOf({ lines: untraced(3) })).toBe(
      '2 answers of POST https://api.example.com/score and 3 REPORT lines in /aws/lambda/app have no id in common, so they cannot be joined, and a join by time would be a guess: the answers tell no request id of Lambda, and the lines no trace of theirs. Let the handler return its request id in the header x-lambda-request-id (Python: "headers": {"x-lambda-request-id": context.aws_request_id}; Node.js: headers: { \'x-lambda-request-id\': context.awsRequestId }); behind a REST API, active tracing of the stage and of it (aws lambda update-function-configuration --function-name app --tracing-config Mode=Active) would do as well. Also check whether it is a url of app',
    )
  })

  test('tracing of the function is not advised where it is on', () => {
    const reason = reasonOf({ facts: { tracing: 'Active' }, lines: untraced(1) })
    expect(reason).not.toContain('Mode=Active')
  })

  test('a Function URL tells its ids, so it must be the one of another function', () => {
    const origin = 'https://abc.lambda-url.eu-west-1.on.aws'
    const reason = reasonOf({ origin, told: GATEWAY_ID, lines: untraced(2) })
    expect(reason).toMatch(/so they cannot be joined.*; check whether it is a url of app$/)
  })

  test('without any line it may be the log that is wrong', () => {
    expect(reasonOf({})).toMatch(/^2 answers .* came, but no REPORT line in \/aws\/lambda\/app;/)
  })

  test('there is none where an answer was joined', () => {
    expect(describeUnjoined(joinable({ lines: [traced(10, 0)] }))).toBeUndefined()
  })
})

test('what the client saw is told all the same', () => {
  const { invocations } = joinable({ answers: 3 })
  expect(describeClientTimes(invocations)).toEqual([
    'What the client saw of 3 answers that no REPORT line explains: latency p50 1.00 s, p95 1.00 s, max 1.00 s, whatever kind of start it was.',
  ])
  expect(describeClientTimes([])).toEqual([])
})

test.each<[string | null, string, RegExp | undefined]>([
  ['2026/11/22/[$LATEST]0123', '$LATEST', undefined],
  ['2026/11/22/app[42]0123', '42', undefined],
  [null, '$LATEST', undefined],
  ['2026/11/22/[42]0123', '$LATEST', /version 42 of the function, and .* version \$LATEST/],
])('a start in %s is one of version %s', (environment, version, problem) => {
  const found = describeOtherVersion([{ environment }], { version })
  if (problem === undefined) expect(found).toBeUndefined()
  else expect(found).toMatch(problem)
})
