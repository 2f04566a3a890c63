import { expect, test } from '@jest/globals'
import { collect, type Expected } from '../../src/logs/collect.ts'
import { type LogEvent, makeJournal } from '../../src/logs/journal.ts'
import { makeClock } from '../virtual-clock.ts'
import { logEvent, report, requestId } from './log-event.ts'

/*
 * 1,000 invocations a second, scaled down by 10 with the size of a page: AWS answers with 1 MB, about
 * 2,800 events, and the smallest quota of an account is 5 calls a second.
 */
const RATE = 100
const PAGE = 280
const CALL = 200
const LOAD = 120_000
const LATENCY = 300
/** Until a line can be read. */
const LAG = 3_000

test('the collection keeps up with 1,000 invocations a second at 5 calls a second', async () => {
  const clock = makeClock(0)
  const events: LogEvent[] = []
  let calls = 0
  let delivered = 0
  const expected: Expected = {
    ...{ unmatched: new Map(), onMatched: () => undefined, loadStartedAt: 0, isAwaited: false },
    ...{ loadEndedAt: undefined, puzzles: () => [] },
  }
  const behind: number[] = []
  const load = async (): Promise<void> => {
    for (let n = 0; n < (LOAD / 1_000) * RATE; n += 1) {
      const intendedAt = (n * 1_000) / RATE
      await clock.sleepUntil(intendedAt + LATENCY)
      // A START and a REPORT line each.
      events.push(logEvent(intendedAt, `START RequestId: ${requestId(n)} Version: $LATEST\n`))
      events.push(logEvent(intendedAt + LATENCY, report(n, 7)))
      expected.unmatched.set(requestId(n), { side: 'candidate', intendedAt, latency: LATENCY })
      behind.push(expected.unmatched.size)
    }
    expected.loadEndedAt = clock.now()
  }
  const world = {
    now: clock.now,
    sleepUntil: clock.sleepUntil,
    readLogs: async (
      { from, to = Infinity }: { from: number; to?: number | undefined },
      onPage: (page: readonly LogEvent[]) => void,
      signal: AbortSignal,
    ): Promise<boolean> => {
      const visible = events.filter(
        ({ timestamp }) => timestamp >= from && timestamp <= Math.min(to, clock.now() - LAG),
      )
      for (let i = 0; i === 0 || i < visible.length; i += PAGE) {
        await clock.sleepUntil(clock.now() + CALL, signal)
        if (signal.aborted) return false
        calls += 1
        delivered += Math.min(PAGE, visible.length - i)
        onPage(visible.slice(i, i + PAGE))
      }
      return true
    },
  }
  const stop = new AbortController().signal
  await clock.run(Promise.all([load(), collect(world, expected, makeJournal(), 180_000, stop)]))
  const { loadEndedAt = 0, unmatched } = expected
  expect(unmatched.size).toBe(0)
  // What cannot be read yet, and what came while a pass read.
  expect(Math.max(...behind) / RATE).toBeLessThan(LAG / 1_000 + 12)
  expect(clock.now() - loadEndedAt).toBeLessThan(LAG + 11_000)
  expect(delivered / events.length).toBeLessThan(6)
  expect(calls / (clock.now() / 1_000)).toBeLessThanOrEqual(5)
})
