import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { costOf } from '../../src/cost.ts'
import type { Answer, Invocation, Side } from '../../src/load/invocation.ts'
import { makeSpending } from '../../src/load/spending.ts'
import type { EpochMs, Ms } from '../../src/units.ts'
import { answered, type Beside, driveVirtually } from './virtual-world.ts'

/** 1 GB, so that a GB-s is a second; at most 5 s + 10 s are billed for a request. */
const SMALL = { memoryMB: 1024, architecture: 'x86_64', timeout: 5_000 }
const LARGE = { ...SMALL, memoryMB: 4096, timeout: 20_000 }
const LIMIT: Ms = 15_000

const usdOf = (requests: number, seconds: number): number =>
  costOf(requests, seconds * 1000, SMALL).usd

function ended(latency: Ms, answer: Answer = answered(0), side: Side = 'candidate'): Invocation {
  const place = {
    side,
    step: 0,
    round: null,
    wave: 'fresh',
    intendedAt: 0,
    clientDelay: 0,
  } as const
  return { ...place, latency, answer }
}

const failed = { kind: 'failed', reason: 'reset', gaveUp: false, hopeless: false } as const
const throttled = { kind: 'throttled', reason: 'TooManyRequests' } as const

test.each<[string, string, readonly Invocation[], number, number]>([
  ['nothing', 'the next one may run to its time limit', [], 0, 15],
  ['an answer', 'no more is billed than its caller waited for', [ended(1200)], 1, 1.2 + 15],
  ['a slow answer', 'nor more than the time limit and an init', [ended(60_000)], 1, 15 + 15],
  ['a broken connection', 'the function may run on', [ended(10, failed)], 1, 15 + 15],
  ['a throttled request', 'it is not billed', [ended(10, throttled)], 0, 15],
])('after %s, another request comes on top: %s', (_, __, invocations, requests, seconds) => {
  const spending = makeSpending({ candidate: SMALL, baseline: SMALL })
  for (const one of invocations) spending.ended(one)
  const sent = { candidate: invocations.length, baseline: 0 }
  expect(spending.withNext(sent, 'candidate')).toBeCloseTo(usdOf(requests + 1, seconds), 12)
})

test('what is in flight counts at the time limit, until its answer and then its REPORT line come', () => {
  const spending = makeSpending({ candidate: SMALL, baseline: SMALL })
  const sent = { candidate: 3, baseline: 0 }
  const now = (): number => spending.withNext(sent, 'candidate')
  expect(now()).toBeCloseTo(usdOf(4, 4 * 15), 12)
  spending.ended(ended(2_000.5))
  expect(now()).toBeCloseTo(usdOf(4, 3 * 15 + 2.001), 12)
  spending.reported(ended(2_000.5), 700)
  expect(now()).toBeCloseTo(usdOf(4, 3 * 15 + 0.7), 12)
})

test('of a failed request that is reported what was counted for it is taken back', () => {
  const spending = makeSpending({ candidate: SMALL, baseline: SMALL })
  spending.ended(ended(100, failed))
  // Its lines may come up to then, whatever its latency was.
  spending.reported({ ...ended(12_000), endsBy: 12_000 }, 700)
  expect(spending.total({ candidate: 1, baseline: 0 })).toBeCloseTo(usdOf(1, 0.7), 12)
})

test('each side counts at its own size, whichever is next', () => {
  const spending = makeSpending({ candidate: SMALL, baseline: LARGE })
  spending.ended(ended(1_000, answered(0), 'baseline'))
  const sent = { candidate: 0, baseline: 1 }
  const one = costOf(1, 1_000, LARGE).usd
  expect(spending.withNext(sent, 'candidate')).toBeCloseTo(one + costOf(1, LIMIT, SMALL).usd, 12)
  expect(spending.withNext(sent, 'baseline')).toBeCloseTo(one + costOf(1, 30_000, LARGE).usd, 12)
})

type Scenario = {
  readonly text: string
  readonly baseline: Beside
  readonly times: readonly Ms[]
  /** Of the time that each request takes, what of it is billed. */
  readonly billedShare: number
  readonly reportedAfter: Ms
  readonly maxCost: number
}

