import { isRecycling, type LoadPlan } from '../config/load-plan.ts'
import type { RuleClass } from '../config/threshold.ts'
import type { Start } from '../starts/start.ts'
import { startsOf } from '../verdict/summary.ts'

/** The starts of both sides that were made under the same circumstances: one burst, one step. */
export type Pair = {
  readonly baseline: readonly Start[]
  readonly candidate: readonly Start[]
}

/**
 * Fresh starts never meet settled ones: where the plan recycles, only starts after that count.
 *
 * @param isRecycled whether the baseline got new environments in each round. Otherwise its rounds
 *   are full of warm starts that the candidate's do not have, so only cold starts compare.
 */
export function comparableStarts(
  starts: readonly Start[],
  { steps }: Pick<LoadPlan, 'steps'>,
  isRecycled: boolean,
): readonly Start[] {
  const settled = steps.some(isRecycling) ? starts.filter(({ wave }) => wave === 'settled') : starts
  return isRecycled ? settled : settled.filter(({ round }) => round === null)
}

/**
 * The comparable starts of a class, burst by burst; pairs of which one side has none are left out.
 *
 * Cold starts of rounds are not mixed with those of other steps, whose load has another shape.
 *
 * @param isPooled for sides that were not measured in turns: all starts are one pair.
 */
export function pairStarts(
  name: RuleClass,
  plan: Pick<LoadPlan, 'steps'>,
  baseline: readonly Start[],
  candidate: readonly Start[],
  { isPooled, isRecycled }: { readonly isPooled: boolean; readonly isRecycled: boolean },
): readonly Pair[] {
  const isCold = name === 'cold' || name === 'any-cold'
  const isOfRounds = isCold && plan.steps.some(({ kind }) => kind === 'rounds')
  const byBurst = (starts: readonly Start[]): ReadonlyMap<string, readonly Start[]> =>
    Map.groupBy(
      startsOf(comparableStarts(starts, plan, isRecycled || isCold), name).filter(
        ({ round }) => !isOfRounds || round !== null,
      ),
      ({ step, round }) => (isPooled ? '' : `${step} ${round}`),
    )
  const before = byBurst(baseline)
  return [...byBurst(candidate)].flatMap(([key, after]) => {
    const found = before.get(key)
    return found === undefined ? [] : [{ baseline: found, candidate: after }]
  })
}
