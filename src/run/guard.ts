import type { Config } from '../config/config.ts'
import { recycles } from '../config/load-plan.ts'
import type { Target } from '../config/target.ts'
import { type FunctionFacts, unqualifiedArn } from '../function-facts.ts'
import { type Concurrency, heldBack, type LimitedSide } from '../load/concurrency.ts'
import { describeEstimate, estimateCost } from '../load/estimate.ts'
import { signOfProduction } from '../load/production.ts'
import { withoutPermission } from '../permissions.ts'
import type { FunctionAccess } from './world.ts'

/** A function whose environments the plan would replace. */
export type Changed = {
  readonly target: Pick<Target, 'name' | 'qualifier'>
  readonly facts: Pick<FunctionFacts, 'arn'>
  readonly access: Pick<FunctionAccess, 'readTags'>
}

/** Why `recycle` must leave a function alone, with what else to do; undefined when it need not. */
export async function whyProduction(
  { plan, allowProduction }: Pick<Config, 'plan' | 'allowProduction'>,
  { target, facts, access }: Changed,
  say: (line: string) => void,
): Promise<string | undefined> {
  if (allowProduction || !recycles(plan)) return undefined
  const byName = signOfProduction({ ...target, tags: undefined })
  const tags = byName === undefined ? await access.readTags(unqualifiedArn(facts.arn)) : {}
  if (tags === undefined) say(withoutPermission('lambda:ListTags', target.name))
  const sign = byName ?? signOfProduction({ ...target, tags })
  return sign && `${target.name} looks like production: ${sign}`
}

/** @param why of `whyProduction`. */
export function refuseProduction(why: string, isBaseline: boolean): string {
  const instead = isBaseline
    ? 'compare with a copy, or with a published version, which is never changed'
    : 'measure a copy, or use bursts without `recycle` and `rounds`'
  return `the plan recycles, which changes the configuration, and ${why}; ${instead}; if it may be changed, set \`allow-production: true\``
}

/** What of the concurrency nobody told, and what that means; the account's once. */
export function describeUnknown(
  sides: readonly { readonly target: Pick<Target, 'name'>; readonly concurrency: Concurrency }[],
): readonly string[] {
  const lines = sides.flatMap(({ target, concurrency }) => {
    const { reserved, unreserved, isReservedUnknown } = concurrency
    return [
      ...(isReservedUnknown
        ? [withoutPermission('lambda:GetFunctionConcurrency', target.name)]
        : []),
      ...((reserved ?? unreserved) === undefined
        ? [withoutPermission('lambda:GetAccountSettings', 'the account')]
        : []),
    ]
  })
  return [...new Set(lines)]
}

/** What the load may cost, before it begins. */
export function describeCost(
  { plan, maxCost, maxConcurrencyShare }: Pick<Config, 'plan' | 'maxCost' | 'maxConcurrencyShare'>,
  sides: readonly LimitedSide[],
): string {
  const held = sides.map((side) => heldBack(side, maxConcurrencyShare))
  return describeEstimate(estimateCost(plan, held), maxCost, sides)
}
