import type { BaselineRun } from '../../src/comparison/reference.ts'
import type { Start } from '../../src/starts/start.ts'
import type { Check } from '../../src/verdict/check.ts'
import { judge } from '../../src/verdict/judge.ts'
import type { Sides } from '../../src/verdict/judge-relative.ts'
import { type Look, ONLY_LOOK } from '../../src/verdict/look.ts'
import { testsOf } from '../../src/verdict/relative-rule.ts'
import { type Counts, summarise } from '../../src/verdict/summary.ts'
import { makeFacts } from '../load/facts.ts'
import { planOf } from '../load/virtual-world.ts'
import { drawNormal, makeRandom } from './random.ts'
import { makeRule, makeRun, makeStart } from './runs.ts'

/** One cold start of a round. */
export type Make = (round: number, i: number) => Partial<Start>

/** `count` cold starts in each of so many rounds. */
export function inRounds(rounds: number, count: number, make: Make): readonly Start[] {
  return Array.from({ length: rounds * count }, (_, n) => {
    const round = Math.floor(n / count)
    const i = n % count
    const changed = make(round, i)
    return makeStart('cold', {
      requestId: `${changed.side ?? 'candidate'}-${round}-${i}`,
      round,
      sentAt: 1_795_000_000_000 + round * 60_000 + i,
      ...changed,
    })
  })
}

/** Init times around a middle, with a spread of 6 % unless told otherwise; the same for a seed. */
export function around(middle: number, seed: number, spread = 0.06): Make {
  const random = makeRandom(seed)
  return () => ({ init: middle * Math.exp(spread * drawNormal(random)) })
}

/** What differs from two sides that were measured in 16 rounds of 10. */
export type Setting = {
  readonly plan?: string
  readonly counts?: Partial<Counts>
  readonly baselineCounts?: Partial<Counts>
  readonly isStored?: boolean
  readonly whyNotRecycled?: string
}

export function makeSides(
  baseline: readonly Start[],
  candidate: readonly Start[],
  setting: Setting = {},
): Sides {
  const before = makeRun(
    baseline.map((start) => ({ ...start, side: 'baseline' as const })),
    setting.baselineCounts,
  )
  const { starts } = before.classified
  const run: BaselineRun = {
    label: 'census-gbm-main',
    facts: makeFacts({ name: 'census-gbm-main', codeSha256: 'before' }),
    starts,
    counts: before.counts,
    missing: before.classified.missing,
    classes: summarise(before.classified),
    isStored: setting.isStored ?? false,
    whyNotRecycled: setting.whyNotRecycled,
  }
  return {
    candidate: makeRun(candidate, setting.counts),
    reference: { kind: 'measured', run },
    plan: planOf(setting.plan ?? 'rounds 16 of 10'),
  }
}

/** Judges one rule that is alone in its job. */
export function judgeSides(text: string, sides: Sides, look: Look = ONLY_LOOK): Check {
  const rule = makeRule(text)
  return judge(rule, sides, look, Math.max(1, testsOf(rule)))
}
