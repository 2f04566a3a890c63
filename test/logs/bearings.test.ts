import { describe, expect, test } from '@jest/globals'
import { makeBearings } from '../../src/logs/bearings.ts'

const MINUTE = 60_000
const SLACK = 5_000
const GROUP = '/aws/lambda/app'

const sent = (intendedAt: number, latency = 100) =>
  ({ side: 'candidate', intendedAt, latency }) as const

/** Where a request's line was found, so long after its last byte. */
const found = (at: number, stream = '2026/11/22/[$LATEST]ab', group = GROUP) => ({
  ...{ group, stream, at },
  report: {
    kind: 'report' as const,
    ...{ requestId: 'r', duration: 1, billed: 1, memorySize: 128, maxMemory: 64 },
    ...{ init: undefined, restore: undefined, status: undefined, errorType: undefined },
  },
})

describe('windows of requests', () => {
  test('are a minute wider than the requests as long as nothing has shown the clocks’ distance', () => {
    expect(makeBearings().windowsOf([sent(0, 2_000)])).toEqual([
      { from: -MINUTE, to: 2_000 + MINUTE },
    ])
  })

  test('follow a clock that is minutes off, once lines have shown it', () => {
    const bearings = makeBearings()
    bearings.note(sent(0, 100), found(3 * MINUTE + 100))
    bearings.note(sent(0, 100), found(3 * MINUTE + 400))
    expect(bearings.windowsOf([sent(1_000, 500)])).toEqual([
      { from: 1_000 + 3 * MINUTE - SLACK, to: 1_500 + 3 * MINUTE + 300 + SLACK },
    ])
  })

  test.each([
    { gap: 19_000, windows: 1, why: 'a call costs more than reading what is between' },
    { gap: 21_000, windows: 2, why: 'what is between need not be read' },
  ])('that are $gap ms apart become $windows: $why', ({ gap, windows }) => {
    const bearings = makeBearings()
    bearings.note(sent(0), found(100))
    const later = sent(100 + gap)
    expect(bearings.windowsOf([later, sent(0)])).toHaveLength(windows)
  })

  test('hold a long request that began before a short one and ended after it', () => {
    const bearings = makeBearings()
    bearings.note(sent(0), found(100))
    expect(bearings.windowsOf([sent(0, 30_000), sent(1_000, 100)])).toEqual([
      { from: -SLACK, to: 30_000 + SLACK },
    ])
  })
})

test('the wide window is everything as long as no line was found, then a minute more than others need', () => {
  const bearings = makeBearings()
  expect(bearings.wideWindowOf([sent(5 * MINUTE)])).toEqual({ from: Number.NEGATIVE_INFINITY })
  bearings.note(sent(0), found(100))
  expect(bearings.wideWindowOf([sent(6 * MINUTE), sent(5 * MINUTE)])).toEqual({
    from: 4 * MINUTE - SLACK,
  })
})

describe('in a group that other callers fill', () => {
  const CROWD = 10_000
  const prefixes = (...streams: readonly string[]) => {
    const bearings = makeBearings()
    for (const stream of streams) bearings.note(sent(0), found(0, stream))
    return bearings
  }

  test.each([
    ['2026/11/22/[$LATEST]ab', '2026/11/22/[$LATEST]'],
    ['2026/11/22/[42]ab', '2026/11/22/[42]'],
    ['2026/11/22/census-gbm[42]ab', '2026/11/22/census-gbm[42]'],
  ])('only streams like %s are read', (stream, prefix) => {
    const { windowSince } = prefixes(stream, `${stream}cd`)
    expect(windowSince(0, CROWD).prefixOf?.(GROUP)).toBe(prefix)
  })

  test.each([
    { streams: ['2026/11/22/[1]a', '2026/11/23/[1]b'], why: 'environments of two days' },
    { streams: ['2026/11/22/[1]a', 'own-name'], why: 'a stream of no known form' },
    { streams: [], why: 'nothing found yet' },
  ])('all streams are read with $why', ({ streams }) => {
    expect(
      prefixes(...streams)
        .windowSince(0, CROWD)
        .prefixOf?.(GROUP),
    ).toBeUndefined()
  })

  test('each group has its own streams', () => {
    const bearings = prefixes('2026/11/22/[1]a')
    bearings.note(sent(0), found(0, '2026/11/22/[2]b', '/aws/lambda/other'))
    const { prefixOf } = bearings.windowSince(0, CROWD)
    expect([prefixOf?.(GROUP), prefixOf?.('/aws/lambda/other')]).toEqual([
      '2026/11/22/[1]',
      '2026/11/22/[2]',
    ])
  })

  test('our own lines are no crowd, however many', () => {
    const bearings = makeBearings()
    for (let n = 0; n < 1_001; n += 1) bearings.note(sent(0), found(0, '2026/11/22/[1]a'))
    expect(bearings.windowSince(0, CROWD).prefixOf).toBeUndefined()
    expect(bearings.windowSince(0, CROWD + 100).prefixOf).toBeDefined()
  })
})
