import { expect, test } from '@jest/globals'
import { collect, type Expected } from '../../src/logs/collect.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import { logEvent, report, requestId } from './log-event.ts'
import { expecting, type FakeLogs, makeFakeLogs } from './log-world.ts'

const TIMEOUT = 180_000
const END = 30_000

/** A load that waits for its lines from one time to another, and ends at `END`. */
async function collectBeside(
  logs: FakeLogs,
  [from, until]: readonly [number, number],
): Promise<Expected> {
  const unmatched = expecting({ [requestId(1)]: 0 })
  const expected: Expected = { ...unmatched, loadEndedAt: undefined }
  logs.schedule(from, () => {
    expected.isAwaited = true
  })
  logs.schedule(until, () => {
    expected.isAwaited = false
  })
  logs.schedule(END, () => {
    expected.loadEndedAt = logs.now()
  })
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, makeJournal(), TIMEOUT, stop))
  return expected
}

const passesBetween = ({ passes }: FakeLogs, from: number, until: number): number =>
  passes.filter(({ at }) => at >= from && at < until).length

test('while the load waits for its lines, the logs are read twice a second', async () => {
  const logs = makeFakeLogs()
  logs.arrive(0, logEvent(0, report(1, 7)))
  await collectBeside(logs, [10_000, 16_000])
  // A pass takes 100 ms, and the pause before it 500 or 2,000 ms.
  expect(passesBetween(logs, 4_000, 10_000)).toBe(3)
  expect(passesBetween(logs, 10_000, 16_000)).toBeGreaterThanOrEqual(9)
  expect(passesBetween(logs, 17_000, 23_000)).toBe(3)
})

test('a line that the load waits for is told soon after it can be read', async () => {
  const logs = makeFakeLogs()
  logs.arrive(11_000, logEvent(10_500, report(1, 7)))
  let matchedAt = 0
  const unmatched = expecting({ [requestId(1)]: 10_000 })
  const expected: Expected = {
    ...unmatched,
    isAwaited: true,
    loadEndedAt: undefined,
    onMatched: () => {
      matchedAt = logs.now()
      expected.loadEndedAt = logs.now()
    },
  }
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, makeJournal(), TIMEOUT, stop))
  expect(matchedAt).toBeGreaterThanOrEqual(11_000)
  expect(matchedAt).toBeLessThanOrEqual(11_700)
})
