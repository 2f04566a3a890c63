import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Answer, Invocation } from '../../src/load/invocation.ts'
import type { Start, StartClass } from '../../src/starts/start.ts'
import {
  countAll,
  errorCount,
  startsOf,
  summarise,
  summariseMeasure,
} from '../../src/verdict/summary.ts'
import { makeRun, makeStart, repeat } from './runs.ts'

const kind = fc.constantFrom<StartClass>('warm', 'cold', 'super-cold', 'reset')
const someStarts = fc
  .array(fc.record({ kind, latency: fc.double({ min: 1, max: 60_000, noNaN: true }) }))
  .map((all): Start[] => all.map((each) => makeStart(each.kind, { latency: each.latency })))

const separated = { status: 'separated', cutMs: 3000 } as const
const undetermined = { status: 'undetermined', cutMs: null } as const

test('the counts of the classes add up to all matched requests', () => {
  fc.assert(
    fc.property(someStarts, (starts) => {
      const classes = summarise(makeRun(starts, {}, separated).classified)
      const count = (name: keyof typeof classes): number => classes[name].count ?? Number.NaN
      expect(count('cold') + count('super-cold')).toBe(count('any-cold'))
      expect(count('any-cold') + count('warm')).toBe(count('all'))
      expect(count('all') + count('reset')).toBe(starts.length)
    }),
  )
})

test('the shares of the classes add up to one', () => {
  fc.assert(
    fc.property(someStarts, (starts) => {
      fc.pre(starts.length > 0)
      const {
        all,
        reset,
        warm,
        'any-cold': cold,
      } = summarise(makeRun(starts, {}, separated).classified)
      expect((all.share ?? 0) + (reset.share ?? 0)).toBeCloseTo(1, 12)
      expect((warm.share ?? 0) + (cold.share ?? 0)).toBeCloseTo(all.share ?? 0, 12)
    }),
  )
})

test('statistics of a class are in order, and of that class alone', () => {
  fc.assert(
    fc.property(someStarts, kind, (starts, name) => {
      const { latency } = summarise(makeRun(starts, {}, separated).classified)[name]
      const own = startsOf(starts, name)
      fc.pre(latency !== null)
      expect(latency.n).toBe(own.length)
      const { min, p25, p50, p75, p95, p99, max } = latency
      const stats = [min, p25, p50, p75, p95, p99, max]
      expect(stats).toEqual(stats.toSorted((a, b) => a - b))
      expect(own.map((start) => start.latency)).toEqual(expect.arrayContaining([min, max]))
    }),
  )
})

test('what does not exist is null, never 0', () => {
  const { warm, all } = summarise(makeRun([]).classified)
  const nothing = { latency: null, init: null, duration: null, overhead: null }
  expect(warm).toEqual({ count: 0, share: null, ...nothing })
  expect(all.share).toBeNull()
  expect(summarise(makeRun(repeat(3, 'warm')).classified).warm.init).toBeNull()
})

test('a request without an answer is in the latency of "all", as "at least", and nowhere else', () => {
  const run = makeRun(repeat(3, 'warm'), { gaveUp: 1 })
  const { all, ...classes } = summarise(run.classified)
  expect(all).toMatchObject({ count: 3, share: 1, duration: { n: 3 }, overhead: { n: 3 } })
  expect(all.latency).toMatchObject({ n: 4, p50: 600, max: 60_000 })
  expect(all.latency?.atLeast).toEqual(['mean', 'p75', 'p95', 'p99', 'max'])
  const { gaveUp, ...others } = run.classified
  const { all: _, ...without } = summarise({ ...others, gaveUp: [] })
  expect(classes).toEqual(without)
})

test('super-cold starts that cannot be told apart have no count and no share', () => {
  const starts = repeat(5, 'cold', { wave: 'fresh' })
  const classes = summarise(makeRun(starts, {}, undetermined).classified)
  expect(classes['super-cold']).toMatchObject({ count: null, share: null, latency: null })
  expect(classes['any-cold'].count).toBe(5)
  const told = summarise(makeRun(starts, {}, { status: 'none', cutMs: 9000 }).classified)
  expect(told['super-cold']).toMatchObject({ count: 0, share: 0 })
})

test('a start without a measure is left out of that measure alone', () => {
  const unknown = makeStart('cold', { duration: null, overhead: null })
  const { cold } = summarise(makeRun([...repeat(2, 'cold'), unknown]).classified)
  expect([cold.latency?.n, cold.init?.n, cold.duration?.n, cold.overhead?.n]).toEqual([3, 3, 2, 2])
})

