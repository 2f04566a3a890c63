import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Rule } from '../../src/config/threshold.ts'
import { joinRuns } from '../../src/join/join.ts'
import { mergeShards } from '../../src/join/shards.ts'
import type { StoredRun } from '../../src/join/stored-run.ts'
import type { Start } from '../../src/starts/start.ts'
import type { Result } from '../../src/verdict/result.ts'
import { FACTS, makeResult } from '../report/results.ts'
import { makeRule, makeStart, NOTHING } from '../verdict/runs.ts'
import { around, inRounds } from '../verdict/sides.ts'
import { split, storedRun } from './stored-runs.ts'

function judge(runs: readonly StoredRun[], rules: readonly Rule[]): Result {
  const { setups } = joinRuns([{ runs }], rules, [])
  expect(setups).toHaveLength(1)
  return setups[0]
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { nil: null })
}

/** Of any class, in both waves, with all that may be unknown of it. */
const anyStart: fc.Arbitrary<Partial<Start>> = fc.record({
  class: fc.constantFrom<Start['class']>('warm', 'cold', 'cold', 'super-cold', 'reset'),
  wave: fc.constantFrom<Start['wave']>('fresh', 'settled'),
  step: fc.nat(2),
  sentAt: fc.integer({ min: 1_795_000_000_000, max: 1_795_000_000_050 }),
  clientDelay: maybe(fc.double({ min: 0, max: 5, noNaN: true })),
  latency: fc.double({ min: 0, max: 20_000, noNaN: true }),
  init: maybe(fc.double({ min: 0, max: 10_000, noNaN: true })),
  initCensored: fc.boolean(),
  duration: maybe(fc.double({ min: 0, max: 5_000, noNaN: true })),
  overhead: maybe(fc.double({ min: -5, max: 5_000, noNaN: true })),
  billed: maybe(fc.nat(20_000)),
  censored: fc.boolean(),
})

const anyRun: fc.Arbitrary<StoredRun> = fc
  .record({
    starts: fc.array(anyStart, { minLength: 1, maxLength: 80 }),
    missing: fc.nat(4),
    gaveUp: fc.array(fc.double({ min: 1_000, max: 60_000, noNaN: true }), { maxLength: 4 }),
  })
  .map(({ starts, missing, gaveUp }) => {
    const answered = starts.length + missing
    return {
      ...storedRun(makeResult({ starts: [makeStart('cold')] })),
      starts: starts.map((start, i) =>
        makeStart('cold', { requestId: `r-${i}`, memorySize: FACTS.memoryMB, ...start }),
      ),
      missing: Array.from({ length: missing }, (_, i) => `missing-${i}`),
      gaveUp,
      counts: {
        ...NOTHING,
        ...{ answered, matched: starts.length, missing },
        ...{ failed: gaveUp.length, gaveUp: gaveUp.length, sent: answered + gaveUp.length },
      },
    }
  })

const RULES = [
  'cold.init.p95 <= 6s',
  'cold.latency.mean <= 4s',
  'any-cold.latency.p99 <= 9s',
  'all.latency.max <= 60s',
  'super-cold.share <= 10%',
  'warm.count >= 3',
  'errors.rate <= 5%',
  'missing.count == 0',
  'cost.usd <= 0.01',
].map(makeRule)

describe('shards of one run', () => {
  test('merged are the run, to the digit, however it is split and in whatever order they come', () => {
    const anySplit = fc.record({
      run: anyRun,
      shards: fc.integer({ min: 2, max: 5 }),
      seed: fc.array(fc.nat(4), { minLength: 80, maxLength: 80 }),
      isReversed: fc.boolean(),
    })
    fc.assert(
      fc.property(anySplit, ({ run, shards, seed, isReversed }) => {
        const parts = split(run, shards, (_, i) => (seed[i] ?? 0) % shards)
        const whole = judge([run], RULES)
        const merged = judge(isReversed ? parts.toReversed() : parts, RULES)
        expect(merged.classes).toEqual(whole.classes)
        expect(merged.classified.superCold).toEqual(whole.classified.superCold)
        expect(merged.classified.starts).toEqual(whole.classified.starts)
        expect(merged.counts).toEqual(whole.counts)
        expect(merged.checks).toEqual(whole.checks)
        expect(merged.cost).toEqual(whole.cost)
        expect(merged.clientDelay).toEqual(whole.clientDelay)
        expect(merged.noAnswer).toEqual(whole.noAnswer)
        expect(merged.verdict).toEqual(whole.verdict)
      }),
      { numRuns: 200 },
    )
  })

  test('have super-cold starts told anew: too few alone to tell them, together enough', () => {
    const fresh = (count: number, latency: number, name: string): readonly Start[] =>
      Array.from({ length: count }, (_, i) =>
        makeStart('cold', {
          requestId: `${name}-${i}`,
          wave: 'fresh',
          latency: latency + 20 * i,
          sentAt: 1_795_000_000_000 + i,
        }),
      )
    const shards = ['a', 'b'].map((name) =>
      storedRun(
        makeResult({
          starts: [...fresh(9, 2_000, `${name}-cold`), ...fresh(3, 9_000, `${name}-far`)],
          rules: [],
        }),
        name,
      ),
    )
    expect(judge(shards.slice(0, 1), []).classified.superCold.status).toBe('undetermined')
    const together = judge(shards, [])
    expect(together.classified.superCold.status).toBe('separated')
    expect(together.classes['super-cold'].count).toBe(6)
    expect(together.classes.cold.count).toBe(18)
  })
})

