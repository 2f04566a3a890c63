import type { BaselineRun, Reference } from '../../src/comparison/reference.ts'
import type { FunctionFacts } from '../../src/function-facts.ts'
import { describeComparison } from '../../src/run/shortfall.ts'
import type { Start } from '../../src/starts/start.ts'
import type { Sides } from '../../src/verdict/judge-relative.ts'
import { conclude, type Result } from '../../src/verdict/result.ts'
import { makeSequence } from '../../src/verdict/sequence.ts'
import { summarise } from '../../src/verdict/summary.ts'
import { planOf } from '../load/virtual-world.ts'
import { makeRule, makeRun } from '../verdict/runs.ts'
import { around, inRounds } from '../verdict/sides.ts'
import { FACTS } from './results.ts'

const ROUNDS = 16

/** Cold starts of 16 rounds of 10, around 4 s of init unless so many times as slow. */
export function coldStarts(
  side: Start['side'],
  factor: number,
  change: (start: Start, i: number) => Partial<Start> = () => ({}),
): readonly Start[] {
  const make = around(4000 * factor, side === 'candidate' ? 2 : 1)
  const starts = inRounds(ROUNDS, 10, (round, i) => {
    const { init = 0 } = make(round, i)
    const times = { init, duration: 80, overhead: 300, latency: (init ?? 0) + 380 }
    return { ...times, side, billed: (init ?? 0) + 80, memorySize: 3008, maxMemory: 1400 }
  })
  return starts.map((start, i) => ({ ...start, ...change(start, i) }))
}

type Choice = {
  readonly rules: readonly string[]
  readonly candidate: readonly Start[]
  readonly baseline: readonly Start[]
  /** What the baseline's configuration has else. */
  readonly facts?: Partial<FunctionFacts>
  readonly run?: Partial<BaselineRun>
  readonly reference?: Reference
  readonly plan?: string
}

export const BASELINE_FACTS: FunctionFacts = {
  ...FACTS,
  name: 'census-gbm-main',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:census-gbm-main',
  logGroup: '/aws/lambda/census-gbm-main',
  codeSha256: '0c1d5b3e8f60412c9f2c1a7d5b3e8f60412c9f2c1a7d5b3e8f60412c0000aaaa',
}

/** A result as a run would have concluded it, which looks between its rounds. */
export function makeCompared(choice: Choice): Result {
  const plan = planOf(choice.plan ?? `rounds ${ROUNDS} of 10`)
  const sequence = makeSequence(choice.rules.map(makeRule), plan, choice.reference === undefined)
  const isStored = choice.run?.isStored ?? false
  const sidesAfter = (rounds: number): Sides => {
    const isPast = (start: Start): boolean => (start.round ?? 0) < rounds
    const before = makeRun(isStored ? choice.baseline : choice.baseline.filter(isPast))
    const { starts } = before.classified
    const run: BaselineRun = {
      label: 'census-gbm-main',
      facts: { ...BASELINE_FACTS, ...choice.facts },
      starts,
      counts: before.counts,
      missing: before.classified.missing,
      classes: summarise(before.classified),
      isStored: false,
      whyNotRecycled: undefined,
      ...choice.run,
    }
    const reference = choice.reference ?? { kind: 'measured', run }
    return { candidate: makeRun(choice.candidate.filter(isPast)), reference, plan }
  }
  const hasRounds = plan.steps.some(({ kind }) => kind === 'rounds')
  let rounds = 1
  while (rounds < ROUNDS) {
    if (sequence.isLook(rounds) && sequence.look(sidesAfter(rounds), rounds)) break
    rounds += 1
  }
  const { candidate, reference } = sidesAfter(rounds)
  const sent = (isStored ? 10 : 20) * rounds
  return conclude({ label: 'census-gbm', plan }, sequence, {
    facts: FACTS,
    measured: candidate,
    reference,
    effort: hasRounds ? { rounds, of: ROUNDS, sent, usd: candidate.cost?.usd ?? 0 } : undefined,
    notes: describeComparison(reference, FACTS, plan),
    failures: [],
    unreadable: [],
  })
}
