import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Wave } from '../../src/load/invocation.ts'
import type { Start } from '../../src/starts/start.ts'
import { cutByReference, cutBySplit, tellSuperCold } from '../../src/starts/super-cold.ts'
import { init, report } from '../logs/log-event.ts'
import { answered, classifyAll, streamOf } from './situation.ts'

type Vector = { readonly shows: string; readonly ms: readonly number[]; readonly cutMs: number }
type Vectors = {
  readonly split: readonly (Omit<Vector, 'cutMs'> & { readonly cutMs: number | null })[]
  readonly reference: readonly Vector[]
}

// Source: reference implementation in numpy.
const vectors = JSON.parse(
  readFileSync(new URL('super-cold-vectors.json', import.meta.url), 'utf8'),
) as Vectors

const HANDLER = 40

/** A cold start whose start-up took this long. */
function coldStart(startUp: number, wave: Wave): Start {
  return {
    requestId: '',
    side: 'candidate',
    step: 0,
    round: null,
    wave,
    class: 'cold',
    environment: '',
    sentAt: 0,
    clientDelay: 0.4,
    latency: startUp + HANDLER,
    init: startUp - 100,
    initKind: 'init',
    initCensored: false,
    duration: HANDLER,
    overhead: 100,
    billed: null,
    maxMemory: null,
    memorySize: null,
    censored: false,
    error: null,
  }
}
const fresh = (...ms: readonly number[]) => ms.map((one) => coldStart(one, 'fresh'))
const settled = (...ms: readonly number[]) => ms.map((one) => coldStart(one, 'settled'))
const repeat = (n: number, ms: number) => Array.from({ length: n }, (_, i) => ms + i)

describe('the cut between cold and super-cold', () => {
  test.each(vectors.reference)('by a reference is that of numpy: $shows', ({ ms, cutMs }) => {
    const cut = cutByReference(ms).cutMs ?? Number.NaN
    expect(cut / cutMs).toBeCloseTo(1, 12)
  })

  test.each(vectors.split)('by a split is that of numpy: $shows', ({ ms, cutMs }) => {
    const cut = cutBySplit(ms).cutMs
    expect(cut === null || cutMs === null ? cut : cut / cutMs).toEqual(
      cutMs === null ? null : expect.closeTo(1, 12),
    )
  })

  test('does not depend on the order or on the unit of the times', () => {
    const samples = fc
      .tuple(fc.constantFrom(...vectors.split), fc.integer({ min: 1, max: 50 }))
      .chain(([{ ms }, factor]) =>
        fc.record({
          ms: fc.constant(ms),
          factor: fc.constant(factor),
          moved: fc.shuffledSubarray([...ms], { minLength: ms.length }),
        }),
      )
    fc.assert(
      fc.property(samples, ({ ms, moved, factor }) => {
        const expected = cutBySplit(ms).cutMs
        const found = cutBySplit(moved.map((one) => one * factor)).cutMs
        expect(found === null ? null : found / factor).toEqual(
          expected === null ? null : expect.closeTo(expected, 6),
        )
      }),
    )
  })

  test('is never below 1.5 times the median of the reference', () => {
    const sample = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 10, maxLength: 40 })
    fc.assert(
      fc.property(sample, (ms) => {
        const { cutMs } = cutByReference(ms)
        const sorted = ms.toSorted((a, b) => a - b)
        const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
        return cutMs === null || cutMs >= 1.499999 * middle
      }),
    )
  })
})

describe('super-cold starts', () => {
  test('are the fresh ones above the cut of ten settled ones', () => {
    const starts = [...fresh(4_100, 5_999, 6_010, 20_000), ...settled(...repeat(10, 3_995.5))]
    const { status, cutMs, rule, wave } = tellSuperCold(starts)
    expect([status, cutMs]).toEqual(['separated', expect.closeTo(6_000, 0)])
    expect(rule).toBe(
      'start-up from 6.00 s on, told from 10 settled cold starts (median start-up 4.00 s)',
    )
    expect(wave).toMatchObject({ n: 4, superCold: 2, ratio: expect.closeTo(6_004.5 / 4_000, 6) })
    // scipy.stats.beta.ppf, k = 2 of n = 4
    expect(wave.low).toBeCloseTo(0.06758599, 7)
    expect(wave.high).toBeCloseTo(0.93241401, 7)
  })

  test('are told apart and none when all fresh ones lie below the cut', () => {
    const starts = [...fresh(4_100, 5_000), ...settled(...repeat(10, 3_995.5))]
    expect(tellSuperCold(starts)).toMatchObject({ status: 'none', wave: { n: 2, superCold: 0 } })
  })

  test('can be all of the fresh ones, which no split could show', () => {
    const { wave } = tellSuperCold([...fresh(9_000, 9_100), ...settled(...repeat(10, 4_000))])
    expect(wave).toMatchObject({ superCold: 2, high: 1 })
  })

  test('nine settled ones are too few: the split decides', () => {
    const waves = [...repeat(15, 3_000), ...repeat(15, 9_000)]
    const starts = [...fresh(...waves), ...settled(...repeat(9, 3_000))]
    const { status, rule, cutMs, wave } = tellSuperCold(starts)
    expect(status).toBe('separated')
    expect(cutMs).toBeCloseTo(Math.sqrt(3_014 * 9_000))
    expect(rule).toBe('start-up from 5.21 s on, the gap between two modes')
    expect(wave).toMatchObject({ n: 30, superCold: 15, ratio: null })
  })
})

