import { describe, expect, test } from '@jest/globals'
import type { Invocation } from '../../src/load/invocation.ts'
import { init, initReport, report, requestId, STREAM, start } from '../logs/log-event.ts'
import { answered, classifyAll, type Script, startOf, streamOf } from './situation.ts'

const cold: Script = [
  [2_100, start(1)],
  [2_140, report(1, 40.5, init(2_000.25))],
]
const warm: Script = [
  [20, start(1)],
  [60, report(1, 40.5)],
]

describe('a start', () => {
  test('says everything that the client and the log know about its request', () => {
    const sent = answered(1, 2_200, { step: 3, round: 2, wave: 'fresh', intendedAt: 17 })
    const { starts } = classifyAll([sent], streamOf(cold))
    expect(starts).toEqual([
      {
        requestId: requestId(1),
        side: 'candidate',
        step: 3,
        round: 2,
        wave: 'fresh',
        class: 'cold',
        environment: STREAM,
        sentAt: 17,
        clientDelay: 0.5,
        latency: 2_200,
        init: 2_000.25,
        initKind: 'init',
        initCensored: false,
        duration: 40.5,
        overhead: 2_200 - 2_000.25 - 40.5,
        billed: 41,
        memorySize: 3_008,
        maxMemory: 412,
        censored: false,
        error: null,
      },
    ])
  })

  test('has null for what a REPORT of Managed Instances does not say', () => {
    const line = `{"type":"platform.report","record":{"requestId":"${requestId(1)}","metrics":{"durationMs":7}}}`
    const nothing = { billed: null, memorySize: null, maxMemory: null, init: null }
    expect(startOf([[10, line]], 12)).toMatchObject(nothing)
  })

  test.each<[string, Script, Partial<Record<'censored' | 'error', unknown>>]>([
    [
      'a timeout',
      [[60, report(1, 3_000, 'Status: timeout')]],
      { censored: true, error: 'timeout' },
    ],
    [
      'a timeout of the old style',
      [
        [59, `1970-01-01T00:00:03.000Z ${requestId(1)} Task timed out after 3.00 seconds\n\n`],
        [60, report(1, 3_000)],
      ],
      { censored: true, error: 'timeout' },
    ],
    [
      'a crash with its type',
      [[60, report(1, 5, 'Status: error', 'Error Type: Runtime.OutOfMemory')]],
      { censored: false, error: 'Runtime.OutOfMemory' },
    ],
    [
      'a crash of the old style',
      [
        [59, `RequestId: ${requestId(1)} Error: Runtime exited without providing a reason\n`],
        [60, report(1, 5)],
      ],
      { censored: false, error: 'crash' },
    ],
    ['a success', warm, { censored: false, error: null }],
  ])('knows how it ended: %s', (_, script, expected) => {
    expect(startOf(script, 3_100)).toMatchObject(expected)
  })

  test("carries the handler's own error, which no text REPORT shows", () => {
    const functionError = { type: 'ValueError', environmentLost: false }
    const answer = { kind: 'answered', requestId: requestId(1), functionError } as const
    const { starts } = classifyAll([answered(1, 50, { answer })], streamOf(warm))
    expect(starts).toMatchObject([{ class: 'warm', error: 'ValueError', censored: false }])
  })

  test('believes the REPORT that Lambda wrote, not one that the function printed before it', () => {
    const script: Script = [
      [10_000, initReport(10_000, 'Phase: init', 'Status: timeout')],
      [14_000, start(1)],
      [14_010, report(1, 1, init(7))],
      [14_050, report(1, 4_050)],
    ]
    const expected = { class: 'cold', initKind: 'suppressed', init: 14_000, duration: 50 }
    expect(startOf(script, 14_200)).toMatchObject(expected)
  })
})

describe('joining what the client saw with the log', () => {
  test('lists what was answered and never reported', () => {
    const { starts, missing } = classifyAll([answered(1, 50), answered(2, 50)], streamOf(warm))
    expect(starts.map((one) => one.requestId)).toEqual([requestId(1)])
    expect(missing).toEqual([requestId(2)])
  })

  test('expects no REPORT of requests that were throttled or failed', () => {
    const answers: readonly Invocation['answer'][] = [
      { kind: 'throttled', reason: 'ConcurrentInvocationLimitExceeded' },
      { kind: 'failed', reason: 'HTTP 500', gaveUp: false, hopeless: false },
    ]
    const invocations = answers.map((answer, n) => answered(n, 5, { answer }))
    const nothing = { starts: [], missing: [], foreign: 0 }
    expect(classifyAll(invocations, [])).toMatchObject(nothing)
  })

  test('leaves foreign requests out, in streams of their own and in ours', () => {
    const ours = streamOf([...warm, [70, start(8)], [80, report(8, 10)]])
    const theirs = streamOf([[70, report(9, 10, init(500))]], 'theirs')
    const { starts, foreign } = classifyAll([answered(1, 50)], [...ours, ...theirs])
    expect(starts).toHaveLength(1)
    expect(foreign).toBe(2)
  })

  test('counts foreign requests since the load began, with 10 s for the difference of clocks', () => {
    const theirs = [-60_000, -10_001, -10_000, 0, 5_000].map(
      (at, n) => [at, report(10 + n, 10)] as const,
    )
    expect(classifyAll([], streamOf(theirs)).foreign).toBe(3)
  })

  test('a foreign request that had the cold start leaves a warm one to ours', () => {
    const script: Script = [[-90, start(9)], [-50, report(9, 40, init(2_000))], ...warm]
    const { starts, foreign } = classifyAll([answered(1, 50)], streamOf(script))
    expect(starts).toMatchObject([{ class: 'warm' }])
    expect(foreign).toBe(1)
  })

  test('does not depend on the order in which lines arrive', () => {
    const events = [
      ...streamOf([...cold, [2_200, start(2)], [2_240, report(2, 40)]]),
      ...streamOf([[2_150, report(3, 40, init(2_100))]], 'another'),
    ]
    const sent = [1, 2, 3].map((n) => answered(n, 2_500, { intendedAt: n }))
    expect(classifyAll(sent, events.toReversed())).toEqual(classifyAll(sent, events))
  })

  test('tells starts in the order of sending, not of answering', () => {
    const events = [5, 6, 7].flatMap((n) => streamOf([[n, report(n, 1)]], `stream ${n}`))
    const sent = [
      answered(5, 9, { intendedAt: 30 }),
      answered(6, 9),
      answered(7, 9, { intendedAt: 20 }),
    ]
    const { starts } = classifyAll(sent, events)
    expect(starts.map(({ sentAt }) => sentAt)).toEqual([0, 20, 30])
  })
})
