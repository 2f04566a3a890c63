import { describe, expect, test } from '@jest/globals'
import type { Check } from '../../src/verdict/check.ts'
import type { Effort } from '../../src/verdict/sentence.ts'
import { summarise } from '../../src/verdict/summary.ts'
import { reachVerdict } from '../../src/verdict/verdict.ts'
import { repeat } from './runs.ts'
import { around, inRounds, judgeSides, type Make, makeSides } from './sides.ts'

const EFFORT: Effort = { rounds: 6, of: 16, sent: 120, usd: 0.114 }
const baseline = inRounds(16, 10, around(3000, 1))
const side = (factor: number) => inRounds(16, 10, around(3000 * factor, 2))

/** What the verdict says of a candidate that is judged by these rules. */
function tell(
  candidate: ReturnType<typeof side>,
  rules: readonly string[],
  effort: Effort | undefined = undefined,
): string {
  const sides = makeSides(baseline, candidate)
  const checks = rules.map((rule): Check => judgeSides(rule, sides))
  return reachVerdict(checks, [], summarise(sides.candidate.classified), effort).summary
}

const P50 = 'cold.init.p50 <= baseline + 5%'
const P75 = 'cold.init.p75 <= baseline + 5%'
const ABSOLUTE = 'cold.init.p50 <= 2s'
/** A fifth of the starts takes three times as long. */
const somewhatSlow: Make = (() => {
  const make = around(3000, 2)
  return (round, i) => {
    const { init } = make(round, i)
    return { init: (init ?? 0) * (i < 2 ? 3 : 1) }
  }
})()
const partly = inRounds(16, 10, somewhatSlow)

describe('a fail', () => {
  test.each<[string, ReturnType<typeof side>, readonly string[], string | RegExp]>([
    [
      'beside the baseline tells by how much, and between which figures',
      side(1.2),
      [P50],
      'merging would make cold starts 19 % slower (init p50 3.03 s → 3.61 s, +17 … +22 %)',
    ],
    [
      'of several starts with the largest one that is sure',
      side(1.2),
      [P50, 'any-cold.init.p95 <= baseline + 5%', 'cold.latency.p50 <= baseline'],
      /^merging would make cold starts 19 % slower \(init p50 [^)]*\); also any-cold\.init\.p95 20 % slower$/,
    ],
    [
      'of three rules tells one of the others and counts the rest',
      side(1.2),
      [P50, P75, 'cold.init.mean <= baseline + 5%'],
      /^merging would make cold starts 19 % slower \([^)]*\); also cold\.init\.\w+ 19 % slower; and 1 more$/,
    ],
    [
      'leads with the slowdown, whichever rule comes first',
      side(1.2),
      [ABSOLUTE, P50, 'cold.count == 0'],
      'merging would make cold starts 19 % slower (init p50 3.03 s → 3.61 s, +17 … +22 %); also cold.init.p50 is 3.61 s, allowed is at most 2.00 s; and 1 more',
    ],
    [
      'by absolute rules alone is told as before',
      side(1),
      [P50, ABSOLUTE],
      'merging would break 1 of 2 rules: cold.init.p50 is 3.01 s, allowed is at most 2.00 s',
    ],
    [
      'by a part of the starts does not speak of the middle',
      partly,
      [P50],
      /^merging would make some cold starts much slower \(init p50 3\.03 s → 3\.07 s: .*; 32 of 160 starts were unusually slow, on the baseline 0 of 160\)$/,
    ],
    [
      'by a part of the starts, beside another rule',
      partly,
      ['cold.init.p95 <= baseline + 5%', P50],
      /^merging would make cold starts \d+ % slower \(init p95 .*\); also cold\.init\.p50 much slower for some starts$/,
    ],
    [
      'of an improvement that was asked for is no slowdown',
      side(0.97),
      ['cold.init.p50 <= baseline - 10%'],
      'merging would break the only rule: cold.init.p50 is 2.92 s, allowed is at most 2.73 s',
    ],
    [
      'of memory is no slowdown',
      side(1).map((start) => ({ ...start, maxMemory: 640 })),
      ['cold.memory.p50 <= baseline + 5%'],
      /cold starts 25 % more .*memory p50 512 MB → 640 MB, /,
    ],
  ])('%s', (_, candidate, rules, summary) => {
    if (typeof summary === 'string') expect(tell(candidate, rules)).toBe(summary)
    else expect(tell(candidate, rules)).toMatch(summary)
  })

  test('of a rate is told in percent', () => {
    const users = repeat(160, 'warm')
    const sides = makeSides(users, users, {
      plan: 'users 2 for 30s',
      counts: { functionErrors: 16 },
    })
    const check = judgeSides('errors.rate <= baseline + 1%', sides)
    const { summary } = reachVerdict([check], [], summarise(sides.candidate.classified), undefined)
    expect(summary).toBe(
      'merging would break the only rule: errors.rate is 10 %, allowed is at most 1 %',
    )
  })
})

