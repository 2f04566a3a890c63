import { describe, expect, test } from '@jest/globals'
import type { Sent } from '../../src/logs/bearings.ts'
import { collect } from '../../src/logs/collect.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import { initReport, logEvent, report, requestId } from './log-event.ts'
import { expecting, type FakeLogs, makeFakeLogs, PASS } from './log-world.ts'

const MINUTE = 60_000
const HISTORY = 5 * MINUTE
const POLL_AFTER = 500
const SLACK = 5_000
const TIMEOUT = 3 * MINUTE
const CONFIRMATION = 10_000
const PUZZLE: Sent = { side: 'candidate', intendedAt: 0, latency: 0 }

const waitFor = (n: number) => expecting({ [requestId(n)]: 0 })

async function collectFrom(logs: FakeLogs, expected: ReturnType<typeof waitFor>) {
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, makeJournal(), TIMEOUT, stop))
  return { endedAt: logs.now() }
}

describe('while times of matched requests are unexplained, collecting', () => {
  const late = initReport(10_000, 'Phase: init', 'Status: timeout')
  const puzzledUntil = (logs: FakeLogs, at: number) => ({
    ...waitFor(1),
    puzzles: () => (logs.now() < at ? [PUZZLE] : []),
  })

  test('waits for an INIT_REPORT beyond the limit of a confirmation', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    logs.arrive(15_000, logEvent(-9_000, late))
    const journal = makeJournal()
    const expected = {
      ...waitFor(1),
      puzzles: () => (journal.lineCount() < 2 ? [PUZZLE] : []),
    }
    await logs.run(collect(logs, expected, journal, TIMEOUT, new AbortController().signal))
    expect(journal.lineCount()).toBe(2)
    expect(logs.now()).toBeLessThanOrEqual(15_000 + 3 * (PASS + POLL_AFTER))
  })

  test('goes on with quiet passes, and ends when the puzzle is solved', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    const { endedAt } = await collectFrom(logs, puzzledUntil(logs, 5_000))
    expect(endedAt).toBeGreaterThanOrEqual(5_000)
    expect(endedAt).toBeLessThanOrEqual(5_000 + 2 * PASS + POLL_AFTER)
  })

  test('ends 30 s after the load', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    const { endedAt } = await collectFrom(logs, puzzledUntil(logs, MINUTE))
    expect(endedAt).toBeGreaterThanOrEqual(30_000)
    expect(endedAt).toBeLessThanOrEqual(30_000 + PASS + POLL_AFTER)
  })

  test('needs one quiet pass when the last match came later than that', async () => {
    const logs = makeFakeLogs()
    logs.arrive(MINUTE, logEvent(0, report(1, 7)))
    const { endedAt } = await collectFrom(logs, puzzledUntil(logs, HISTORY))
    expect(endedAt).toBeLessThanOrEqual(MINUTE + 2 * (PASS + POLL_AFTER) + PASS)
  })

  test('ends at the log timeout', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    const stop = new AbortController().signal
    await logs.run(collect(logs, puzzledUntil(logs, MINUTE), makeJournal(), 12_000, stop))
    expect(logs.now()).toBeGreaterThan(12_000)
    expect(logs.now()).toBeLessThanOrEqual(12_000 + PASS + POLL_AFTER)
  })

  test('fails where the caller sees it when the question fails', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    logs.slow.set(1, MINUTE)
    const puzzles = () => {
      throw new Error('no answer')
    }
    await expect(collectFrom(logs, { ...waitFor(1), puzzles })).rejects.toThrow('no answer')
    expect(logs.now()).toBeLessThan(2 * CONFIRMATION)
  })

  test('reads where those requests were, and every third time everything', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    let puzzles: readonly Sent[] = [
      { ...PUZZLE, intendedAt: 30_000, latency: 2_000 },
      { ...PUZZLE, intendedAt: 5_000, latency: 1_000 },
    ]
    const waiting = { ...waitFor(1), loadEndedAt: undefined as number | undefined }
    const expected = { ...waiting, puzzles: () => puzzles }
    logs.schedule(MINUTE, () => {
      expected.loadEndedAt = logs.now()
    })
    logs.schedule(MINUTE + 4_000, () => {
      puzzles = []
    })
    await collectFrom(logs, expected)
    const read = logs.passes.filter(({ at }) => at >= MINUTE).map(({ from, to }) => [from, to])
    const around = [
      [5_000 - SLACK, 6_000 + SLACK],
      [30_000 - SLACK, 32_000 + SLACK],
    ]
    const everything = [-HISTORY, undefined]
    expect(read.slice(0, 10)).toEqual([
      ...[...around, ...around, everything],
      ...[...around, ...around, everything],
    ])
    // Then what the load left unread is confirmed.
    const [from, to] = read.at(-1) ?? []
    expect(from).toBeGreaterThan(30_000)
    expect(to).toBeUndefined()
  })
})
