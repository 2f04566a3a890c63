import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import { initReport, report, requestId, start } from '../logs/log-event.ts'
import { INIT_START, type Script, startOf, TIMED_OUT } from './situation.ts'

type Row = {
  readonly shows: string
  readonly script: Script
  readonly latency: number
  readonly is: Partial<Start>
}

const about = (value: number) => expect.closeTo(value, 6) as unknown as number

// Published sequences: INIT_REPORT and REPORT carry the figures that Lambda printed. Times of START
// and latencies are made up to fit, save those of "44 s".
const rows: readonly Row[] = [
  {
    shows: 'a re-run of 3.8 s: container with Web Adapter, 2026',
    script: [
      [10_000, initReport(9_999.56, ...TIMED_OUT)],
      [13_800, start(1)],
      [15_546, report(1, 5_545.81)],
    ],
    latency: 16_000,
    is: { init: about(9_999.56 + 3_799.81), duration: about(1_746), overhead: about(454.63) },
  },
  {
    shows: 'the first pull of a 266 MB image, re-run of 4.4 s',
    script: [
      [10_300, initReport(10_000.07, ...TIMED_OUT)],
      [14_700, start(1)],
      [14_900, report(1, 4_571.2)],
    ],
    latency: 15_100,
    is: { init: about(10_000.07 + 4_371.2), duration: about(200) },
  },
  {
    shows: 'START printed after a re-run of 44 s',
    script: [
      [382_497, initReport(10_000.17, ...TIMED_OUT)],
      [426_686, start(1)],
      [442_074, report(1, 59_539.36)],
    ],
    latency: 69_900,
    is: { init: about(10_000.17 + 44_151.36), duration: about(15_388) },
  },
  {
    shows: 'two attempts that timed out',
    script: [
      [10_000, initReport(9_999.6, ...TIMED_OUT)],
      [20_050, initReport(10_000.14, ...TIMED_OUT)],
      [40_060, start(1)],
      [44_821, report(1, 24_761.26)],
    ],
    latency: 45_300,
    is: { init: about(9_999.6 + 10_000.14 + 20_000.26), duration: about(4_761) },
  },
  {
    shows: 'a re-run that failed: its own line tells its length, and it is "at least"',
    script: [
      [10_100, initReport(10_000.44, ...TIMED_OUT)],
      [
        27_610,
        initReport(17_498.2, 'Phase: invoke', 'Status: error', 'Error Type: Runtime.Unknown'),
      ],
      [27_611, start(1)],
      [27_620, report(1, 17_510.42, 'Status: error', 'Error Type: Runtime.Unknown')],
    ],
    latency: 27_800,
    is: {
      init: about(10_000.44 + 17_498.2),
      initCensored: true,
      duration: about(12.22),
      censored: false,
      error: 'Runtime.Unknown',
    },
  },
  {
    shows: 'a re-run that met the time limit, old style',
    script: [
      [10_400, initReport(10_337.01, ...TIMED_OUT)],
      [
        55_450,
        initReport(45_045.69, 'Phase: invoke', 'Status: error', 'Error Type: Runtime.Unknown'),
      ],
      [55_451, start(1)],
      [55_459, `2024-01-29T16:41:15.998Z ${requestId(1)} Task timed out after 45.05 seconds\n\n`],
      [55_460, report(1, 45_054.87)],
    ],
    latency: 55_700,
    is: {
      init: about(10_337.01 + 45_045.69),
      initCensored: true,
      duration: about(9.18),
      censored: true,
      error: 'timeout',
    },
  },
  {
    shows: 'START missing: nothing tells re-run and handler apart',
    script: [
      [10_000, initReport(9_999.79, ...TIMED_OUT)],
      [74_760, report(1, 64_754.09)],
    ],
    latency: 75_000,
    is: { init: null, duration: null, overhead: null, initCensored: false },
  },
  {
    shows: 'a syntax error: both attempts failed',
    script: [
      [200, initReport(150.79, 'Phase: init', 'Status: error', 'Error Type: Runtime.X')],
      [1_535, initReport(1_329.49, 'Phase: invoke', 'Status: error', 'Error Type: Runtime.X')],
      [1_536, start(1)],
      [1_540, report(1, 1_338.34, 'Status: error', 'Error Type: Runtime.UserCodeSyntaxError')],
    ],
    latency: 1_700,
    is: {
      init: about(150.79 + 1_329.49),
      duration: about(8.85),
      error: 'Runtime.UserCodeSyntaxError',
    },
  },
  {
    shows: 'a re-run that is shorter than the noise of clocks, told by its own line',
    script: [
      [100, initReport(9.27, 'Phase: invoke', 'Status: error', 'Error Type: Runtime.ExitError')],
      [101, start(1)],
      [105, report(1, 13.2, 'Status: error', 'Error Type: Runtime.ExitError')],
    ],
    latency: 60,
    is: { init: about(9.27), duration: about(3.93) },
  },
  {
    shows: 'JSON, level DEBUG: the re-run succeeded and is told',
    script: [
      [
        10_300,
        '{"type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"timeout","metrics":{"durationMs":10000.487}}}',
      ],
      [
        14_800,
        '{"type":"platform.initReport","record":{"initializationType":"on-demand","phase":"invoke","status":"success","metrics":{"durationMs":4500.25}}}',
      ],
      [
        15_000,
        `{"type":"platform.report","record":{"requestId":"${requestId(1)}","status":"success","metrics":{"durationMs":4700.5}}}`,
      ],
    ],
    latency: 15_200,
    is: { init: about(10_000.487 + 4_500.25), initCensored: false, duration: about(200.25) },
  },
  {
    shows: 'INIT_REPORT missing: the init is at least the re-run, and of the handler all is known',
    script: [
      [0, INIT_START],
      [14_000, start(1)],
      [15_000, report(1, 5_000)],
    ],
    latency: 15_200,
    is: { init: about(4_000), initCensored: true, duration: about(1_000), overhead: null },
  },
  {
    shows: 'INIT_REPORT missing in a container, which prints no INIT_START either',
    script: [
      [14_000, start(1)],
      [15_000, report(1, 5_000)],
    ],
    latency: 15_200,
    is: { init: about(4_000), initCensored: true, duration: about(1_000), overhead: null },
  },
]