/** What a run under `max-cost` really cost, however late its REPORT lines came. */
async function runUnder({ text, baseline, times, billedShare, ...limits }: Scenario) {
  const sizes = { candidate: SMALL, baseline: LARGE }
  const spending = makeSpending(sizes)
  const sent = { candidate: 0, baseline: 0 }
  const billed = { candidate: 0, baseline: 0 }
  const waiting: { at: EpochMs; one: Invocation; billed: Ms }[] = []
  let clock: EpochMs = 0
  const { state } = await driveVirtually(text, {
    baseline,
    takes: (i) => times[i % times.length] ?? 0,
    spent: (_, next) => {
      for (const late of waiting.splice(0)) {
        if (late.at <= clock) spending.reported(late.one, late.billed)
        else waiting.push(late)
      }
      if (spending.withNext(sent, next) > limits.maxCost) return 'too dear'
      // The driver sends right after this, but for the question before a whole step.
      return undefined
    },
    onEnded: (one, now) => {
      clock = now
      const limit = sizes[one.side].timeout + 10_000
      const own = Math.min(Math.ceil(one.latency * billedShare), limit)
      billed[one.side] += own
      spending.ended(one)
      waiting.push({ at: now + limits.reportedAfter, one, billed: own })
    },
    onSent: (side) => {
      sent[side] += 1
    },
  })
  const usd =
    costOf(state.sent.candidate, billed.candidate, SMALL).usd +
    costOf(state.sent.baseline, billed.baseline, LARGE).usd
  return { usd, state }
}

const n = fc.integer({ min: 1, max: 12 })
const step = fc.oneof(
  n.map((count) => `burst ${count}`),
  fc.tuple(n, n).map(([a, b]) => `rate ${a}/s for ${b}s`),
  fc.tuple(n, n).map(([a, b]) => `users ${a} for ${b}s wait 200ms`),
  fc.tuple(n, n).map(([a, b]) => `rounds ${a} of ${b}`),
  fc.constantFrom('recycle', 'pause 1s'),
)
const scenario = fc.record({
  text: fc
    .array(step, { maxLength: 4 })
    .map((steps) => ['burst 2', ...steps])
    .filter((steps) => steps.filter((one) => one.startsWith('rounds')).length < 2)
    .map((steps) => steps.join('\n')),
  baseline: fc.constantFrom('none', 'function', 'published', 'itself'),
  times: fc.array(fc.constantFrom(0, 100, 9_000, 40_000), { minLength: 1, maxLength: 4 }),
  billedShare: fc.constantFrom(0, 0.3, 1),
  reportedAfter: fc.constantFrom(0, 5_000, 60_000),
  // Of 1 to 80 requests of the smaller function at its limit.
  maxCost: fc.integer({ min: 1, max: 80 }).map((requests) => usdOf(requests, requests * 15)),
}) satisfies fc.Arbitrary<Scenario>

test('whatever answers take and however late they are reported, max-cost is never exceeded', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { usd, state } = await runUnder(given)
      expect(usd).toBeLessThanOrEqual(given.maxCost + 1e-12)
      if (state.sent.candidate + state.sent.baseline === 0) expect(state.cutShort).toBe('too dear')
    }),
  )
})

test('a plan that fits at its dearest is never cut', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const { state } = await runUnder({ ...given, maxCost: 1e6 })
      expect(state).toMatchObject({ cutShort: undefined, dropped: { candidate: 0, baseline: 0 } })
    }),
    { numRuns: 20 },
  )
})

test('a burst is cut where its requests in flight could exceed max-cost together', async () => {
  const given = { text: 'burst 10', baseline: 'none', times: [100], billedShare: 1 } as const
  // Room for 4 requests of 15 s each, though they will take 0.1 s.
  const maxCost = usdOf(4, 4 * 15) + 1e-9
  const { usd, state } = await runUnder({ ...given, reportedAfter: 0, maxCost })
  expect(state).toMatchObject({ sent: { candidate: 4 }, dropped: { candidate: 6 } })
  expect(usd).toBeCloseTo(usdOf(4, 0.4), 12)
})
