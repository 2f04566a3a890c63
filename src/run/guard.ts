import type { Config } from '../config/config.ts'
import { recycles } from '../config/load-plan.ts'
import type { Target } from '../config/target.ts'
import { type FunctionFacts, unqualifiedArn } from '../function-facts.ts'
import { type Concurrency, heldBack, type LimitedSide } from '../load/concurrency.ts'
import { describeEstimate, estimateCost } from '../load/estimate.ts'
import { signOfProduction } from '../load/production.ts'
import type { Reach } from '../load/schedule.ts'
import { withoutPermission } from '../permissions.ts'
import type { FunctionAccess, World } from './world.ts'

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

/** @returns why the candidate must not be recycled; empty when it may be. */
export async function refuseCandidate(
  config: Config,
  facts: FunctionFacts,
  { candidate: access, say }: Pick<World, 'candidate' | 'say'>,
): Promise<readonly string[]> {
  const production = await whyProduction(config, { target: config.target, facts, access }, say)
  return production === undefined ? [] : [refuseProduction(production, false)]
}

/** A side with what it may use of the concurrency. */
export type Limited = LimitedSide & { readonly facts: FunctionFacts; readonly target: Target }

export async function limit(
  target: Target,
  facts: FunctionFacts,
  reach: Reach,
  { readConcurrency }: FunctionAccess,
): Promise<Limited> {
  return { target, facts, reach, concurrency: await readConcurrency() }
}

export async function limitBaseline(
  { baseline }: Config,
  {
    facts,
    whyNotRecycled,
  }: { readonly facts: FunctionFacts; readonly whyNotRecycled: string | undefined },
  { baseline: access }: Pick<World, 'baseline'>,
): Promise<Limited | undefined> {
  if (access === undefined || baseline.kind !== 'function') return undefined
  const reach = whyNotRecycled === undefined ? 'compared' : 'compared-growing'
  return await limit(baseline.target, facts, reach, access)
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
