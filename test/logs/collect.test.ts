import { describe, expect, test } from '@jest/globals'
import { collect, type Expected } from '../../src/logs/collect.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import { initReport, logEvent, report, requestId } from './log-event.ts'
import { expecting, type FakeLogs, makeFakeLogs, PASS } from './log-world.ts'

const MINUTE = 60_000
const HISTORY = 5 * MINUTE
const POLL_DURING = 2_000
const POLL_AFTER = 500
const QUIET = 300
const LATE = 20_000
const SLACK = 5_000
const TIMEOUT = 3 * MINUTE
const CONFIRMATION = 10_000
/** When everything was there at once. */
const FIRST_CONFIRMATION = PASS + QUIET

const waitFor = (...ids: readonly number[]) =>
  expecting(Object.fromEntries(ids.map((n) => [requestId(n), 0])))

async function collectFrom(
  logs: FakeLogs,
  expected = waitFor(1),
  stop = new AbortController().signal,
) {
  const journal = makeJournal()
  await logs.run(collect(logs, expected, journal, TIMEOUT, stop))
  return { journal, expected, endedAt: logs.now() }
}

const noteBilled =
  (billed: number[]): Expected['onMatched'] =>
  (_, report) => {
    billed.push(report.billed ?? 0)
  }

describe('after the load, collecting', () => {
  test('ends with the pass after the one that matched everything', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(-1_000, report(1, 7)), logEvent(0, report(2, 3)))
    const billed: number[] = []
    const waiting = { ...waitFor(1, 2), onMatched: noteBilled(billed) }
    const { expected, endedAt } = await collectFrom(logs, waiting)
    expect(logs.passes).toHaveLength(2)
    expect(endedAt).toBe(PASS + QUIET + PASS)
    expect([...expected.unmatched]).toEqual([])
    expect(billed).toEqual([7, 3])
  })

  test('ends with one pass when the load matched everything already', async () => {
    const logs = makeFakeLogs()
    await collectFrom(logs, waitFor())
    expect(logs.passes).toHaveLength(1)
  })

  test('waits for a late event', async () => {
    const logs = makeFakeLogs()
    logs.arrive(9_080, logEvent(0, report(1, 7)))
    const { expected, endedAt } = await collectFrom(logs)
    expect(expected.unmatched.size).toBe(0)
    expect(endedAt).toBeGreaterThan(9_080)
    expect(endedAt).toBeLessThanOrEqual(9_080 + 2 * (PASS + POLL_AFTER) + PASS)
  })

  test('finds an INIT_REPORT that arrives after the REPORT it belongs to', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(1_000, report(1, 7)))
    logs.arrive(PASS + 1, logEvent(-9_000, initReport(10_000, 'Phase: init', 'Status: timeout')))
    const { journal } = await collectFrom(logs)
    expect(journal.lineCount()).toBe(2)
  })

  test('goes on while passes bring new lines, as others may follow them', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    logs.arrive(400, logEvent(10, report(2, 7)))
    logs.arrive(1_000, logEvent(20, report(3, 7)))
    const { journal } = await collectFrom(logs)
    expect(journal.lineCount()).toBe(3)
    expect(logs.passes).toHaveLength(4)
  })

  test('ends 10 s after the first confirmation although other callers never fall quiet', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    for (let n = 2; n < 500; n += 1) logs.arrive(n * 100, logEvent(n * 100, report(n, 7)))
    const { endedAt } = await collectFrom(logs)
    expect(endedAt).toBeGreaterThan(CONFIRMATION)
    expect(endedAt).toBeLessThanOrEqual(FIRST_CONFIRMATION + CONFIRMATION + POLL_AFTER)
  })

  test('cuts a confirmation that goes on for longer than 10 s', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    logs.slow.set(1, MINUTE)
    const { endedAt } = await collectFrom(logs)
    expect(logs.passes).toHaveLength(2)
    expect(endedAt).toBeLessThanOrEqual(FIRST_CONFIRMATION + CONFIRMATION + 2 * POLL_AFTER)
  })

  test('cuts the rest of a pass once everything is matched', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    logs.slow.set(0, MINUTE)
    const { endedAt } = await collectFrom(logs)
    expect(logs.passes.map(({ from }) => from)).toEqual([-MINUTE, -HISTORY])
    expect(endedAt).toBe(PASS + QUIET + PASS)
  })

  test('cuts a pass at the log timeout', async () => {
    const logs = makeFakeLogs()
    logs.slow.set(0, HISTORY)
    const { endedAt } = await collectFrom(logs)
    expect(endedAt).toBeLessThanOrEqual(TIMEOUT + 2 * POLL_AFTER)
  })

  test('searches around the missing requests', async () => {
    const logs = makeFakeLogs()
    const expected = expecting({ [requestId(1)]: -2_000, [requestId(2)]: -1_000 })
    logs.arrive(0, logEvent(-1_900, report(1, 7)))
    logs.arrive(3_500, logEvent(-1_000, report(2, 7)))
    await collectFrom(logs, expected)
    const around = (first: number, last: number, skew: number, slack: number) => [
      first + skew - slack,
      last + skew + slack,
    ]
    // The first line that is found shows that the clocks are 100 ms apart.
    const known = around(-1_000, -1_000, 100, SLACK)
    expect(logs.passes.map(({ from, to }) => [from, to])).toEqual([
      around(-2_000, -1_000, 0, MINUTE),
      ...[known, known, known, known, known, known],
      // What the load left unread is confirmed.
      [-HISTORY, undefined],
    ])
  })

  test('searches further, every third pass, when a line is overdue', async () => {
    const logs = makeFakeLogs()
    const expected = expecting({ [requestId(1)]: 0, [requestId(2)]: 0 })
    logs.arrive(0, logEvent(0, report(1, 7)), logEvent(-62_000, report(2, 7)))
    await collectFrom(logs, expected)
    expect(expected.unmatched.size).toBe(0)
    const wide = logs.passes.filter(({ from }) => from === -SLACK - MINUTE)
    expect(wide.map(({ to }) => to)).toEqual([undefined])
    expect(wide[0]?.at).toBeGreaterThan(LATE)
    expect(wide[0]?.at).toBeLessThan(LATE + 3 * (PASS + POLL_AFTER))
  })

  test('searches everything, every ninth pass, for a line far before all others', async () => {
    const logs = makeFakeLogs()
    const expected = expecting({ [requestId(1)]: 0, [requestId(2)]: 0 })
    logs.arrive(0, logEvent(0, report(1, 7)), logEvent(-100_000, report(2, 7)))
    const { endedAt } = await collectFrom(logs, expected)
    expect(expected.unmatched.size).toBe(0)
    expect(endedAt).toBeLessThan(LATE + 9 * (PASS + POLL_AFTER) + 2 * PASS + QUIET)
    const wide = logs.passes.filter(({ at, to }) => at > LATE && to === undefined)
    // The last one confirms.
    expect(wide.map(({ from }) => from)).toEqual([
      ...[-SLACK - MINUTE, -SLACK - MINUTE],
      ...[-HISTORY, -HISTORY],
    ])
  })

  test('finds a REPORT line whose clock is further off than the margin', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(-2 * MINUTE, report(1, 7)))
    const { expected } = await collectFrom(logs)
    expect(expected.unmatched.size).toBe(0)
    expect(logs.passes).toHaveLength(4)
  })

  test.each([7, 50])('finds the lines of a clock that is %i minutes behind', async (behind) => {
    const logs = makeFakeLogs()
    const expected = expecting({ [requestId(1)]: 0, [requestId(2)]: 0 })
    logs.arrive(0, logEvent(-behind * MINUTE, report(1, 7)))
    logs.arrive(LATE, logEvent(-behind * MINUTE, report(2, 7)))
    await collectFrom(logs, expected)
    expect(expected.unmatched.size).toBe(0)
  })

  test('does not take a pass that throttling broke for the quiet one', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    for (let pass = 1; pass < 9; pass += 1) logs.broken.add(pass)
    await collectFrom(logs)
    expect(logs.passes).toHaveLength(10)
  })

  test('does not take a broken pass for quiet after one that brought news', async () => {
    const logs = makeFakeLogs()
    logs.arrive(0, logEvent(0, report(1, 7)))
    logs.arrive(400, logEvent(10, report(2, 7)))
    logs.arrive(1_000, logEvent(20, initReport(10_000, 'Phase: init', 'Status: timeout')))
    logs.broken.add(2)
    const { journal } = await collectFrom(logs)
    expect(journal.lineCount()).toBe(3)
  })

  test.each([
    ['nothing arrives', () => makeFakeLogs()],
    [
      'one of two REPORT lines never arrives',
      () => {
        const logs = makeFakeLogs()
        logs.arrive(0, logEvent(0, report(2, 7)))
        return logs
      },
    ],
    [
      'every pass is throttled',
      () => {
        const logs = makeFakeLogs()
        for (let i = 0; i < 1_000; i += 1) logs.broken.add(i)
        return logs
      },
    ],
  ])('gives up at the log timeout when %s', async (_, make) => {
    const { expected, endedAt } = await collectFrom(make(), waitFor(1, 2))
    expect(expected.unmatched.has(requestId(1))).toBe(true)
    expect(endedAt).toBeGreaterThan(TIMEOUT)
    expect(endedAt).toBeLessThanOrEqual(TIMEOUT + POLL_AFTER + 2 * PASS)
  })

  test('ends when it is stopped', async () => {
    const logs = makeFakeLogs()
    const stop = new AbortController()
    logs.schedule(10_000, () => stop.abort())
    const { endedAt } = await collectFrom(logs, waitFor(1), stop.signal)
    expect(endedAt).toBeLessThanOrEqual(10_000 + POLL_AFTER + PASS)
  })

  test('reads nothing when it was stopped before', async () => {
    const logs = makeFakeLogs()
    await collectFrom(logs, waitFor(1), AbortSignal.abort())
    expect(logs.passes).toEqual([])
  })
})