describe('shards at the same time', () => {
  const at = (minute: number, name: string, plan = 'burst 1\nrecycle\nburst 1'): StoredRun =>
    storedRun(
      makeResult({
        plan,
        starts: [0, 50_000].map((ms, i) =>
          makeStart('cold', {
            requestId: `${name}-${i}`,
            sentAt: 1_795_000_000_000 + minute * 60_000 + ms,
          }),
        ),
      }),
      name,
    )

  test('disturb each other where they recycle, and the report says so', () => {
    expect(judge([at(0, 'a'), at(0.5, 'b')], []).notes.join()).toMatch(/took away each other/)
  })

  test('take each other for other callers, and the report says so', () => {
    const [a, b] = [at(0, 'a', 'burst 2'), at(0.5, 'b', 'burst 2')]
    const seen = { ...b, counts: { ...b.counts, foreign: 2 } }
    expect(judge([a, seen], []).notes.join()).toMatch(/requests of the others among/)
  })

  test('do not one after the other, nor without recycling', () => {
    const disturbed = /took away each other|requests of the others among/
    expect(judge([at(1, 'b'), at(0, 'a')], []).notes.join()).not.toMatch(disturbed)
    const plain = judge([at(0, 'a', 'burst 2'), at(0.5, 'b', 'burst 2')], [])
    expect(plain.notes.join()).not.toMatch(disturbed)
  })
})

/** 16 rounds of both sides, as one file. */
function compared(): StoredRun {
  const at = (round: number): number => 1_795_000_000_000 + round * 60_000
  const side = (name: Start['side'], middle: number, seed: number): readonly Start[] => {
    const make = around(middle, seed)
    return inRounds(16, 10, (round, i) => ({
      ...make(round, i),
      side: name,
      sentAt: at(round) + i,
      requestId: `${name}-${round}-${i}`,
    }))
  }
  const result = makeResult({
    starts: side('candidate', 1_250, 1),
    plan: 'rounds 16 of 10',
    rules: [],
  })
  const starts = side('baseline', 1_000, 2)
  const counts = { ...NOTHING, sent: 160, answered: 160, matched: 160 }
  const { arn, ...facts } = FACTS
  return {
    ...storedRun(result),
    baseline: {
      ...{ label: 'main', starts, counts, missing: [], whyNotRecycled: undefined },
      facts: { ...facts, arn: `${arn}-main` },
    },
  }
}

describe('rounds', () => {
  const rules = ['cold.init.p50 <= baseline + 5%', 'cold.init.p95 <= 2s'].map(makeRule)

  test('of several shards stay apart: whole rounds on two runners are those of one', () => {
    const run = compared()
    const whole = judge([run], rules)
    expect(whole.checks.map(({ result }) => result)).toEqual(['fail', 'pass'])
    const merged = judge(
      split(run, 2, (start) => (start?.round ?? 0) % 2),
      rules,
    )
    expect(merged.checks).toEqual(whole.checks)
    expect(merged.effort).toMatchObject({ rounds: 16, of: 32 })
  })

  test('of the same number on two runners are two rounds, in the order of their beginning', () => {
    const run = compared()
    const [even, odd] = split(run, 2, (start) => (start?.round ?? 0) % 2)
    const renumbered = [even, odd].map((shard) => ({
      ...(shard as StoredRun),
      starts: (shard as StoredRun).starts.map((start) => ({
        ...start,
        round: Math.floor((start.round ?? 0) / 2),
      })),
      baseline: shard?.baseline && {
        ...shard.baseline,
        starts: shard.baseline.starts.map((start) => ({
          ...start,
          round: Math.floor((start.round ?? 0) / 2),
        })),
      },
    }))
    expect(judge(renumbered, rules).checks).toEqual(judge([run], rules).checks)
  })
})

test('rounds are counted in the order of their beginning, whichever file comes first', () => {
  const rounds = (name: string, ...seconds: readonly number[]): StoredRun =>
    storedRun(
      makeResult({
        plan: 'rounds 2 of 1',
        starts: seconds.map((second, round) =>
          makeStart('cold', {
            requestId: `${name}-${round}`,
            round,
            sentAt: 1_795_000_000_000 + second * 1_000,
          }),
        ),
      }),
      name,
    )
  const merged = mergeShards([rounds('late', 10, 30), rounds('early', 0, 20)])
  if (typeof merged === 'string') throw new Error(merged)
  expect(merged.starts.map(({ requestId, round }) => [requestId, round])).toEqual([
    ...[
      ['late-0', 1],
      ['late-1', 3],
      ['early-0', 0],
      ['early-1', 2],
    ],
  ])
})

