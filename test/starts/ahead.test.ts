import { describe, expect, test } from '@jest/globals'
import { init, initReport, report, requestId, start } from '../logs/log-event.ts'
import { INIT_START, ordinary, type Script, startAmong, startOf } from './situation.ts'

const json = (at: string, type: string, record: object): string =>
  JSON.stringify({ time: `1970-01-01T00:${at}Z`, type: `platform.${type}`, record })

const handler: Script = [
  [20, start(1)],
  [60, report(1, 40, init(2_000))],
]

/** A client that waited for 2 s of init, and one that did not. */
const WAITED = 2_150
const AT_ONCE = 70

const warm = { class: 'warm', initKind: 'none', init: null, duration: 40, overhead: 30 }
const cold = { class: 'cold', initKind: 'init', init: 2_000, duration: 40, overhead: 110 }

describe('a start is cold when its caller waited for the init', () => {
  test.each<[string, Script, number]>([
    ['Init Duration is all there is: a container', handler, WAITED],
    ['INIT_START just before', [[-1_985, INIT_START], ...handler], WAITED],
    ['the user prints lines in between', [[-1_985, INIT_START], [25, 'hi'], ...handler], WAITED],
    ['START is missing', [[-1_985, INIT_START], ...handler.slice(1)], WAITED],
    ['a gap of a second, and a client that waited', [[-2_980, INIT_START], ...handler], WAITED],
  ])('%s', (_, script, latency) => {
    expect(startOf(script, latency)).toMatchObject(cold)
  })

  test('real JSON lines at level INFO', () => {
    const metrics = { durationMs: 1_233.96, billedDurationMs: 1_698, initDurationMs: 463.512 }
    const script: Script = [
      [0, json('30:27.768', 'initStart', { initializationType: 'on-demand', phase: 'init' })],
      [0, json('30:28.235', 'start', { requestId: requestId(1) })],
      [0, json('30:29.470', 'report', { requestId: requestId(1), status: 'success', metrics })],
    ]
    expect(startOf(script, 1_900)).toMatchObject({
      class: 'cold',
      init: 463.512,
      duration: 1_233.96,
      overhead: expect.closeTo(202.528, 6),
    })
  })

  test('level DEBUG tells the init twice, with slightly different figures; it counts once', () => {
    const record = { initializationType: 'on-demand', phase: 'init', status: 'success' }
    const script: Script = [
      [0, json('29:45.007', 'initReport', { ...record, metrics: { durationMs: 173.778 } })],
      [0, json('29:45.008', 'start', { requestId: requestId(1) })],
      [45_108 + 29 * 60_000, report(1, 100, 'Init Duration: 174.055 ms')],
    ]
    expect(startOf(script, 400)).toMatchObject({ class: 'cold', initKind: 'init', init: 174.055 })
  })

  test('a restored environment: the wait is Restore Duration, not its billed part', () => {
    const script: Script = [
      [-800, 'RESTORE_START Runtime Version: java:21.v38\tRuntime Version ARN: arn\n'],
      [-10, 'RESTORE_REPORT Restore Duration: 789.64 ms\n'],
      [0, start(1)],
      [150, report(1, 149.53, 'Restore Duration: 789.64 ms', 'Billed Restore Duration: 163 ms')],
    ]
    const restored = { class: 'cold', initKind: 'restore', init: 789.64, duration: 149.53 }
    expect(startOf(script, 1_000)).toMatchObject(restored)
    const told: Script = [[-20, initReport(2_510.65)], ...script]
    expect(startOf(told, 1_000)).toMatchObject(restored)
  })

  test('an emulator prints an Init Duration that its clock does not know: it is cold all the same', () => {
    expect(startOf(handler, AT_ONCE)).toMatchObject({ class: 'cold', init: 2_000 })
  })
})

describe('a start is warm when the environment was ready before its request came', () => {
  const provisioned = { initializationType: 'provisioned-concurrency', phase: 'init' }

  test.each<[string, Script, number]>([
    ['INIT_START a minute before', [[-62_000, INIT_START], ...handler], AT_ONCE],
    ['the gap decides, whatever else was slow', [[-62_000, INIT_START], ...handler], WAITED],
    ['a gap of a second, and a prompt answer', [[-2_980, INIT_START], ...handler], AT_ONCE],
    ['provisioned: INIT_REPORT long before', [[-120_000, initReport(2_000)], ...handler], AT_ONCE],
    [
      'provisioned: INIT_REPORT a second before',
      [[-1_000, initReport(2_000)], ...handler],
      AT_ONCE,
    ],
    [
      'provisioned: JSON names the type when the environment begins',
      [[-2_000, json('00:00.000', 'initStart', provisioned)], ...handler],
      WAITED,
    ],
    [
      'provisioned: the type is told once and not again',
      [
        [-2_000, json('00:00.000', 'initStart', provisioned)],
        [-10, json('00:00.005', 'initReport', { metrics: { durationMs: 2_000 } })],
        ...handler,
      ],
      WAITED,
    ],
    [
      'provisioned: JSON tells the init during the invocation',
      [
        [30, json('00:00.030', 'initReport', { ...provisioned, metrics: { durationMs: 2_000 } })],
        ...handler,
      ],
      WAITED,
    ],
  ])('%s', (_, script, latency) => {
    const expected = { ...warm, overhead: latency - 40 }
    expect(startOf(script, latency)).toMatchObject(expected)
  })

  test.each<[string, Script]>([
    ['an hour ago', [[-3_600_000, INIT_START]]],
    ['three seconds ago', [[-3_000, INIT_START]]],
    ['for 11 s, which only an init that nobody waits for may take', [[-30, initReport(11_000)]]],
  ])('REPORT shows no Init Duration, the environment was made %s', (_, before) => {
    const script: Script = [...before, [20, start(1)], [60, report(1, 40)]]
    const { invocations, events } = ordinary
    expect(startAmong(script, AT_ONCE, invocations, events)).toMatchObject(warm)
  })

  test('the log begins too late to show the init, but the client did not wait for it', () => {
    const { invocations, events } = ordinary
    expect(startAmong(handler, AT_ONCE, invocations, events)).toMatchObject(warm)
  })

  test('the environment is older than the window: its first REPORT seen is not its first', () => {
    const script: Script = [
      [20, start(1)],
      [60, report(1, 40)],
    ]
    expect(startOf(script, AT_ONCE)).toMatchObject(warm)
  })

  test('another caller, unknown to us, had the cold start', () => {
    const script: Script = [
      [-5_000, INIT_START],
      [-3_000, start(9)],
      [-2_000, report(9, 1_000, init(2_000))],
      [20, start(1)],
      [60, report(1, 40)],
    ]
    expect(startOf(script, AT_ONCE)).toMatchObject(warm)
  })
})