describe('beside the load, collecting', () => {
  const loading = (...ids: readonly number[]) => ({ ...waitFor(...ids), loadEndedAt: undefined })

  test('reads the whole window first, and then each moment until it is 20 s old', async () => {
    const logs = makeFakeLogs()
    const expected = { ...waitFor(), loadEndedAt: undefined as number | undefined }
    logs.schedule(10 * MINUTE, () => {
      expected.loadEndedAt = logs.now()
    })
    await collectFrom(logs, expected)
    const [first, ...others] = logs.passes
    expect(first?.from).toBe(-HISTORY)
    expect(others.length).toBeGreaterThan(250)
    // Nothing has shown yet how far the clocks are apart.
    for (const [i, { from }] of others.entries()) {
      expect(from).toBe((logs.passes[i]?.at ?? 0) - LATE - MINUTE)
    }
  })

  test('a moment counts as read only when its pass came to its end', async () => {
    const logs = makeFakeLogs()
    const expected = { ...waitFor(), loadEndedAt: undefined as number | undefined }
    for (let pass = 20; pass < 40; pass += 1) logs.broken.add(pass)
    logs.schedule(3 * MINUTE, () => {
      expected.loadEndedAt = logs.now()
    })
    await collectFrom(logs, expected)
    const froms = new Set(logs.passes.slice(20, 41).map(({ from }) => from))
    expect([...froms]).toEqual([(logs.passes[19]?.at ?? 0) - LATE - MINUTE])
  })

  test('looks for a line that comes later where its request was', async () => {
    const logs = makeFakeLogs()
    const expected = { ...loading(1), loadEndedAt: undefined as number | undefined }
    logs.arrive(0, logEvent(0, report(1, 7)))
    const sent = { side: 'candidate', intendedAt: 30_000, latency: 2_000 } as const
    logs.schedule(30_000, () => expected.unmatched.set(requestId(2), sent))
    logs.arrive(5 * MINUTE, logEvent(31_000, report(2, 7)))
    logs.schedule(6 * MINUTE, () => {
      expected.loadEndedAt = logs.now()
    })
    await collectFrom(logs, expected)
    const searches = logs.passes.filter(({ to }) => to !== undefined)
    for (const { from, to } of searches)
      expect([from, to]).toEqual([30_000 - SLACK, 32_000 + SLACK])
    // Every third pass of 2.1 s, from when the request is 20 s old until its line has come.
    expect(searches.length).toBeGreaterThan(30)
    expect(searches.length).toBeLessThan(45)
    expect(searches.at(-1)?.at).toBeLessThan(5 * MINUTE + 10_000)
    expect(expected.unmatched.size).toBe(0)
    const others = logs.passes.filter(({ at, to }) => to === undefined && at > MINUTE)
    for (const { at, from } of others) expect(at - from).toBeLessThan(LATE + SLACK + 10_000)
  })

  test('tells each REPORT line as soon as it is read', async () => {
    const logs = makeFakeLogs()
    const told: number[] = []
    const loadEndedAt = undefined as number | undefined
    const expected = { ...loading(1, 2), loadEndedAt, onMatched: noteBilled(told) }
    const billed: number[][] = []
    logs.arrive(3_000, logEvent(0, report(1, 700)))
    logs.arrive(8_000, logEvent(10, report(2, 30)))
    for (const at of [2_900, 7_900, 11_000]) logs.schedule(at, () => billed.push([...told]))
    logs.schedule(12_000, () => {
      expected.loadEndedAt = logs.now()
    })
    await collectFrom(logs, expected)
    expect(billed).toEqual([[], [700], [700, 30]])
  })

  test('polls every 2 s, and at once when the load has ended', async () => {
    const logs = makeFakeLogs()
    const expected = { ...loading(), loadEndedAt: undefined as number | undefined }
    logs.schedule(5_000, () => {
      expected.loadEndedAt = logs.now()
    })
    const { endedAt } = await collectFrom(logs, expected)
    const times = logs.passes.map(({ at }) => at)
    expect(times.slice(0, 3)).toEqual([0, POLL_DURING + PASS, 2 * (POLL_DURING + PASS)])
    expect(endedAt).toBeLessThanOrEqual(5_000 + POLL_AFTER + PASS)
  })
})
