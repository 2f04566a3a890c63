import { describe, expect, test } from '@jest/globals'
import type { FunctionFacts } from '../../src/function-facts.ts'
import { refusals } from '../../src/load/assess.ts'
import type { Concurrency } from '../../src/load/concurrency.ts'
import { makeFacts } from './facts.ts'
import { planOf } from './virtual-world.ts'

const RECYCLING = 'burst 30\nrecycle\nburst 10'

function refusalsOf(
  facts: Partial<FunctionFacts>,
  text = 'burst 30',
  limits: {
    qualifier?: string
    maxInvocations?: number
    maxCost?: number
    timeout?: number
    concurrency?: Concurrency
    woken?: number
  } = {},
): readonly string[] {
  const guards = {
    qualifier: '$LATEST',
    baseline: undefined,
    maxInvocations: 5000,
    maxCost: 5,
    maxConcurrencyShare: 0.5,
    concurrency: { reserved: undefined, unreserved: undefined },
    woken: 0,
    timeout: 900_000,
    ...limits,
  }
  return refusals(makeFacts(facts), { plan: planOf(text), ...guards })
}

describe('refusals', () => {
  test.each<[string, Partial<FunctionFacts>, string]>([
    ['an ordinary function', {}, 'burst 30'],
    ['a plan that recycles $LATEST', {}, RECYCLING],
    ['a published version without recycling', { version: '42' }, 'burst 30'],
    ['JSON logs at INFO', { logFormat: 'JSON', systemLogLevel: 'INFO' }, 'burst 30'],
    ['JSON logs at DEBUG', { logFormat: 'JSON', systemLogLevel: 'DEBUG' }, 'burst 30'],
    ['text logs, whatever level is left there', { systemLogLevel: 'WARN' }, 'burst 30'],
    ['unreadable variables that stay as they are', { variablesUnreadable: true }, 'burst 30'],
  ])('%s can be measured', (_, facts, plan) => {
    expect(refusalsOf(facts, plan)).toEqual([])
  })

  test.each<[string, Partial<FunctionFacts>, string, RegExp]>([
    [
      'JSON logs at WARN',
      { logFormat: 'JSON', systemLogLevel: 'WARN' },
      'burst 30',
      /hides the report of every successful start; set LoggingConfig.SystemLogLevel to INFO/,
    ],
    [
      'Managed Instances',
      { specialKinds: ['CapacityProviderConfig'] },
      'burst 30',
      /Managed Instances.*measure a function without a capacity provider/,
    ],
    [
      'a durable function',
      { specialKinds: ['DurableConfig'] },
      'burst 30',
      /durable function.*measure the handler as an ordinary function/,
    ],
    [
      'tenant isolation',
      { specialKinds: ['TenancyConfig'] },
      'burst 30',
      /tenant id.*measure a copy without TenancyConfig/,
    ],
    [
      'recycling a published version',
      { version: '42' },
      RECYCLING,
      /recycles, which changes \$LATEST only.*use bursts without `recycle` and `rounds`/,
    ],
    [
      'recycling with variables that cannot be merged',
      { variablesUnreadable: true },
      RECYCLING,
      /kms:Decrypt.*add that permission or leave `recycle` and `rounds` out/,
    ],
  ])('%s is refused, saying why and what to change', (_, facts, plan, reason) => {
    expect(refusalsOf(facts, plan)).toEqual([expect.stringMatching(reason)])
  })

  test('an alias cannot be recycled, even when it points to what was read as $LATEST', () => {
    expect(refusalsOf({}, RECYCLING, { qualifier: 'live' })).toEqual([
      expect.stringContaining('the qualifier is live'),
    ])
  })

  test.each<[string, number, readonly string[]]>([
    ['burst 30', 30, []],
    [
      'burst 30',
      29,
      [
        'the plan sends about 30 requests, max-invocations is 29; shorten the plan or raise the limit',
      ],
    ],
  ])('the plan %j under max-invocations %d: %j', (plan, maxInvocations, expected) => {
    expect(refusalsOf({}, plan, { maxInvocations })).toEqual(expected)
  })

  test('a plan that is expected to cost more than max-cost is refused with the estimate', () => {
    // 100 · 10 s · 1 GB · 0.0000166667 + 100 · 0.0000002 = 0.0166867 USD
    expect(refusalsOf({}, 'burst 100', { maxCost: 0.0166 })).toEqual([
      'the plan may cost about $0.02 at list prices, max-cost is $0.02; shorten the plan or raise the limit to $0.07',
    ])
  })

  test('a plan of which a step could be cut by max-cost is refused before', () => {
    // 100 · (30 s + 10 s) · 1 GB · 0.0000166667 + 100 · 0.0000002 = 0.0666868 USD
    expect(refusalsOf({}, 'burst 100', { maxCost: 0.0667 })).toEqual([])
    expect(refusalsOf({}, 'burst 100', { maxCost: 0.0666 })).toEqual([
      "the plan may cost about $0.02, but what is in flight at once could raise that to $0.07 should it run to the function's time limit, and max-cost, $0.07, is never exceeded; make the largest step smaller, lower the function's timeout, or raise the limit to $0.07",
    ])
  })

  test('what woke the function counts as a request', () => {
    expect(refusalsOf({}, 'burst 30', { maxInvocations: 31, woken: 1 })).toEqual([])
    expect(refusalsOf({}, 'burst 30', { maxInvocations: 30, woken: 1 })).toEqual([
      expect.stringContaining('sends about 31 requests'),
    ])
  })

  test('a plan that takes too much of what the account’s functions share is refused', () => {
    const concurrency = { reserved: undefined, unreserved: 40 }
    expect(refusalsOf({}, 'burst 20', { concurrency })).toEqual([])
    expect(refusalsOf({}, 'burst 21', { concurrency })).toEqual([
      expect.stringContaining('max-concurrency-share (50 %)'),
    ])
  })

  test('a plan that cannot end within the timeout is refused before it is cut', () => {
    const plan = 'burst 5\npause 30s\nusers 2 for 90s wait 1s'
    expect(refusalsOf({}, plan, { timeout: 121_000 })).toEqual([])
    expect(refusalsOf({}, plan, { timeout: 120_000 })).toEqual([
      "the plan takes at least 120.00 s, the step's timeout is 120.00 s; shorten the plan or raise the limit",
    ])
  })

  test('more in flight than one runner can drive is refused, not dropped in the middle', () => {
    const limits = { maxInvocations: 9000, maxCost: 5000 }
    expect(refusalsOf({}, 'burst 5000', limits)).toEqual([])
    expect(refusalsOf({}, 'burst 5001', limits)).toEqual([
      'the plan has 5,001 requests in flight at once, one runner can drive 5,000; make the step smaller',
    ])
  })

  test('all reasons come at once', () => {
    const facts: Partial<FunctionFacts> = {
      specialKinds: ['DurableConfig', 'TenancyConfig'],
      logFormat: 'JSON',
      systemLogLevel: 'WARN',
      variablesUnreadable: true,
    }
    const limits = { qualifier: 'live', maxInvocations: 1, maxCost: 0 }
    expect(refusalsOf(facts, RECYCLING, limits)).toHaveLength(7)
  })
})
