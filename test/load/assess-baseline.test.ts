import { describe, expect, test } from '@jest/globals'
import type { FunctionFacts } from '../../src/function-facts.ts'
import { refusals, unmeasurable, whyNotRecycled } from '../../src/load/assess.ts'
import type { Reach } from '../../src/load/schedule.ts'
import { makeFacts } from './facts.ts'
import { planOf } from './virtual-world.ts'

const UNKNOWN = { reserved: undefined, unreserved: undefined }

type Limits = { maxInvocations?: number; maxCost?: number; timeout?: number }

function refusalsOf(
  text: string,
  reach: Reach | undefined,
  limits: Limits = {},
  baseline: Partial<FunctionFacts> = {},
): readonly string[] {
  return refusals(makeFacts(), {
    plan: planOf(text),
    qualifier: '$LATEST',
    baseline: reach && { facts: makeFacts(baseline), reach, concurrency: UNKNOWN },
    ...{ concurrency: UNKNOWN, maxConcurrencyShare: 0.5, woken: 0 },
    maxInvocations: 5000,
    maxCost: 500,
    timeout: 900_000,
    ...limits,
  })
}

describe('with a baseline, refusals', () => {
  test.each<[string, Reach | undefined, number, string]>([
    ['burst 30', 'compared', 60, 'to each side'],
    ['burst 30\nrounds 4 of 5', undefined, 50, 'no baseline'],
    ['burst 30\nrounds 4 of 5', 'compared', 70, 'the fresh burst is for the candidate only'],
    ['burst 30\nrounds 4 of 5', 'compared-growing', 100, '30 + 20 and 5 + 10 + 15 + 20'],
  ])('count what %j sends with reach "%s", %d in all: %s', (text, reach, planned) => {
    expect(refusalsOf(text, reach, { maxInvocations: planned })).toEqual([])
    const both = reach === undefined ? '' : ' to both sides'
    expect(refusalsOf(text, reach, { maxInvocations: planned - 1 })).toEqual([
      `the plan sends about ${planned} requests${both}, max-invocations is ${planned - 1}; shorten the plan or raise the limit`,
    ])
  })

  // 100 · 10 s · 0.0000166667 + 100 · 0.0000002 = 0.0166867 USD a GB.
  test.each<[number, number, string]>([
    [1024, 0.0333734, 'twice as much'],
    [3072, 0.0667267, 'three times as much for a baseline three times as large'],
    [512, 0.0250434, 'half as much for one of half the size'],
  ])('count the cost of a baseline of %d MB, %d USD in all: %s', (memoryMB, usd) => {
    const refusalsAt = (maxCost: number): readonly string[] =>
      refusalsOf('burst 100', 'compared', { maxCost }, { memoryMB })
    const expected = expect.stringContaining(' at list prices, max-cost is')
    expect(refusalsAt(usd - 0.0001)).toEqual([expected])
    expect(refusalsAt(usd + 0.0001)).not.toEqual([expected])
  })

  test('count the cost of rounds that grow', () => {
    // 2 · 400 cold starts and 7,800 warm requests: 8,000 + 3,900 GB-s.
    const growing = refusalsOf('rounds 40 of 10', 'compared-growing', {
      maxCost: 0.19,
      maxInvocations: 9000,
    })
    expect(growing).toEqual([expect.stringContaining('the plan may cost about $0.20 at list')])
    expect(refusalsOf('rounds 40 of 10', 'compared', { maxCost: 0.19 })).toEqual([])
  })

  test('count the last round that grows as the most in flight', () => {
    const limits = { maxInvocations: 1e6 }
    expect(refusalsOf('rounds 50 of 100', 'compared-growing', limits)).toEqual([])
    expect(refusalsOf('rounds 51 of 100', 'compared', limits)).toEqual([])
    expect(refusalsOf('rounds 51 of 100', 'compared-growing', limits)).toEqual([
      'the plan has 5,100 requests in flight at once, one runner can drive 5,000; make the step smaller',
    ])
  })

  test('count the time of both sides, which take turns', () => {
    const plan = 'rate 1/s for 60s\npause 30s'
    expect(refusalsOf(plan, undefined, { timeout: 91_000 })).toEqual([])
    expect(refusalsOf(plan, 'compared', { timeout: 151_000 })).toEqual([])
    expect(refusalsOf(plan, 'compared', { timeout: 150_000 })).toEqual([
      "the plan takes at least 150.00 s, the step's timeout is 150.00 s; shorten the plan or raise the limit",
    ])
  })

  test('do not ask of a baseline that it can be recycled', () => {
    const published = { version: '41', variablesUnreadable: true }
    expect(refusalsOf('rounds 4 of 5', 'compared-growing', {}, published)).toEqual([])
  })
})

test.each<[Partial<FunctionFacts>, number, string]>([
  [{}, 0, 'an ordinary function'],
  [{ version: '41' }, 0, 'a published version'],
  [{ variablesUnreadable: true }, 0, 'it only cannot be recycled'],
  [{ specialKinds: ['DurableConfig'] }, 1, 'one special kind'],
  [{ specialKinds: ['TenancyConfig', 'CapacityProviderConfig'] }, 2, 'each special kind'],
  [{ logFormat: 'JSON', systemLogLevel: 'WARN' }, 1, 'its logs hide every success'],
])('a baseline with %j has %d obstacles: %s', (facts, count) => {
  expect(unmeasurable(makeFacts(facts))).toHaveLength(count)
})

test.each<[Partial<FunctionFacts>, string | undefined]>([
  [{}, undefined],
  [{ version: '41' }, 'version 41 is published, and only $LATEST can be recycled'],
  [
    { variablesUnreadable: true },
    'its environment variables cannot be read (kms:Decrypt on their key is missing)',
  ],
])('a baseline with %j is not recycled for the reason %j', (facts, reason) => {
  expect(whyNotRecycled(makeFacts(facts))).toBe(reason)
})
