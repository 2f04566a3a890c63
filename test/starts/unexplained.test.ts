import { describe, expect, test } from '@jest/globals'
import type { Invocation } from '../../src/load/invocation.ts'
import { collect, type Expected } from '../../src/logs/collect.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import { classify, unexplained } from '../../src/starts/classify.ts'
import { init, initReport, logEvent, report, requestId, start } from '../logs/log-event.ts'
import { expecting, makeFakeLogs } from '../logs/log-world.ts'
import { answered, INIT_START, ordinary, type Script, streamOf, TIMED_OUT } from './situation.ts'

const LATENCY = 15_150
/** The `Duration` may be all handler, or hide a re-run init: the time of START would tell. */
const alone: Script = [[15_100, report(1, 5_100)]]

/** Whether the log leaves the time of request 1 unexplained, in a run with two ordinary starts. */
function isUnexplained(script: Script, others = ordinary.events): boolean {
  const journal = makeJournal()
  journal.add([...streamOf(script), ...others])
  const found = unexplained([answered(1, LATENCY), ...ordinary.invocations], journal)
  return found.some(({ answer }) => answer.kind === 'answered' && answer.requestId === requestId(1))
}

describe('a time is unexplained', () => {
  test.each<[string, Script]>([
    ['when the first REPORT of an environment has neither START nor Init Duration', alone],
    ['so, too, behind an INIT_START', [[0, INIT_START], ...alone]],
    [
      'so, too, with the line of one attempt: the re-run is as long as START tells',
      [[10_000, initReport(10_000, ...TIMED_OUT)], ...alone],
    ],
    [
      'when START is missing behind a crash, which has Lambda initialise again',
      [
        [50, start(9)],
        [60, report(9, 10, 'Status: error', 'Error Type: Runtime.ExitError')],
        ...alone,
      ],
    ],
    [
      'when START leaves a re-run in the Duration that no attempt precedes',
      [[15_000, start(1)], ...alone],
    ],
  ])('%s', (_, script) => {
    expect(isUnexplained(script)).toBe(true)
  })
})

describe('a time is explained', () => {
  test.each<[string, Script]>([
    ['when START shows that the handler took it', [[10_000, start(1)], ...alone]],
    [
      'when START and INIT_REPORT are there',
      [[10_000, initReport(10_000, ...TIMED_OUT)], [15_000, start(1)], ...alone],
    ],
    ['by an Init Duration', [[15_100, report(1, 5_100, init(9_000))]]],
    ['by a restore', [[15_100, report(1, 5_100, 'Restore Duration: 789.64 ms')]]],
    [
      'by a restore of its own line',
      [[10_000, 'RESTORE_REPORT Restore Duration: 789.64 ms\n'], ...alone],
    ],
    ['when the environment served before', [[50, start(9)], [60, report(9, 10)], ...alone]],
  ])('%s', (_, script) => {
    expect(isUnexplained(script)).toBe(false)
  })

  test('when no request of the run has a START line, as at the system log level WARN', () => {
    const starts = ordinary.events.filter(({ message }) => message.startsWith('START'))
    const rest = ordinary.events.filter((event) => !starts.includes(event))
    expect(starts).toHaveLength(2)
    expect(isUnexplained(alone, rest)).toBe(false)
    expect(isUnexplained(alone, [...rest, ...starts.slice(1)])).toBe(true)
  })
})

test('requests of other callers leave nothing to explain', () => {
  const journal = makeJournal()
  journal.add([...streamOf(alone), ...ordinary.events])
  expect(unexplained(ordinary.invocations, journal)).toEqual([])
})

test('an unexplained time has its START and INIT_REPORT found when they come 28 s late', async () => {
  const LAG = 28_000
  const END = 90_000
  const logs = makeFakeLogs()
  const own = answered(1, LATENCY)
  const invocations: Invocation[] = []
  const journal = makeJournal()
  const expected: Expected = {
    ...expecting({}),
    loadEndedAt: undefined,
    puzzles: () => unexplained(invocations, journal),
  }
  logs.arrive(10_000 + LAG, logEvent(10_000, initReport(10_000, ...TIMED_OUT)))
  logs.arrive(15_000 + LAG, logEvent(15_000, start(1)))
  logs.arrive(15_200, logEvent(15_100, report(1, 5_100)))
  // The load goes on, and others' lines show that START lines are written.
  logs.arrive(
    60_100,
    ...streamOf(
      [
        [60_000, start(2)],
        [60_050, report(2, 50)],
      ],
      'other',
    ),
  )
  logs.schedule(LATENCY, () => {
    invocations.push(own)
    expected.unmatched.set(requestId(1), own)
  })
  logs.schedule(END, () => {
    expected.loadEndedAt = logs.now()
  })
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, journal, 300_000, stop))
  const { starts, withoutInitReport } = classify([own], journal)
  expect(starts).toMatchObject([
    { class: 'cold', initKind: 'suppressed', init: 15_000, initCensored: false, duration: 100 },
  ])
  expect(withoutInitReport).toBe(0)
})
