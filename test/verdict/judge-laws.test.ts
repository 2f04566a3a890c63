import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Start } from '../../src/starts/start.ts'
import type { Check } from '../../src/verdict/check.ts'
import { makeSequence } from '../../src/verdict/sequence.ts'
import { planOf } from '../load/virtual-world.ts'
import { makeRule, makeStart } from './runs.ts'
import { around, inRounds, judgeSides, makeSides } from './sides.ts'

const time = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-3, max: 9e5, noNaN: true }),
  fc.integer({ min: 1, max: 5 }),
)
const start: fc.Arbitrary<Start> = fc
  .record({
    kind: fc.constantFrom('warm', 'cold', 'cold', 'cold', 'super-cold', 'reset'),
    changed: fc.record({
      round: fc.constantFrom(null, 0, 0, 1, 2, 3, 4),
      wave: fc.constantFrom('settled', 'settled', 'fresh'),
      latency: time,
      init: fc.option(time, { freq: 9 }),
      duration: fc.option(time, { freq: 9 }),
      overhead: fc.option(fc.double({ min: -5, max: 9e4, noNaN: true }), { freq: 9 }),
      maxMemory: fc.option(fc.constantFrom(0, 128, 512, 10_240), { freq: 9 }),
      censored: fc.boolean(),
      initCensored: fc.boolean(),
      error: fc.option(fc.constant('ValueError'), { freq: 1 }),
    } satisfies { readonly [key in keyof Start]?: fc.Arbitrary<Start[key]> }),
  })
  .map(({ kind, changed }) => makeStart(kind, changed))
const side = fc.array(start, { maxLength: 70, size: 'max' })
/** One side, and what became of its other requests; only an answered one has a function's error. */
const run = fc.record({
  starts: side,
  counts: fc.record({
    missing: fc.constantFrom(0, 0, 1, 9),
    gaveUp: fc.constantFrom(0, 0, 1, 9),
    functionErrors: fc.nat(9),
  }),
})
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never

function countsOf({ starts, counts }: Run) {
  return { ...counts, functionErrors: Math.min(counts.functionErrors, starts.length) }
}

const rule = fc
  .tuple(
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom('cold', 'any-cold', 'warm', 'all', 'super-cold'),
          fc.constantFrom('latency', 'init', 'duration', 'overhead', 'billed', 'memory'),
          fc.constantFrom('p50', 'p5', 'p75', 'p90', 'p99', 'p99.9', 'p100', 'mean', 'min', 'max'),
        )
        .map((parts) => parts.join('.')),
      fc.constantFrom('cold.share', 'warm.share', 'super-cold.share', 'all.count', 'errors.rate'),
    ),
    fc.constantFrom('baseline', 'baseline + 5%', 'baseline + 900%', 'baseline - 50%'),
    fc.constantFrom('', ' if n >= 12'),
  )
  .map((parts) => `${parts[0]} <= ${parts[1]}${parts[2]}`)

function numbersOf(check: Check): readonly (number | null)[] {
  const { observed, low, high, n, limit, comparison } = check
  const { baseline = null, change = null, nBaseline = null } = comparison ?? {}
  const bounds = [comparison?.low ?? null, comparison?.high ?? null]
  return [observed, low, high, n, limit, baseline, change, nBaseline, ...bounds]
}

test('whatever was measured, judging never throws, and every number is one', () => {
  const setting = fc.record({
    plan: fc.constantFrom('rounds 16 of 10', 'users 3 for 9s', 'burst 9\nrounds 4 of 9'),
    isStored: fc.boolean(),
    isRecycled: fc.boolean(),
  })
  fc.assert(
    fc.property(run, run, rule, setting, (before, after, text, { isRecycled, ...others }) => {
      const given = {
        ...others,
        ...(isRecycled ? {} : { whyNotRecycled: 'version 41 is published' }),
        counts: countsOf(after),
        baselineCounts: countsOf(before),
      }
      const check = judgeSides(text, makeSides(before.starts, after.starts, given))
      for (const number of numbersOf(check)) {
        expect(number === null || Number.isFinite(number)).toBe(true)
      }
      expect(check.reason).not.toMatch(/NaN|Infinity|undefined/)
      expect(check.reason).not.toBe('')
      const { low, high } = check
      expect(low === null || high === null || low <= high).toBe(true)
    }),
    { numRuns: 400 },
  )
})