describe('a value at a time limit makes a figure "at least"', () => {
  const values = (exact: number, cut: number) => [
    ...Array.from({ length: exact }, (_, i) => ({ value: i + 1, censored: false })),
    ...Array.from({ length: cut }, () => ({ value: 29_000, censored: true })),
  ]
  const rows: readonly (readonly [string, number, number, readonly string[]])[] = [
    ['none cut', 100, 0, []],
    ['the slowest 1 of 100', 99, 1, ['mean', 'p99', 'max']],
    ['the slowest 15 of 100', 85, 15, ['mean', 'p95', 'p99', 'max']],
    ['the slower half', 50, 50, ['mean', 'p50', 'p75', 'p95', 'p99', 'max']],
    ['all', 0, 10, ['mean', 'min', 'p25', 'p50', 'p75', 'p95', 'p99', 'max']],
  ]
  test.each(rows)('%s', (_, exact, cut, flagged) => {
    expect(summariseMeasure(values(exact, cut).toReversed())?.atLeast).toEqual(flagged)
  })

  test('but a percentile above one that was cut early is weighed by Kaplan and Meier', () => {
    const early = [...values(9, 0), { value: 0.5, censored: true }]
    expect(summariseMeasure(early)).toMatchObject({ p50: 5, atLeast: ['mean', 'min', 'max'] })
    // By hand: F(5) = 1 − 0.7 · 5/6 = 0.42, F(7) = 1 − 0.7 · 5/6 · 3/4 = 0.56, F(9) = 0.85.
    const mixed = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((value) => ({
      value,
      censored: value === 4 || value === 6,
    }))
    expect(summariseMeasure(mixed)).toMatchObject({ p25: 3, p50: 7, p75: 9 })
  })

  test('one value beyond a cut-off does not stand for all that were cut off', () => {
    const beyond = { value: 45_000, censored: false }
    expect(summariseMeasure([...values(80, 19), beyond])).toMatchObject({
      ...{ p50: 50.5, p95: 29_000, p99: 29_000, max: 45_000 },
      atLeast: ['mean', 'p95', 'p99', 'max'],
    })
    expect(summariseMeasure([...values(0, 5), beyond])).toMatchObject({ p25: 29_000, p99: 29_000 })
  })

  test('equal figures count the exact ones first', () => {
    const equal = [...values(0, 1), { value: 29_000, censored: false }]
    expect(summariseMeasure(equal)?.atLeast).not.toContain('min')
  })

  test('latency and duration by the time limit, init by its own, overhead never', () => {
    const cut = summarise(makeRun([makeStart('cold', { censored: true })]).classified).cold
    expect(cut.latency?.atLeast).toContain('p50')
    expect(cut.duration?.atLeast).toContain('p50')
    expect(cut.init?.atLeast).toEqual([])
    expect(cut.overhead?.atLeast).toEqual([])
    const init = summarise(makeRun([makeStart('cold', { initCensored: true })]).classified).cold
    expect(init.init?.atLeast).toContain('p50')
    expect(init.latency?.atLeast).toEqual([])
  })
})

const answer = fc.constantFrom<Answer>(
  { kind: 'answered', requestId: 'r', functionError: undefined },
  {
    kind: 'answered',
    requestId: 'r',
    functionError: { type: 'ValueError', environmentLost: false },
  },
  { kind: 'throttled', reason: 'Rate Exceeded' },
  { kind: 'failed', reason: 'socket hang up', gaveUp: false, hopeless: false },
  { kind: 'failed', reason: 'gave up', gaveUp: true, hopeless: false },
)

test('every request sent is answered, failed or throttled, whatever came', () => {
  fc.assert(
    fc.property(fc.array(answer), fc.nat(9), (answers, dropped) => {
      const invocations = answers.map(
        (each): Invocation => ({
          side: 'candidate',
          step: 0,
          round: null,
          wave: 'fresh',
          intendedAt: 0,
          clientDelay: 0,
          latency: 1,
          answer: each,
        }),
      )
      const run = makeRun(repeat(2, 'warm'), { missing: 3 })
      const counts = countAll(invocations, { dropped, foreign: 4, unreadable: 5 }, run.classified)
      expect(counts.sent).toBe(counts.answered + counts.failed + counts.throttled)
      expect(counts.sent).toBe(answers.length)
      expect(counts).toMatchObject({ dropped, matched: 2, missing: 3, foreign: 4, unreadable: 5 })
      const bad = answers.filter(
        (each) =>
          each.kind === 'failed' || (each.kind === 'answered' && each.functionError !== undefined),
      )
      expect(errorCount(counts)).toBe(bad.length)
      expect(counts.gaveUp).toBeLessThanOrEqual(counts.failed)
      expect(counts.gaveUp).toBe(answers.filter((each) => 'gaveUp' in each && each.gaveUp).length)
    }),
  )
})