describe('a pass', () => {
  test.each<[string, ReturnType<typeof side>, readonly string[], string | RegExp]>([
    [
      'beside the baseline tells the figures',
      side(1),
      [P50],
      'merging keeps cold starts as fast as the baseline: the only rule holds (init p50 3.03 s → 3.01 s, −2.2 … +1.3 %)',
    ],
    [
      'with a slowdown that is allowed does not call it as fast',
      side(1.2),
      ['cold.init.p50 <= baseline + 50%'],
      'merging keeps cold starts within their limits: the only rule holds (init p50 3.03 s → 3.61 s, +17 … +22 %)',
    ],
    [
      'with an improvement tells the largest one first',
      side(0.8),
      [P50, 'cold.latency.p50 <= baseline + 5%', 'cold.init.p50 <= 9s'],
      'merging would make cold starts 20 % faster (init p50 3.03 s → 2.41 s, −22 … −19 %); all 3 rules hold',
    ],
    [
      'without a comparison speaks of limits',
      side(1),
      ['cold.init.p50 <= 9s'],
      'merging keeps cold starts within their limits: the only rule holds (160 cold starts of 160 starts, init p50 3.01 s)',
    ],
  ])('%s', (_, candidate, rules, summary) => {
    expect(tell(candidate, rules)).toBe(summary)
  })
})

describe('what the rounds took is told', () => {
  const TOOK = '6 of 16 rounds, 120 invocations, $0.11'
  const open = side(1).slice(0, 3)

  test.each<[string, ReturnType<typeof side>, readonly string[], string]>([
    ['of a fail', side(1.2), [P50, ABSOLUTE], `), decided after ${TOOK}; also `],
    ['of absolute rules', side(1), [ABSOLUTE], `allowed is at most 2.00 s, decided after ${TOOK}`],
    ['of a pass', side(1), [P50], `+1.3 %), decided after ${TOOK}`],
    ['of an improvement', side(0.8), [P50], `the only rule holds, decided after ${TOOK}`],
    ['of what is open', open, [P50], `the only rule could not be compared, after ${TOOK}: needs`],
    [
      'of some that are open',
      open,
      [P50, P75, 'cold.count == 3'],
      `2 of 3 rules could not be compared, after ${TOOK}: `,
    ],
  ])('%s', (_, candidate, rules, text) => {
    expect(tell(candidate, rules, EFFORT)).toContain(text)
    expect(tell(candidate, rules)).not.toContain('round')
    expect(tell(candidate, rules)).toContain(text.replace(/,? (decided )?after 6.*\$0\.11/, ''))
  })

  test('in the singular', () => {
    const one: Effort = { rounds: 1, of: 1, sent: 1, usd: 0 }
    expect(tell(side(1), [P50], one)).toMatch(
      /, decided after 1 of 1 round, 1 invocation, \$0\.00$/,
    )
  })
})

test('many rounds are told with their thousands, like what they are a part of', () => {
  const many = { ...EFFORT, rounds: 796_001, of: 1_000_000 }
  expect(tell(side(1), [P50], many)).toContain(' 796,001 of 1,000,000 rounds, ')
})
