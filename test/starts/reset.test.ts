import { describe, expect, test } from '@jest/globals'
import type { Invocation } from '../../src/load/invocation.ts'
import { init, initReport, report, requestId, start } from '../logs/log-event.ts'
import { answered, INIT_START, type Script, startAmong, startOf } from './situation.ts'

const crashed: Script = [
  [-2_000, start(9)],
  [-1_000, report(9, 1_000, 'Status: error', 'Error Type: Runtime.ExitError')],
]
/** AWS's own sample of a suppressed re-init: 3022.91 ms, of which the handler ran 2500. */
const lazy: Script = [
  [600, start(1)],
  [3_100, report(1, 3_022.91)],
]
const plain: Script = [
  [600, start(1)],
  [1_600, report(1, 1_000)],
]
const functionError = (type: string, environmentLost: boolean): Partial<Invocation> => ({
  answer: { kind: 'answered', requestId: requestId(9), functionError: { type, environmentLost } },
})

describe('the first start after a crash or timeout is a reset, in no other class', () => {
  test.each<[string, Script]>([
    ['a crash, new style', crashed],
    ['a timeout, new style', [[-1_000, report(9, 3_000, 'Status: timeout')]]],
    [
      'a crash, old style',
      [
        [-1_001, `RequestId: ${requestId(9)} Error: Runtime exited with error: signal: killed\n`],
        [-1_000, report(9, 1_000)],
      ],
    ],
    [
      'a timeout, old style',
      [
        [-1_001, `1970-01-01T00:00:00.000Z ${requestId(9)} Task timed out after 3.00 seconds\n\n`],
        [-1_000, report(9, 3_000)],
      ],
    ],
    [
      'a crash, JSON',
      [
        [
          -1_000,
          `{"type":"platform.report","record":{"requestId":"${requestId(9)}","status":"error","errorType":"Runtime.OutOfMemory","metrics":{"durationMs":5}}}`,
        ],
      ],
    ],
    [
      "a crash of the environment's first request",
      [[-1_000, report(9, 5, init(80), 'Status: error')]],
    ],
  ])('%s', (_, before) => {
    const found = startOf([...before, ...lazy], 3_200)
    expect(found).toMatchObject({ class: 'reset', initKind: 'suppressed', duration: 2_500 })
    expect(found.init).toBeCloseTo(522.91)
    expect(found.overhead).toBeCloseTo(3_200 - 3_022.91)
  })

  test('the client was told, and the log is silent: a segfault of the old style', () => {
    const script: Script = [[-1_000, report(9, 421.26, init(1_346.96))], ...lazy]
    const lost = answered(9, 2_000, functionError('Runtime.ExitError', true))
    expect(startAmong(script, 3_200, [lost])).toMatchObject({ class: 'reset' })
  })

  test('the start after that is warm', () => {
    const script: Script = [...crashed, [-500, start(8)], [-100, report(8, 400)], ...plain]
    expect(startOf(script, 1_100)).toMatchObject({ class: 'warm', initKind: 'none' })
  })

  test('START is missing: init and duration are unknown', () => {
    const script: Script = [...crashed, ...lazy.slice(1)]
    const expected = { class: 'reset', initKind: 'suppressed', init: null, duration: null }
    expect(startOf(script, 3_200)).toMatchObject({ ...expected, overhead: null })
  })

  test('JSON at level DEBUG tells how long the re-run took', () => {
    const told = `{"type":"platform.initReport","record":{"initializationType":"on-demand","phase":"invoke","status":"success","metrics":{"durationMs":500.5}}}`
    const found = startOf([...crashed, [590, told], ...lazy.slice(1)], 3_200)
    expect(found).toMatchObject({ class: 'reset', initKind: 'suppressed', init: 500.5 })
    expect(found.duration).toBeCloseTo(3_022.91 - 500.5)
  })

  test('a failed re-init and another crash', () => {
    const script: Script = [
      ...crashed,
      [100, initReport(99.65, 'Phase: invoke', 'Status: error', 'Error Type: Runtime.ExitError')],
      [101, start(1)],
      [105, report(1, 104.1, 'Status: error', 'Error Type: Runtime.ExitError')],
    ]
    const expected = { class: 'reset', init: 99.65, initCensored: true, error: 'Runtime.ExitError' }
    expect(startOf(script, 300)).toMatchObject(expected)
  })
})

describe('a re-init between the requests', () => {
  // A published trace of a SnapStart function, 2023, with its own times (less a constant).
  const trace: Script = [
    [-26_371, 'RESTORE_START Runtime Version: java:17.v9\tRuntime Version ARN: arn\n'],
    [-26_165, 'RESTORE_REPORT Restore Duration: 244.38 ms\n'],
    [-26_158, start(9)],
    [-24_139, `2023-07-20T18:37:39.961Z ${requestId(9)} Task timed out after 2.02 seconds\n\n`],
    [
      -24_139,
      report(9, 2_019.16, 'Restore Duration: 244.38 ms', 'Billed Restore Duration: 167 ms'),
    ],
    [-24_010, INIT_START],
    [-21_873, initReport(2_137.34)],
    [-20_988, start(1)],
    [-20_081, report(1, 907.25)],
  ]

  test('is waited for by nobody', () => {
    const expected = { class: 'reset', initKind: 'none', init: null, duration: 907.25 }
    expect(startOf(trace, 950)).toMatchObject(expected)
  })

  test('is waited for by a request that came while it ran', () => {
    const early = trace.map(([at, line]) => [at > -21_000 ? at - 880 : at, line] as const)
    const expected = { class: 'reset', initKind: 'init', init: 2_137.34, duration: 907.25 }
    expect(startOf(early, 3_100)).toMatchObject(expected)
  })

  test('leaves no trace when its lines are missing: no re-run, no wait', () => {
    const expected = { class: 'reset', initKind: 'none', init: null, duration: 1_000 }
    expect(startOf([...crashed, ...plain], 1_100)).toMatchObject(expected)
  })
})

describe("the handler's own exception leaves the environment alone", () => {
  test('JSON calls it a failure', () => {
    const failed = `{"type":"platform.report","record":{"requestId":"${requestId(9)}","status":"failure","errorType":"ValueError","metrics":{"durationMs":5}}}`
    expect(startOf([[-1_000, failed], ...plain], 1_100)).toMatchObject({ class: 'warm' })
  })

  test('text does not mention it, and the client is told that nothing was lost', () => {
    const error = answered(9, 10, functionError('ValueError', false))
    const script: Script = [[-1_000, report(9, 5)], ...plain]
    expect(startAmong(script, 1_100, [error])).toMatchObject({ class: 'warm', error: null })
  })
})