describe('files that are no shards of one setup are refused, naming both', () => {
  const run = storedRun(makeResult({ starts: [makeStart('cold')] }), 'a.json')
  const other = { ...run, source: 'b.json', starts: [makeStart('cold', { requestId: 'r-2' })] }
  const { facts } = run
  const rows: readonly (readonly [string, Partial<StoredRun>, string])[] = [
    [
      'another size',
      { facts: facts && { ...facts, memoryMB: 512 } },
      'the memory is 3,008 MB in the one and 512 MB in the other',
    ],
    [
      'another version',
      { facts: facts && { ...facts, version: '43' } },
      'the version is 42 in the one and 43 in the other',
    ],
    [
      'other code',
      { facts: facts && { ...facts, codeSha256: 'b2' } },
      `the code (SHA-256) is ${facts?.codeSha256} in the one and b2 in the other`,
    ],
    [
      'another function',
      { facts: facts && { ...facts, arn: 'arn:b' } },
      `the function is ${facts?.arn} in the one and arn:b in the other`,
    ],
    [
      'client times only',
      { facts: undefined },
      'the function is census-gbm in the one and unknown in the other',
    ],
    [
      'another way to it',
      { endpoint: 'POST https://a.example/' },
      'the way to the function is the Invoke API in the one and POST https://a.example/ in the other',
    ],
    [
      'another plan',
      { planText: 'burst 1' },
      'the load plan is "burst 30; recycle; burst 60; users 10 for 30s wait 1s..2s" in the one and "burst 1" in the other',
    ],
    [
      'a baseline in one only',
      { baseline: compared().baseline },
      "the baseline's function is unknown in the one and census-gbm in the other",
    ],
  ]
  test.each(rows)('%s', (_, changed, why) => {
    expect(mergeShards([run, { ...other, ...changed }])).toBe(
      `a.json and b.json are no shards of one setup: ${why}`,
    )
  })

  test('the same file twice: its starts would count twice', () => {
    expect(mergeShards([run, { ...run, source: 'copy.json' }])).toBe(
      'a.json and copy.json contain the same request (r-1), so one measurement was given twice',
    )
  })

  const told = (here: string, before = 'a report of this action'): string =>
    `a.json and b.json have the same label, "${run.label}", but are no shards of one setup: the one is ${before}, the other ${here}; give one of them alone, or rename one to have two setups`

  test('a file of another tool, or of another form of one tool', () => {
    const k6 = { ...run, facts: undefined, form: 'the JSON of k6' }
    expect(mergeShards([run, { ...other, form: 'a Locust log' }])).toBe(told('a Locust log'))
    expect(mergeShards([k6, { ...other, facts: undefined, form: 'the CSV of k6' }])).toBe(
      told('the CSV of k6', 'the JSON of k6'),
    )
  })

  test('of imports that a report tells again: one with latencies, one without', () => {
    const unanswered = { rules: ['missing.count'], reason: 'not in the file' } as const
    const imported = { imported: { unanswered, toolFigures: null } }
    const log = { ...other, ...imported, starts: [makeStart('cold', { latency: null })] }
    expect(mergeShards([{ ...run, ...imported }, log])).toBe(told('without', 'with latencies'))
    expect(mergeShards([log, { ...run, ...imported, source: 'c.json' }])).toContain(
      'the one is without latencies, the other with them',
    )
  })

  test('but a shard that could not measure has nothing to agree with', () => {
    const failed = { ...other, facts: undefined, starts: [], counts: NOTHING, failure: 'no role' }
    expect(mergeShards([failed, run])).toMatchObject({ facts, failure: 'b.json: no role' })
  })
})

describe('which files became one setup is noted', () => {
  const result = makeResult({ starts: [makeStart('cold')] })
  const shard = (source: string, i: number): StoredRun => ({
    ...storedRun(result, source),
    starts: [makeStart('cold', { requestId: `r-${i}` })],
  })
  const noteOf = (...sources: readonly string[]): string | undefined =>
    judge(sources.map(shard), []).notes[0]

  test('by their paths', () => {
    expect(noteOf('a/report.json', 'b/report.json')).toBe(
      '2 files are shards of this setup: a/report.json, b/report.json.',
    )
    expect(noteOf('all.json', 'all.json')).toBe('1 file has 2 shards of this setup: all.json.')
  })

  test('not of one run alone', () => expect(noteOf('a/report.json')).toBeUndefined())

  test('many and long ones in a note that is no longer than a report may have', () => {
    const note = noteOf(...Array.from({ length: 999 }, (_, i) => `${'x'.repeat(4_000)}/${i}.json`))
    expect(note).toMatch(/^999 files are shards of this setup: …x.* and 991 more\.$/)
    expect(note?.length).toBeLessThan(2_000)
  })
})