describe('super-cold is undetermined', () => {
  const nothing = { superCold: null, low: null, high: null }

  test.each<[string, readonly Start[], string, number]>([
    [
      'without a reference and with fewer than 20 fresh starts',
      fresh(...repeat(19, 3_000)),
      'needs ≥ 20 cold starts in the fresh wave (found 19), or a `recycle` with ≥ 10 cold starts after it as reference',
      19,
    ],
    [
      'with one mode only',
      fresh(...repeat(30, 3_000)),
      'one mode only, so all or none may be super-cold; a `recycle` followed by a burst gives the reference',
      30,
    ],
    [
      'without any fresh cold start',
      settled(...repeat(30, 3_000)),
      'no cold start with a known start-up time happened before the first recycle',
      0,
    ],
    [
      'without any cold start',
      [],
      'no cold start with a known start-up time happened before the first recycle',
      0,
    ],
    [
      'with a reference so wide that its cut would be three times its median',
      [
        ...fresh(9_000),
        ...settled(1_000, 1_100, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000, 9e3, 1e4),
      ],
      '10 settled cold starts (median start-up 3.46 s) spread too widely to tell where cold ends',
      1,
    ],
  ])('%s', (_, starts, rule, n) => {
    const found = tellSuperCold(starts)
    expect(found).toMatchObject({ status: 'undetermined', cutMs: null, rule })
    expect(found.wave).toMatchObject({ n, ...nothing })
  })

  test('and the ratio of the waves is told although the cut is not', () => {
    const wide = settled(1_000, 1_100, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000, 9_000, 10_000)
    expect(tellSuperCold([...fresh(9_000), ...wide]).wave.ratio).toBeCloseTo(9_000 / 3_500)
  })
})

test('a reference that lies above its own cut in part says so', () => {
  const { rule, cutMs } = cutByReference([...repeat(10, 4_000), 9_000, 9_100])
  expect(cutMs).toBeCloseTo(1.5 * 4_005.5, 0)
  expect(rule).toMatch(/; 2 of them lie above it too, so a larger reference would be better$/)
  expect(cutByReference([...repeat(10, 4_000), 9_000]).rule).not.toContain('above')
})

test('a start whose handler time is unknown takes no part', () => {
  const unknown = { ...coldStart(50_000, 'fresh'), duration: null, overhead: null }
  const starts = [...fresh(4_100), unknown, ...settled(...repeat(10, 4_000))]
  expect(tellSuperCold(starts)).toMatchObject({ status: 'none', wave: { n: 1 } })
})

describe('in a run', () => {
  const run = (wave: Wave, first: number, startUps: readonly number[]) =>
    startUps.map((startUp, i) => ({
      sent: answered(first + i, startUp + HANDLER, { wave, intendedAt: first + i }),
      events: streamOf(
        [[startUp + HANDLER, report(first + i, HANDLER, init(1_000))]],
        `stream ${first + i}`,
      ),
    }))
  const all = [
    ...run('fresh', 100, [4_000, 5_900, 6_100, 30_000]),
    ...run('settled', 200, [...repeat(12, 3_994.5), 30_000]),
  ]
  const { starts, superCold } = classifyAll(
    all.map(({ sent }) => sent),
    all.flatMap(({ events }) => events),
  )

  test('fresh starts above the cut change their class, settled ones never do', () => {
    const classes = starts.map((one) => one.class)
    expect(classes.slice(0, 4)).toEqual(['cold', 'cold', 'super-cold', 'super-cold'])
    expect(new Set(classes.slice(4))).toEqual(new Set(['cold']))
  })

  test('the wave counts what the classes say', () => {
    const count = starts.filter((one) => one.class === 'super-cold').length
    expect(superCold.wave).toMatchObject({ n: 4, superCold: count })
  })
})
