import { describe, expect, test } from '@jest/globals'
import type { Answer, Invocation } from '../../src/load/invocation.ts'
import { type Awaited, awaitedOf } from '../../src/logs/awaited.ts'
import { collect } from '../../src/logs/collect.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import { answered } from '../starts/situation.ts'
import { logEvent, report, requestId } from './log-event.ts'
import { expecting, makeFakeLogs } from './log-world.ts'

const traceId = '1-6a507b87-0cc4438344b48ef127ab1931'
const MINUTE = 60_000
const never = Number.POSITIVE_INFINITY

const failed = (gaveUp: boolean): Answer => ({
  ...{ kind: 'failed', reason: 'HTTP 504', gaveUp, hopeless: false },
  mayHaveRun: { requestId: undefined, traceId, error: 'HTTP 504' },
})
const sent = (answer: Answer): Invocation => answered(1, 29_000, { answer, intendedAt: 1_000 })

describe('a REPORT line is waited for', () => {
  test.each<[string, Answer, number, unknown]>([
    [
      'of an answer, by its id',
      { kind: 'answered', requestId: requestId(1), functionError: undefined },
      never,
      [requestId(1), { latency: 29_000 }],
    ],
    [
      'of a cut-off, until its function must have ended',
      failed(true),
      never,
      [traceId, { endsBy: 1_000 + 10_000 + 15 * MINUTE, latency: 10_000 + 15 * MINUTE }],
    ],
    [
      'of a cut-off, until there is no more time',
      failed(true),
      5 * MINUTE,
      [traceId, { endsBy: 5 * MINUTE }],
    ],
    [
      'of a failure, from its end on',
      failed(false),
      never,
      [traceId, { endsBy: 30_000, latency: 29_000 }],
    ],
  ])('%s', (_, answer, deadline, expected) => {
    expect(awaitedOf(sent(answer), 15 * MINUTE, deadline)).toMatchObject(expected as object)
  })

  test('and of no request that was refused, or never sent', () => {
    const refused = { kind: 'failed', reason: 'no', gaveUp: false, hopeless: false } as const
    expect(awaitedOf(sent(refused), MINUTE, never)).toBeUndefined()
    expect(awaitedOf(sent({ kind: 'throttled', reason: '' }), MINUTE, never)).toBeUndefined()
  })
})

/** Collects after a load that ended at 0, with one request to wait for. @returns when it was over. */
async function collectOne(
  answer: Answer,
  lineAt: number | undefined,
): Promise<{ readonly isMatched: boolean; readonly over: number }> {
  const logs = makeFakeLogs()
  const line = `${report(1, 40_000)}XRAY TraceId: ${traceId}\tSegmentId: 60a9\tSampled: true\t\n`
  if (lineAt !== undefined) logs.arrive(lineAt + 500, logEvent(lineAt, line))
  const [id, awaited] = awaitedOf(answered(1, 0, { answer }), MINUTE, never) as [string, Awaited]
  const expected = { ...expecting({}), unmatched: new Map([[id, awaited]]) }
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, makeJournal(), 30_000, stop))
  return { isMatched: expected.unmatched.size === 0, over: logs.now() }
}

test('the line of a cut-off is found, however long after the answer and the log timeout it comes', async () => {
  const { isMatched, over } = await collectOne(failed(true), 65_000)
  expect(isMatched).toBe(true)
  expect(over).toBeLessThan(70_000)
})

test('a failure whose function may never have run holds nobody up', async () => {
  const { isMatched, over } = await collectOne(failed(false), undefined)
  expect(isMatched).toBe(false)
  expect(over).toBeGreaterThan(19_000)
  expect(over).toBeLessThan(23_000)
})

test('an answer is found by its trace where it tells no id, for a trace may hold other functions too', async () => {
  const answer = { kind: 'answered', functionError: undefined, traceId } as const
  expect(await collectOne({ ...answer, requestId: traceId }, 100)).toMatchObject({
    isMatched: true,
  })
  expect(await collectOne({ ...answer, requestId: requestId(7) }, 100)).toMatchObject({
    isMatched: false,
  })
})

/** With the answer of a second request, whose line carries an id and, perhaps, its trace. */
async function collectCutOffBeside(trace: string): Promise<number> {
  const logs = makeFakeLogs()
  const line = `${report(2, 10)}XRAY TraceId: ${trace}\tSampled: true\t\n`
  logs.arrive(500, logEvent(100, line))
  const ok = { kind: 'answered', requestId: requestId(2), functionError: undefined } as const
  const second = answered(2, 0, { answer: { ...ok, traceId: OTHER } })
  const both = [answered(1, 0, { answer: failed(true) }), second]
  const awaited = both.map((one) => awaitedOf(one, MINUTE, never) as [string, Awaited])
  const expected = { ...expecting({}), unmatched: new Map(awaited) }
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, makeJournal(), 30_000, stop))
  expect([...expected.unmatched.keys()]).toEqual([traceId])
  return logs.now()
}

const OTHER = '1-6a507b87-000000000000000000000002'
const OF_THE_GATEWAY = '1-6a507b87-000000000000000000000003'

test('no trace is waited for where lines show that none arrives at the function', async () => {
  expect(await collectCutOffBeside(OF_THE_GATEWAY)).toBeLessThan(5_000)
  // Its own limit, an init, and the time that lines take.
  expect(await collectCutOffBeside(OTHER)).toBeGreaterThan(MINUTE + 10_000)
})

test('how long a function went on after its cut-off is not taken for the difference of the clocks', async () => {
  const logs = makeFakeLogs()
  const line = `${report(1, 9_000)}XRAY TraceId: ${traceId}\tSampled: true\t\n`
  logs.arrive(9_000, logEvent(9_000, line))
  const [id, awaited] = awaitedOf(answered(1, 0, { answer: failed(true) }), MINUTE, never) as [
    string,
    Awaited,
  ]
  const other = expecting({ [requestId(2)]: 0 })
  const expected = { ...other, unmatched: new Map([...other.unmatched, [id, awaited]]) }
  const stop = new AbortController().signal
  await logs.run(collect(logs, expected, makeJournal(), 12_000, stop))
  expect(expected.unmatched.size).toBe(1)
  // As wide as before any line had shown how far they are apart.
  expect(logs.passes.at(-1)?.to ?? MINUTE).toBeGreaterThanOrEqual(MINUTE)
})
