import { describe, expect, test } from '@jest/globals'
import type { Answer, Invocation, MayHaveRun } from '../../src/load/invocation.ts'
import { makeJournal } from '../../src/logs/journal.ts'
import { classify } from '../../src/starts/classify.ts'
import { countForeign } from '../../src/starts/foreign.ts'
import { identify } from '../../src/starts/identify.ts'
import { startUpTime } from '../../src/starts/start.ts'
import { countAll, summarise } from '../../src/verdict/summary.ts'
import { GROUP, init, logEvent, report, requestId } from '../logs/log-event.ts'
import { answered } from './situation.ts'

const traceOf = (n: number): string => `1-6a507b87-${String(n).padStart(24, '0')}`
const GATEWAY_ID = '99999999-0000-4000-8000-000000000001'

const traced = (n: number, duration: number, root = traceOf(n), ...fields: string[]): string =>
  `${report(n, duration, ...fields)}XRAY TraceId: ${root}\tSegmentId: 60a9\tSampled: true\t\n`

function journalOf(...messages: readonly string[]) {
  const journal = makeJournal()
  journal.add(messages.map((message, i) => logEvent(i * 1_000, message, { stream: `s${i}` })))
  return journal
}

function over(answer: Answer, latency = 100): Invocation {
  return answered(1, latency, { answer, wave: 'fresh' })
}

const ok = (id: string): Answer => ({
  ...{ kind: 'answered', requestId: id, functionError: undefined, traceId: traceOf(1) },
})
const failed = (mayHaveRun: Partial<MayHaveRun> = {}, gaveUp = false): Answer => ({
  ...{ kind: 'failed', reason: 'HTTP 502', gaveUp, hopeless: false },
  mayHaveRun: { requestId: undefined, traceId: traceOf(1), error: 'HTTP 502', ...mayHaveRun },
})

describe('an answer gets the id of its log lines', () => {
  test.each<[string, Answer, string, string]>([
    ['it told itself', ok(requestId(1)), report(1, 5), requestId(1)],
    ['its trace has', ok(traceOf(1)), traced(1, 5), requestId(1)],
    ["nobody knows, where another's trace is its own", ok(GATEWAY_ID), traced(1, 5), GATEWAY_ID],
    ['nobody knows, where it was not traced', ok(GATEWAY_ID), report(1, 5), GATEWAY_ID],
    ['nobody knows, where the trace is another one', ok('x'.repeat(8)), traced(2, 5), 'xxxxxxxx'],
  ])('that %s', (_, answer, line, expected) => {
    const [found] = identify([over(answer)], journalOf(line))
    expect(found?.answer).toMatchObject({ kind: 'answered', requestId: expected })
  })

  test('and none where a trace holds two invocations, for one of them would be a guess', () => {
    const journal = journalOf(traced(1, 5), traced(2, 9, traceOf(1)), traced(1, 5))
    const [found] = identify([over(ok(traceOf(1)))], journal)
    expect(found?.answer).toMatchObject({ requestId: traceOf(1) })
  })

  test('also in JSON logs', () => {
    const record = {
      requestId: requestId(1),
      metrics: { durationMs: 5 },
      tracing: { type: 'X-Amzn-Trace-Id', value: `Root=${traceOf(1)};Parent=60a9;Sampled=1` },
    }
    const journal = journalOf(JSON.stringify({ type: 'platform.report', record }))
    const [found] = identify([over(ok(traceOf(1)))], journal)
    expect(found?.answer).toMatchObject({ requestId: requestId(1) })
  })
})

describe('an invocation has one caller, whatever a gateway does', () => {
  const error = failed({ requestId: requestId(1) })
  const byTrace = failed()
  test.each<[string, readonly Answer[], readonly Answer['kind'][]]>([
    ['an error that a cache repeats', [error, error, error], ['answered', 'failed', 'failed']],
    [
      'an answer that a cache repeats',
      [ok(requestId(1)), ok(requestId(1))],
      ['answered', 'failed'],
    ],
    ['a told id comes before a trace', [ok(traceOf(1)), error], ['failed', 'answered']],
    ['the trace of an error likewise', [byTrace, ok(requestId(1))], ['failed', 'answered']],
    ['one without a line', [ok(requestId(7)), ok(requestId(7))], ['answered', 'failed']],
  ])('%s', (_, answers, kinds) => {
    const journal = journalOf(traced(1, 50), report(8, 5))
    const own = identify(
      answers.map((answer) => over(answer)),
      journal,
    )
    expect(own.map(({ answer }) => answer.kind)).toEqual(kinds)
    const classified = classify(own, journal)
    const foreign = countForeign(own, journal, GROUP, 0)
    const counts = countAll(own, { dropped: 0, foreign, unreadable: 0 }, classified)
    expect(counts.matched + counts.missing).toBe(counts.answered)
    expect(counts.matched + counts.foreign).toBe(2)
  })
})

