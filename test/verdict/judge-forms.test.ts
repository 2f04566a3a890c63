import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Check } from '../../src/verdict/check.ts'
import { judgeText, makeRun, makeStart, repeat } from './runs.ts'

/**
 * 100 warm starts of 600 ms, 100 settled cold ones of 2 s, and 30 fresh ones, of which 20 took 8 s.
 * All figures of a class are equal, so each statistic is what the name of the class says.
 */
const run = makeRun(
  [
    ...repeat(100, 'warm'),
    ...repeat(100, 'cold'),
    ...repeat(10, 'cold', { wave: 'fresh' }),
    ...repeat(20, 'super-cold', { wave: 'fresh', latency: 8000, overhead: 6300 }),
    ...repeat(3, 'reset', { latency: 90_000 }),
  ],
  { failed: 2, functionErrors: 1, throttled: 4 },
)

type Row = readonly [rule: string, result: Check['result'], observed: number | null, why: string]

const forms: readonly Row[] = [
  // Classes
  ['warm.latency.p95 <= 1s', 'pass', 600, 'warm starts alone'],
  ['cold.latency.p95 <= 1s', 'fail', 2000, 'cold starts alone'],
  ['cold.latency.max <= 3s', 'pass', 2000, 'super-cold is not cold'],
  ['super-cold.latency.p50 <= 9s', 'pass', 8000, 'super-cold starts alone'],
  ['any-cold.latency.max <= 3s', 'fail', 8000, 'any-cold has the super-cold ones'],
  ['all.latency.max <= 10s', 'pass', 8000, 'a reset start of 90 s is in no class'],
  // Measures
  ['cold.init.p95 <= 1.5s', 'pass', 1200, 'init'],
  ['cold.duration.p95 <= 499ms', 'fail', 500, 'duration'],
  ['cold.overhead.p95 <= 1s', 'pass', 300, 'overhead'],
  ['super-cold.overhead.p50 <= 1s', 'fail', 6300, 'the fetch shows as overhead'],
  ['cold.billed.p95 <= 2s', 'pass', 1700, 'billed'],
  ['cold.memory.p95 <= 600MB', 'pass', 512, 'memory in MB'],
  ['cold.memory.p95 <= 40%', 'fail', 0.5, 'memory as a share of the configured size'],
  ['all.init.p50 <= 2s', 'pass', 1200, 'a warm start has no init and does not count as 0'],
  // Statistics
  ['cold.latency.p0.5 >= 1s', 'inconclusive', 2000, 'a low percentile needs ≥ 598 to be sure'],
  ['cold.latency.p97.2 <= 3s', 'pass', 2000, 'a fraction of a percentile'],
  ['cold.latency.p100 <= 3s', 'pass', 2000, 'p100 is the maximum'],
  ['cold.latency.min >= 2s', 'pass', 2000, 'min'],
  ['cold.latency.mean <= 2s', 'pass', 2000, 'mean of equal values has no spread'],
  ['cold.latency.max < 2s', 'fail', 2000, 'max'],
  // Operators at the very limit
  ['cold.latency.p50 <= 2s', 'pass', 2000, '≤ holds at the limit'],
  ['cold.latency.p50 < 2s', 'fail', 2000, '< does not'],
  ['cold.latency.p50 >= 2s', 'pass', 2000, '≥ holds at the limit'],
  ['cold.latency.p50 > 2s', 'fail', 2000, '> does not'],
  ['warm.count == 100', 'pass', 100, '== of a count'],
  // Units
  ['cold.latency.p50 <= 2000ms', 'pass', 2000, 'milliseconds'],
  ['cold.latency.p50 <= 0.5m', 'pass', 2000, 'minutes'],
  // Counts and shares
  ['super-cold.count <= 19', 'fail', 20, 'count'],
  ['cold.count >= 100', 'pass', 110, 'count from below'],
  ['warm.share >= 30%', 'pass', 100 / 233, 'share of all matched requests'],
  ['super-cold.share <= 10%', 'fail', 20 / 30, 'super-cold share: of the fresh cold starts only'],
  ['super-cold.share <= 70%', 'inconclusive', 20 / 30, 'too near to 70 % to be sure with 30'],
  // Totals
  ['errors.count == 0', 'fail', 3, 'failed requests and function errors'],
  ['errors.rate <= 5%', 'pass', 3 / 239, 'errors among all requests sent'],
  ['errors.rate == 0%', 'fail', 3 / 239, '"exactly" speaks of this run'],
  ['super-cold.share == 0%', 'fail', 20 / 30, '"exactly" speaks of this run'],
  ['any-cold.share == 100%', 'fail', 130 / 233, '"exactly" speaks of this run'],
  ['errors.rate <= 0.1%', 'fail', 3 / 239, 'errors among all requests sent'],
  ['throttles.count == 0', 'fail', 4, 'throttled requests are no errors'],
  ['missing.count == 0', 'pass', 0, 'REPORT lines'],
  ['cost.usd <= 0.50 USD', 'pass', 0.25, 'cost'],
  ['cost.usd < 0.2', 'fail', 0.25, 'cost without its unit'],
  // Conditions
  ['cold.latency.p50 <= 3s if n >= 110', 'pass', 2000, 'enough starts'],
  ['cold.latency.p50 <= 3s if n >= 111', 'inconclusive', 2000, 'one start too few'],
  ['cold.latency.p50 <= 1s if n >= 111', 'inconclusive', 2000, 'nor does it fail'],
  ['super-cold.share <= 10% if n >= 31', 'inconclusive', 20 / 30, 'n is what the share is of'],
  ['cold.latency.p95 <= 1s !warn', 'fail', 2000, '!warn changes what a failure means, not whether'],
]

