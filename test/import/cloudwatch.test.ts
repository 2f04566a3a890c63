import { describe, expect, test } from '@jest/globals'
import { parseThresholds } from '../../src/config/threshold.ts'
import { joinRuns } from '../../src/join/join.ts'
import { renderJoinedMarkdown } from '../../src/report/joined-markdown.ts'
import type { Start } from '../../src/starts/start.ts'
import { fixture, mustRead } from './fixture.ts'

const starts = (name: string): readonly Start[] =>
  mustRead(name, fixture(`cloudwatch/${name}`)).starts
const notes = (name: string): string =>
  mustRead(name, fixture(`cloudwatch/${name}`)).notes.join('\n')

/** By the number of the request; written down from the lines of make.py. */
function told(all: readonly Start[]): Readonly<Record<string, readonly unknown[]>> {
  return Object.fromEntries(
    all.map((start) => [
      Number(start.requestId.slice(0, 8)),
      [start.class, start.initKind, start.init, start.duration, start.error],
    ]),
  )
}

/** Streams and times are known, so the history of each environment is. */
const WHOLE = {
  1: ['cold', 'init', 5312.11, 88.45, null],
  2: ['warm', 'none', null, 61.02, null],
  3: ['warm', 'none', null, 59.7, null],
  // 9,999.60 ms until the first attempt was given up, 12,995.40 ms for the second: 23,020 ms to START.
  4: ['cold', 'suppressed', 22_995, 100, null],
  5: ['warm', 'none', null, 60.1, null],
  6: ['cold', 'init', 4100.55, 70, null],
  7: ['warm', 'none', null, 133.61, 'Runtime.ExitError'],
  8: ['reset', 'none', null, 4205, null],
}

/** Without them every REPORT line stands for itself. */
const ALONE = {
  ...WHOLE,
  4: ['warm', 'none', null, 13_095.4, null],
  8: ['warm', 'none', null, 4205, null],
}

describe('with stream names and times', () => {
  test.each([
    'tail-detailed.txt',
    'tail-colour.txt',
    'sam.txt',
    'filter.json',
    'filter.txt',
    'insights-message.csv',
  ])('%s has the history of each environment', (name) => {
    expect(told(starts(name))).toEqual(WHOLE)
    expect(
      starts(name).every(({ latency, overhead }) => latency === null && overhead === null),
    ).toBe(true)
    expect(notes(name)).toContain('its latency is unknown')
    expect(notes(name)).not.toContain('counts as warm')
  })

  test.each(['get.json', 'get.txt'])(
    '%s is of one stream, the name of which is in no event',
    (name) => {
      expect(told(starts(name))).toEqual({ 4: WHOLE[4], 5: WHOLE[5] })
      expect(starts(name).map(({ environment }) => environment)).toEqual([null, null])
    },
  )

  test('memory, billed time and log stream are those of the REPORT line', () => {
    const [first] = starts('tail-detailed.txt').filter(({ requestId }) =>
      requestId.startsWith('00000001'),
    )
    expect(first).toMatchObject({
      environment: '2026/11/22/[$LATEST]0a1b2c3d4e5f60718293a4b5c6d7e8f9',
      billed: 5401,
      maxMemory: 412,
      memorySize: 3008,
      sentAt: Date.parse('2026-11-23T00:00:05.400Z') - 88.45 - 5312.11,
    })
  })

  test.each(['tail-json.txt', 'json-format.jsonl'])(
    '%s is of a function whose log format is JSON',
    (name) => {
      expect(told(starts(name))).toEqual({
        1: ['cold', 'init', 5312.117, 88.451, null],
        2: ['warm', 'none', null, 61.02, null],
      })
    },
  )
})