test('what the Invoke API answered is left as it is', () => {
  const own = [answered(1, 100)]
  expect(identify(own, journalOf(traced(1, 5)))).toBe(own)
})

describe('a failed request', () => {
  test.each([
    ['by its trace', failed()],
    ['by the id of a Function URL', failed({ requestId: requestId(1), traceId: traceOf(9) })],
    ["by an id, though another's trace is its own", failed({ requestId: requestId(1) })],
  ])('whose function ran, as the log shows %s, was a start with an error', (_, answer) => {
    const invocations = identify([over(answer)], journalOf(traced(1, 50)))
    const { starts, missing, gaveUp } = classify(invocations, journalOf(traced(1, 50)))
    expect(starts).toMatchObject([{ error: 'HTTP 502', latency: 100, censored: false }])
    expect([missing, gaveUp]).toEqual([[], []])
  })

  test('whose function did not run, as far as the log shows, has failed', () => {
    const own = [over(failed({}, true), 29_000), over(failed())]
    const journal = journalOf(report(7, 50))
    const classified = classify(identify(own, journal), journal)
    const none = { dropped: 0, foreign: 0, unreadable: 0 }
    expect(countAll(identify(own, journal), none, classified)).toMatchObject({
      ...{ sent: 2, failed: 2, answered: 0, matched: 0, missing: 0, gaveUp: 1 },
    })
    expect(classified.gaveUp).toEqual([29_000])
  })
})

describe('a cut-off whose function went on', () => {
  const cut = over(failed({ error: 'HTTP 504' }, true), 29_000)
  const journal = journalOf(traced(1, 41_000, traceOf(1), init(9_000)))
  const [start] = classify(identify([cut], journal), journal).starts

  test('is a cold start by its REPORT line, with its true init and duration', () => {
    expect(start).toMatchObject({ class: 'cold', init: 9_000, duration: 41_000 })
    expect(start).toMatchObject({ error: 'HTTP 504', initKind: 'init' })
  })

  test('has a latency of "at least", and no overhead, as nobody waited to its end', () => {
    expect(start).toMatchObject({ latency: 29_000, censored: true, overhead: null })
    expect(start && startUpTime(start)).toBeNull()
    const { cold } = summarise({
      starts: start === undefined ? [] : [start],
      gaveUp: [],
      superCold: { status: 'none' },
    })
    expect(cold.latency).toMatchObject({ p50: 29_000, atLeast: expect.arrayContaining(['p50']) })
    expect(cold.duration).toMatchObject({ p50: 41_000, atLeast: [] })
    expect(cold.overhead).toBeNull()
  })

  test('is one at any limit, where the log shows that the function ran for longer', () => {
    const early = [over(failed({ error: 'HTTP 503' }), 3_000), over(failed(), 50_010)]
    const settled = early.map((one) => identify([one], journal)[0]?.answer)
    expect(settled).toMatchObject([{ isCutOff: true }, { isCutOff: false }])
  })

  test.each<[string, Partial<MayHaveRun>, boolean]>([
    ['by the id of Lambda, who waits to the end', { requestId: requestId(1) }, false],
    ['by a status that no gateway cuts off with', { error: 'HTTP 500' }, false],
    ['by none, as no answer came', { error: 'no answer' }, true],
  ])(
    'an init longer than the wait may have been ahead of it: told %s',
    (_, mayHaveRun, isCutOff) => {
      const ahead = journalOf(traced(1, 20, traceOf(1), init(800)))
      const [settled] = identify([over(failed(mayHaveRun), 100)], ahead)
      expect(settled?.answer).toMatchObject({ isCutOff })
    },
  )

  test('is one that spent its time before the function ran, on the way to the image', () => {
    const [settled] = identify([cut], journalOf(traced(1, 25_000)))
    expect(settled?.answer).toMatchObject({ isCutOff: true })
  })

  test('that hit its own limit then has a duration of "at least" as well', () => {
    const line = traced(1, 60_000, traceOf(1), 'Status: timeout')
    const own = journalOf(line)
    const { starts } = classify(identify([cut], own), own)
    const { all } = summarise({ starts, gaveUp: [], superCold: { status: 'none' } })
    expect(starts).toMatchObject([{ error: 'timeout', censored: true }])
    expect(all.duration?.atLeast).toContain('p50')
  })
})
