import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import type { Check } from '../../src/verdict/check.ts'
import { makeSequence } from '../../src/verdict/sequence.ts'
import { planOf } from '../load/virtual-world.ts'
import { drawNormal, makeRandom, type Random } from './random.ts'
import { makeRule, makeRun } from './runs.ts'
import { inRounds, makeSides } from './sides.ts'

const ROUNDS = 16
const PLAN = planOf(`rounds ${ROUNDS} of 10`)

/** Runs rounds until the rules are decided, as a run does. */
function decide(
  rules: readonly string[],
  candidate: readonly Start[],
  baseline: readonly Start[] | undefined,
): readonly Check[] {
  const sequence = makeSequence(rules.map(makeRule), PLAN, baseline !== undefined)
  const upTo = (rounds: number) => {
    const own = candidate.slice(0, 10 * rounds)
    return baseline === undefined
      ? { candidate: makeRun(own), reference: { kind: 'none' } as const, plan: PLAN }
      : makeSides(baseline.slice(0, 10 * rounds), own)
  }
  for (let after = 1; after < ROUNDS; after += 1) {
    if (sequence.isLook(after) && sequence.look(upTo(after), after)) {
      return sequence.conclude(upTo(after))
    }
  }
  return sequence.conclude(upTo(ROUNDS))
}

/** How often each answer came. */
function count(runs: number, once: (random: Random) => Check['result']) {
  const counts = { pass: 0, fail: 0, inconclusive: 0 }
  for (let seed = 0; seed < runs; seed += 1) counts[once(makeRandom(seed))] += 1
  return counts
}

function worstOf(checks: readonly Check[]): Check['result'] {
  const results = checks.map(({ result }) => result)
  return results.find((one) => one === 'fail') ?? results.find((one) => one !== 'pass') ?? 'pass'
}

describe('an absolute rule, looked at after 4, 6, 8, 10, 12 and 16 rounds', () => {
  /** Each start is beyond 6 s with this chance. */
  const p95 = (share: number) => (random: Random) => {
    const make = () => ({ init: random() < share ? 7000 : 5000 })
    return worstOf(decide(['cold.init.p95 <= 6s'], inRounds(ROUNDS, 10, make), undefined))
  }

  test('at the limit itself, is wrong in at most one of twenty runs on either side', () => {
    const { pass, fail } = count(500, p95(0.05))
    expect(pass / 500).toBeLessThanOrEqual(0.055)
    expect(fail / 500).toBeLessThanOrEqual(0.055)
    // Nor is the risk left unused, which would waste rounds.
    expect(Math.min(pass, fail)).toBeGreaterThan(7)
  })

  test('far from the limit, is nearly always decided, and before the last round', () => {
    expect(count(200, p95(0)).pass).toBe(200)
    expect(count(200, p95(0.2)).fail).toBeGreaterThan(190)
  })
})

describe('a comparison', () => {
  /** Two sides; every round draws each side's environments anew. */
  const rounds = (random: Random, factor: number) => {
    const side = (middle: number) => {
      const deployments = Array.from({ length: ROUNDS }, () => 0.02 * drawNormal(random))
      return inRounds(ROUNDS, 10, (round) => ({
        init: middle * Math.exp((deployments[round] ?? 0) + 0.1 * drawNormal(random)),
      }))
    }
    return { baseline: side(3000), candidate: side(3000 * factor) }
  }
  const rules = ['cold.init.p50 <= baseline + 5%', 'cold.init.p95 <= baseline + 10%']
  const compare = (factor: number) => (random: Random) => {
    const { baseline, candidate } = rounds(random, factor)
    return worstOf(decide(rules, candidate, baseline))
  }

  test('of the same code raises a false alarm in hardly any run', () => {
    const { fail, pass } = count(300, compare(1))
    expect(fail / 300).toBeLessThanOrEqual(0.015)
    expect(pass / 300).toBeGreaterThan(0.9)
  })

  test('of a fifth slower code hardly ever passes', () => {
    const { pass, fail } = count(100, compare(1.2))
    expect(pass).toBe(0)
    expect(fail).toBeGreaterThan(95)
  })
})
