import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { FILTER_PATTERN, type Journal, makeJournal } from '../../src/logs/journal.ts'
import { parseFilterPattern } from '../cloud/logs/filter-pattern.ts'
import { init, initReport, logEvent, report, requestId, STREAM, start } from './log-event.ts'
import { platformLines } from './platform-lines.ts'

const kinds = (journal: Journal, stream = STREAM) =>
  journal.lines(stream).map(({ line }) => line.kind)
const durationOf = (journal: Journal, n: number) => journal.report(requestId(n))?.duration

const life = [
  logEvent(10_000, initReport(10_000.12, 'Phase: init', 'Status: timeout')),
  logEvent(14_000, start(1)),
  logEvent(15_000, report(1, 5_000)),
  logEvent(20_000, start(2)),
  logEvent(20_100, report(2, 100)),
]

describe('the journal', () => {
  test('knows nothing before the first event', () => {
    const journal = makeJournal()
    expect([...journal.reports()]).toEqual([])
    expect(journal.lines(STREAM)).toEqual([])
    expect(journal.report(requestId(1))).toBeUndefined()
  })

  test('counts an event that is delivered again once', () => {
    const journal = makeJournal()
    journal.add(life)
    journal.add(life)
    expect(journal.lineCount()).toBe(5)
    expect(kinds(journal)).toEqual(['init-report', 'report', 'report'])
    expect([...journal.reports()]).toHaveLength(2)
  })

  test('has the same content in whatever order and however often events arrive', () => {
    const expected = makeJournal()
    expected.add(life)
    const arrivals = fc
      .array(fc.constantFrom(...life))
      .chain((again) =>
        fc.shuffledSubarray([...life, ...again], { minLength: life.length + again.length }),
      )
    fc.assert(
      fc.property(arrivals, (events) => {
        const journal = makeJournal()
        for (const event of events) journal.add([event])
        expect(journal.lines(STREAM).map(({ at, line }) => [at, line])).toEqual(
          expected.lines(STREAM).map(({ at, line }) => [at, line]),
        )
        expect(durationOf(journal, 1)).toBe(5_000)
        expect(journal.startedAt(requestId(1), STREAM)).toBe(14_000)
        expect(journal.lineCount()).toBe(life.length)
      }),
    )
  })

  const initStart = 'INIT_START Runtime Version: nodejs:24.v12\n'
  const failed = initReport(10_000, 'Phase: init', 'Status: timeout')
  const restored = 'RESTORE_REPORT Restore Duration: 500.00 ms\n'
  const again = { id: 'another' }

  test.each([initStart, failed, restored])('counts once under two ids: %s', (line) => {
    const journal = makeJournal()
    journal.add([logEvent(1, line), logEvent(1, line, again)])
    expect([kinds(journal).length, journal.lineCount()]).toEqual([1, 1])
  })

  test.each([
    ['time', logEvent(2, failed)],
    ['duration', logEvent(1, initReport(10_000.01, 'Phase: init', 'Status: timeout'))],
    ['stream', logEvent(1, failed, { stream: 'another' })],
  ])('keeps two attempts apart that differ in their %s', (_, other) => {
    const journal = makeJournal()
    journal.add([logEvent(1, failed), other])
    expect(journal.lineCount()).toBe(2)
  })

  test('orders lines of one millisecond as they were ingested, then as they were delivered', () => {
    const journal = makeJournal()
    journal.add([
      logEvent(5, report(1, 5), { ingestedAt: 30 }),
      logEvent(5, initStart, { ingestedAt: 20 }),
      logEvent(5, failed, { ingestedAt: 30 }),
    ])
    expect(kinds(journal)).toEqual(['init-start', 'report', 'init-report'])
  })

  test('keeps log groups apart, whose events may have the same ids', () => {
    const journal = makeJournal()
    const id = '38955000'
    journal.add([
      logEvent(0, report(1, 7), { id, group: '/aws/lambda/app' }),
      logEvent(0, report(2, 9), { id, group: '/aws/lambda/app-main' }),
    ])
    expect([durationOf(journal, 1), durationOf(journal, 2)]).toEqual([7, 9])
    expect([...journal.reports()].map(({ group }) => group)).toEqual([
      '/aws/lambda/app',
      '/aws/lambda/app-main',
    ])
  })

  test('keeps streams apart', () => {
    const journal = makeJournal()
    journal.add([logEvent(1, initStart), logEvent(2, failed, { stream: 'another' })])
    expect([kinds(journal), kinds(journal, 'another')]).toEqual([['init-start'], ['init-report']])
    expect([...journal.streams()]).toEqual([STREAM, 'another'])
  })

  test('knows the first START of a request in each stream, whatever is printed later', () => {
    const journal = makeJournal()
    journal.add([
      logEvent(20, start(1)),
      logEvent(10, start(1)),
      logEvent(30, start(1)),
      logEvent(5, start(1), { stream: 'another' }),
      logEvent(4, start(1), { stream: 'another' }),
    ])
    const at = (n: number, stream: string) => journal.startedAt(requestId(n), stream)
    expect([at(1, STREAM), at(1, 'another')]).toEqual([10, 4])
    expect([at(1, 'a third'), at(2, STREAM)]).toEqual([undefined, undefined])
  })

  test('takes the time of a JSON line over that of its event', () => {
    const line = `{"time":"1970-01-01T00:00:07.250Z","type":"platform.start","record":{"requestId":"${requestId(1)}"}}`
    const journal = makeJournal()
    journal.add([logEvent(7_900, line)])
    expect(journal.startedAt(requestId(1), STREAM)).toBe(7_250)
  })

  test.each([
    ['missing', ''],
    ['no date', '"time":"soon",'],
    ['a number', '"time":7250,'],
  ])('takes the time of the event where that of a JSON line is %s', (_, time) => {
    const line = `{${time}"type":"platform.start","record":{"requestId":"${requestId(1)}"}}`
    const journal = makeJournal()
    journal.add([logEvent(7_900, line)])
    expect(journal.startedAt(requestId(1), STREAM)).toBe(7_900)
  })

  test('reads both formats in one stream: the log format may change between deployments', () => {
    const json = `{"type":"platform.report","record":{"requestId":"${requestId(2)}","metrics":{"durationMs":7}}}`
    const journal = makeJournal()
    journal.add([logEvent(1, report(1, 5)), logEvent(2, json)])
    expect([durationOf(journal, 1), durationOf(journal, 2)]).toEqual([5, 7])
  })

  test.each([
    ['before it', [0, 1]],
    ['after it', [1, 0]],
  ])('takes the genuine REPORT over an earlier imitation that is delivered %s', (_, order) => {
    const events = [logEvent(14_500, report(1, 1)), logEvent(15_000, report(1, 5_000, init(9)))]
    const journal = makeJournal()
    for (const i of order) journal.add(events.slice(i, i + 1))
    expect(journal.report(requestId(1))).toMatchObject({ duration: 5_000, init: 9 })
    expect([...journal.reports()]).toMatchObject([{ at: 15_000, stream: STREAM }])
    expect(journal.entry(requestId(1))).toMatchObject({ at: 15_000, stream: STREAM })
    expect(kinds(journal)).toEqual(['report'])
  })

  test('takes the last delivered of two REPORT lines of one millisecond, however often both come', () => {
    const events = [logEvent(15_000, report(1, 1)), logEvent(15_000, report(1, 5_000, init(9)))]
    const journal = makeJournal()
    journal.add(events)
    const { lineCount } = journal
    const before = lineCount()
    journal.add(events)
    journal.add(events.toReversed())
    expect([durationOf(journal, 1), lineCount() - before]).toEqual([5_000, 0])
    expect(kinds(journal)).toEqual(['report'])
  })

  test('moves a request to the stream of its genuine REPORT', () => {
    const journal = makeJournal()
    journal.add([logEvent(1, report(1, 1), { stream: 'another' }), logEvent(2, report(1, 5))])
    expect([kinds(journal), kinds(journal, 'another')]).toEqual([['report'], []])
  })

  test('counts nothing new in lines that are read again under other ids', () => {
    const journal = makeJournal()
    const crash = `RequestId: ${requestId(2)} Error: Runtime exited with error: exit status 1\n`
    const events = [...life, logEvent(20_050, crash)]
    journal.add(events)
    journal.add(events.map((event) => ({ ...event, id: `${event.id} again` })))
    expect(journal.lineCount()).toBe(6)
    expect(kinds(journal)).toEqual(['init-report', 'report', 'crash', 'report'])
  })

  test('sets lines aside that it cannot read, once each, and never counts them', () => {
    const message = `REPORT RequestId: ${requestId(1)}\tDuration: soon\n`
    const journal = makeJournal()
    journal.add([logEvent(1, message)])
    journal.add([logEvent(1, message)])
    expect(journal.unreadable()).toEqual([message])
    expect([journal.lineCount(), kinds(journal)]).toEqual([0, []])
  })

  test('ignores user output', () => {
    const journal = makeJournal()
    journal.add([
      logEvent(1, 'model loaded'),
      logEvent(2, '{"level":"INFO","message":"REPORT RequestId: 1"}'),
      logEvent(3, '{ not JSON'),
      logEvent(4, ''),
    ])
    expect([journal.lineCount(), journal.unreadable()]).toEqual([0, []])
  })
})

describe('the filter pattern', () => {
  const matches = parseFilterPattern(FILTER_PATTERN)
  const needed = platformLines.filter(({ line }) => line !== null)

  test.each(needed)('lets through: $shows', ({ message }) => {
    expect(matches(message)).toBe(true)
  })

  test.each([
    ['output of the function', 'model loaded in 3 s'],
    ['END, which says nothing new', `END RequestId: ${requestId(1)}`],
    ['successful runtime events', '{"type":"platform.runtimeDone","record":{}}'],
  ])('keeps out: %s', (_, message) => {
    expect(matches(message)).toBe(false)
  })

  test('has optional terms only: AWS ignores those beside others', () => {
    expect(FILTER_PATTERN.match(/\?(?:\w+|"[^"]+")/g)?.join(' ')).toBe(FILTER_PATTERN)
  })
})