test.each(forms)('%s: %s', (text, result, observed, why) => {
  const check = judgeText(text, run)
  expect({ why, result: check.result }).toEqual({ why, result })
  if (observed === null) expect(check.observed).toBeNull()
  else expect(check.observed).toBeCloseTo(observed, 9)
})

const reasons: readonly (readonly [string, string])[] = [
  ['warm.share >= 30%', '100 warm starts of 233 starts (42.9 %); 95 % sure: at least '],
  ['warm.share <= 60%', '100 warm starts of 233 starts (42.9 %); 95 % sure: at most '],
  ['warm.share <= 30%', '100 warm starts of 233 starts (42.9 %); 95 % sure: at least '],
  ['warm.share >= 60%', '100 warm starts of 233 starts (42.9 %); 95 % sure: at most '],
  [
    'super-cold.share <= 10%',
    '20 of 30 fresh cold starts were super-cold (66.7 %); 95 % sure: at least 50.1 %',
  ],
  ['super-cold.share == 0%', '20 of 30 fresh cold starts were super-cold (66.7 %) in this run'],
  ['errors.rate <= 5%', '3 of 239 requests failed (1.3 %); 95 % sure: at most 3.2 %'],
  ['cold.init.p50 <= 2s', 'init p50 is 1.20 s over 110 cold starts (95 % sure: at most 1.20 s)'],
  ['cold.init.p50 <= 1s', 'init p50 is 1.20 s over 110 cold starts (95 % sure: at least 1.20 s)'],
  ['cold.init.p50 >= 1s', 'init p50 is 1.20 s over 110 cold starts (95 % sure: at least 1.20 s)'],
  ['cold.init.max <= 2s', 'init max is 1.20 s over 110 cold starts of this run'],
  ['throttles.count == 0', '4 throttled requests of 239'],
  ['cost.usd <= 1', 'the invocations cost $0.25'],
]
test.each(reasons)('%s is explained: %s', (text, reason) => {
  expect(judgeText(text, run).reason.startsWith(reason)).toBe(true)
})

test('a rule keeps its text, its limit in base units and its severity', () => {
  const check = judgeText('cold.latency.p95   <=  1s   !warn', run)
  expect(check.rule.text).toBe('cold.latency.p95 <= 1s !warn')
  expect(check.limit).toBe(1000)
  expect(check.rule.severity).toBe('warn')
})

test('a rule against a baseline is not judged as an absolute one', () => {
  expect(judgeText('cold.latency.p50 <= baseline + 10%', run)).toMatchObject({
    result: 'inconclusive',
    limit: null,
    reason: 'not compared: no baseline was measured',
  })
})

const latencies = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 120 })

test('slower starts never turn a rule about a percentile for the better', () => {
  const order = { pass: 0, inconclusive: 1, fail: 2 }
  fc.assert(
    fc.property(latencies, fc.constantFrom('p50', 'p75', 'p95'), (seconds, stat) => {
      const judged = (factor: number): Check =>
        judgeText(
          `cold.latency.${stat} <= 20s`,
          makeRun(seconds.map((s) => makeStart('cold', { latency: s * 1000 * factor }))),
        )
      expect(order[judged(1.5).result]).toBeGreaterThanOrEqual(order[judged(1).result])
    }),
  )
})

test('"at least" about a percentile is the mirror of "at most" about the opposite one', () => {
  fc.assert(
    fc.property(latencies, fc.constantFrom(5, 25, 50, 75), (seconds, p) => {
      const results = [`cold.latency.p${100 - p} <= 30s`, `cold.latency.p${p} >= 30s`].map(
        (text, i) => {
          const mirrored = seconds.map((s) => (i === 0 ? s : 60 - s) * 1000)
          const starts = mirrored.map((latency) => makeStart('cold', { latency }))
          return judgeText(text, makeRun(starts)).result
        },
      )
      expect(results[1]).toBe(results[0])
    }),
  )
})

test('the bounds of a percentile decide: a pass has its upper one within the limit', () => {
  fc.assert(
    fc.property(latencies, fc.integer({ min: 1, max: 60 }), (seconds, limit) => {
      const starts = seconds.map((s) => makeStart('cold', { latency: s * 1000 }))
      const { result, low, high } = judgeText(`cold.latency.p75 <= ${limit}s`, makeRun(starts))
      const isIn = high !== null && high <= limit * 1000
      const isOut = low !== null && low > limit * 1000
      expect(result).toBe(isIn ? 'pass' : isOut ? 'fail' : 'inconclusive')
    }),
  )
})