describe('what nobody saw rules nothing out', () => {
  const stream = '2026/11/22/[$LATEST]0a1b2c3d4e5f60718293a4b5c6d7e8f9'
  const id = '527cb862-4f5e-49a9-9ae4-a7edc90f0fda'
  /** An environment that began to initialise at 0, for 1 s, and whose handler began at `start`. */
  const tail = (start: number, type: string): string =>
    [
      [0, 'initStart', { initializationType: type }],
      [start, 'start', { requestId: id }],
      [start + 50, 'report', { requestId: id, metrics: { durationMs: 50, initDurationMs: 1000 } }],
    ]
      .map(([at, kind, record]) => {
        const time = new Date(1_795_392_000_000 + Number(at)).toISOString()
        return `${time} ${stream} ${JSON.stringify({ time, type: `platform.${kind}`, record })}`
      })
      .join('\n')

  const inits: readonly (readonly [string, number, string, string])[] = [
    ['an init just before its request was waited for', 1500, 'on-demand', 'cold'],
    ['an init long before its request was not', 12_000, 'on-demand', 'warm'],
    ['nor was one of provisioned concurrency', 1500, 'provisioned-concurrency', 'warm'],
  ]
  test.each(inits)('%s', (_, start, type, kind) => {
    expect(mustRead('a.txt', tail(start, type)).starts.map((one) => one.class)).toEqual([kind])
  })

  test('rows without times are in no order that tells a history', () => {
    const rows = fixture('cloudwatch/insights-message.csv').replace('@timestamp', '@other')
    expect(told(mustRead('a.csv', rows).starts)).toEqual(ALONE)
  })
})

describe('with REPORT lines that nothing ties to an environment', () => {
  test.each([
    'tail-short.txt',
    'pasted.txt',
    'pasted-times.txt',
    'messages.txt',
    'log-events-viewer-result.csv',
  ])('%s has what each line says, and the notes say what that hides', (name) => {
    expect(told(starts(name))).toEqual(ALONE)
    expect(starts(name).every(({ environment }) => environment === null)).toBe(true)
    expect(notes(name)).toContain('counts as warm')
  })

  test.each(['insights-fields.csv', 'insights-rows.json', 'query.json'])(
    '%s has the fields of REPORT lines',
    (name) => {
      const withoutError = { ...ALONE, 7: [...ALONE[7].slice(0, 4), null] }
      expect(told(starts(name))).toEqual(withoutError)
      expect(starts(name)[0]).toMatchObject({ billed: 4171, maxMemory: 398, memorySize: 3008 })
      expect(notes(name)).toContain('counts as warm')
    },
  )

  test('lines that have no time have none', () => {
    expect(starts('pasted.txt').map(({ sentAt }) => sentAt)).toEqual(
      Array.from({ length: 8 }, () => null),
    )
  })

  test('one request that was pasted twice is one start', () => {
    const text = fixture('cloudwatch/pasted.txt')
    expect(mustRead('a.txt', text + text).starts).toHaveLength(8)
  })

  test('two exports of one stream that overlap are one history', () => {
    const text = fixture('cloudwatch/tail-detailed.txt')
    expect(told(mustRead('a.txt', text + text).starts)).toEqual(WHOLE)
  })

  test('an old timeout, told on a line of its own, censors its start', () => {
    const id = '527cb862-4f5e-49a9-9ae4-a7edc90f0fda'
    const text = `2024-03-04T17:22:38.033Z ${id} Task timed out after 3.00 seconds\n\nREPORT RequestId: ${id}\tDuration: 3004.92 ms\tBilled Duration: 3005 ms\tMemory Size: 128 MB\tMax Memory Used: 33 MB\t\n`
    expect(mustRead('a.txt', text).starts).toMatchObject([
      { censored: true, error: 'timeout', duration: 3004.92 },
    ])
  })
})

describe('rules on a log alone', () => {
  const judge = (rules: string) =>
    joinRuns(
      [{ runs: [mustRead('a.txt', fixture('cloudwatch/tail-detailed.txt'))] }],
      parseThresholds(rules).rules,
      [],
    ).setups[0].checks

  test('are judged on what the platform measured', () => {
    expect(judge('cold.init.p50 <= 100ms')).toMatchObject([{ n: 3, observed: 5312.11 }])
  })

  test.each([
    'cold.latency.p95 <= 1h',
    'all.overhead.max <= 9m',
    'errors.rate <= 99%',
    'missing.count == 0',
    'super-cold.share <= 99%',
  ])('%s has no answer', (rule) => {
    const checks = judge(rule.replace('1h', '60m'))
    expect(checks.map(({ result }) => result)).toEqual(['inconclusive'])
  })

  test('the table has a row of each class, with dashes for the latency', () => {
    const run = mustRead('census.txt', fixture('cloudwatch/tail-detailed.txt'))
    const markdown = renderJoinedMarkdown(joinRuns([{ runs: [run] }], [], []))
    expect(markdown).toContain('| census | cold | 3 | – | – | – | – | – | – | – |')
    expect(markdown).toContain('| init | census | cold | 3 | 10,803 | 4,706 | 5,312 |')
  })
})