test('nor does a sequence, whatever comes between its looks', () => {
  const rules = [
    'cold.init.p95 <= 100ms',
    'cold.latency.p50 <= baseline + 5%',
    'cold.init.mean <= 1s',
  ]
  fc.assert(
    fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 5 }), (looks) => {
      const sequence = makeSequence(rules.map(makeRule), planOf('rounds 16 of 10'), true)
      for (const [i, [before, after]] of looks.entries()) {
        sequence.look(makeSides(before, after), 4 + 2 * i)
      }
      const [last = [[], []]] = looks.toReversed()
      const checks = sequence.conclude(makeSides(last[0], last[1]))
      for (const number of checks.flatMap(numbersOf)) {
        expect(number === null || Number.isFinite(number)).toBe(true)
      }
    }),
    { numRuns: 100 },
  )
})

const seed = fc.integer({ min: 1, max: 1e6 })
const spread = fc.constantFrom(0.02, 0.06, 0.2, 0.6)
const factor = fc.constantFrom(0.7, 0.9, 0.97, 1, 1.03, 1.06, 1.1, 1.2, 1.5, 3)
const statistic = fc.constantFrom('p50', 'mean', 'p75', 'p95')
const pair = fc.record({ seed, spread, factor, statistic, rounds: fc.constantFrom(2, 4, 8) })
type Pair = typeof pair extends fc.Arbitrary<infer T> ? T : never

/** Both sides, as the candidate is so many times as slow. */
function draw({ seed: own, spread: wide, factor: times, rounds }: Pair) {
  return {
    baseline: inRounds(rounds, 10, around(3000, own, wide)),
    candidate: inRounds(rounds, 10, around(3000 * times, own + 1, wide)),
  }
}

test('the unit of time changes no result', () => {
  const scaled = (starts: readonly Start[], scale: number): readonly Start[] =>
    starts.map((one) => ({ ...one, init: scale * (one.init ?? 0) }))
  fc.assert(
    fc.property(pair, fc.constantFrom(0.001, 0.5, 3, 1000), (one, scale) => {
      const { baseline, candidate } = draw(one)
      const text = `cold.init.${one.statistic} <= baseline + 5%`
      const plain = judgeSides(text, makeSides(baseline, candidate))
      const other = judgeSides(text, makeSides(scaled(baseline, scale), scaled(candidate, scale)))
      expect(other.result).toBe(plain.result)
      expect(other.comparison?.change).toBeCloseTo(plain.comparison?.change ?? Number.NaN, 6)
      expect(other.comparison?.isImprovement).toBe(plain.comparison?.isImprovement)
    }),
    { numRuns: 150 },
  )
})

test('what fails one way round passes the other way round, and never fails both ways', () => {
  fc.assert(
    fc.property(pair, fc.boolean(), (one, isStored) => {
      const { baseline, candidate } = draw(one)
      const text = `cold.init.${one.statistic} <= baseline + 5%`
      const there = judgeSides(text, makeSides(baseline, candidate, { isStored }))
      fc.pre(there.result === 'fail')
      const back = judgeSides(text, makeSides(candidate, baseline, { isStored }))
      expect(back.result).not.toBe('fail')
      expect(back.comparison?.change).toBeLessThan(0)
      expect(back.comparison?.change).toBeCloseTo(1 / (1 + (there.comparison?.change ?? 0)) - 1, 6)
    }),
    { numRuns: 150 },
  )
})

test('a candidate that is slower still does not pass where the faster one failed', () => {
  fc.assert(
    fc.property(pair, fc.constantFrom(1.01, 1.1, 2), (one, more) => {
      const { baseline, candidate } = draw(one)
      const text = `cold.init.${one.statistic} <= baseline + 5%`
      fc.pre(judgeSides(text, makeSides(baseline, candidate)).result === 'fail')
      const slower = candidate.map((each) => ({ ...each, init: more * (each.init ?? 0) }))
      expect(judgeSides(text, makeSides(baseline, slower)).result).toBe('fail')
    }),
    { numRuns: 150 },
  )
})