describe('an init that failed or took over 10 s is cold although REPORT shows no Init Duration', () => {
  test.each(rows)('$shows', ({ script, latency, is }) => {
    const expected = { class: 'cold', initKind: 'suppressed', latency, ...is }
    expect(startOf(script, latency)).toMatchObject(expected)
  })

  test.each<[string, Script, number]>([
    [
      'the client was answered sooner than that',
      [
        [14_000, start(1)],
        [15_000, report(1, 5_000)],
      ],
      900,
    ],
    [
      'all lines carry one time, as an emulator stamps them',
      [
        [15_000, start(1)],
        [15_000, report(1, 5_000)],
      ],
      5_200,
    ],
    [
      'the environment served before',
      [
        [50, start(9)],
        [60, report(9, 10)],
        [14_000, start(1)],
        [15_000, report(1, 5_000)],
      ],
      15_200,
    ],
  ])('a Duration longer than START to REPORT proves no init when %s', (_, script, latency) => {
    expect(startOf(script, latency)).toMatchObject({ class: 'warm', init: null, duration: 5_000 })
  })

  test('the next start of that environment is warm', () => {
    const script: Script = [
      [-5_000, initReport(9_999.56, ...TIMED_OUT)],
      [-2_000, start(9)],
      [-1_000, report(9, 4_000)],
      [50, start(1)],
      [60, report(1, 10)],
    ]
    expect(startOf(script, 80)).toMatchObject({ class: 'warm', initKind: 'none', init: null })
  })

  test('an imitation of START does not move the border between re-run and handler', () => {
    const script: Script = [
      [10_000, initReport(9_999.56, ...TIMED_OUT)],
      [13_800, start(1)],
      [15_000, start(1)],
      [15_546, report(1, 5_545.81)],
    ]
    expect(startOf(script, 16_000).duration).toBeCloseTo(1_746)
  })

  test('an attempt that nobody waited for is not part of the init', () => {
    const attempt = initReport(10_000, ...TIMED_OUT)
    const rest: Script = [
      [4_050, start(1)],
      [4_250, report(1, 4_200)],
    ]
    const long = startOf([[-60_000, attempt], ...rest], 4_300)
    const short = startOf([[-5_000, attempt], ...rest], 4_300)
    expect([long.init, short.init]).toEqual([4_000, 4_000])
    expect([long.overhead, short.overhead]).toEqual([100, 100])
  })

  test('of two attempts only the one that fits into the latency was waited for', () => {
    const script: Script = [
      [-5_000, initReport(10_000, ...TIMED_OUT)],
      [10_000, initReport(10_000, ...TIMED_OUT)],
      [14_000, start(1)],
      [14_200, report(1, 4_200)],
    ]
    expect(startOf(script, 14_300)).toMatchObject({ init: 14_000, duration: 200, overhead: 100 })
  })
})
