import { type LoadPlan, recycles } from '../config/load-plan.ts'
import type { FunctionFacts } from '../function-facts.ts'
import { formatCount, formatThousands, formatTime, formatUsd, type Ms, type Usd } from '../units.ts'
import { type Concurrency, crowding, heldBack, type LimitedSide, surePeak } from './concurrency.ts'
import { type Estimate, estimateCost } from './estimate.ts'
import { leastDuration, plannedInvocations, type Reach } from './schedule.ts'
import { MAX_IN_FLIGHT } from './send.ts'

type Guards = {
  readonly plan: LoadPlan
  readonly qualifier: string
  /** Undefined: nothing else is loaded. */
  readonly baseline: ComparedSide | undefined
  readonly maxInvocations: number
  readonly maxCost: Usd
  /** `max-concurrency-share`, as a fraction. */
  readonly maxConcurrencyShare: number
  /** Of the candidate. */
  readonly concurrency: Concurrency
  /** Requests that were sent before the plan, to wake functions. */
  readonly woken: number
  /** Of the whole step. */
  readonly timeout: Ms
}

/** A baseline that is measured beside the candidate, and what of the plan it gets. */
export type ComparedSide = {
  readonly facts: FunctionFacts
  readonly reach: Reach
  readonly concurrency: Concurrency
}

/** What makes this function impossible to measure, each with what to change. */
export function unmeasurable(facts: FunctionFacts): readonly string[] {
  const found: string[] = facts.specialKinds.map((kind) => SPECIAL[kind])
  if (facts.logFormat === 'JSON' && facts.systemLogLevel === 'WARN') {
    found.push(
      'its JSON logs have system log level WARN, which hides the report of every successful start; set LoggingConfig.SystemLogLevel to INFO',
    )
  }
  return found
}

/** Why the environments of a baseline stay as they are; undefined when they can be replaced. */
export function whyNotRecycled(facts: FunctionFacts): string | undefined {
  if (facts.version !== '$LATEST') {
    return `version ${facts.version} is published, and only $LATEST can be recycled`
  }
  return facts.variablesUnreadable
    ? 'its environment variables cannot be read (kms:Decrypt on their key is missing)'
    : undefined
}

/**
 * What makes this function or this plan impossible to measure, each with what to change.
 *
 * Everything here is known before the first request.
 */
export function refusals(facts: FunctionFacts, guards: Guards): readonly string[] {
  const { plan, qualifier, baseline, maxInvocations, maxCost, timeout, woken } = guards
  const candidate: LimitedSide = { facts, reach: 'all', concurrency: guards.concurrency }
  const sides = baseline === undefined ? [candidate] : [candidate, baseline]
  const found = [...unmeasurable(facts)]
  if (recycles(plan) && (qualifier !== '$LATEST' || facts.version !== '$LATEST')) {
    found.push(
      `the plan recycles, which changes $LATEST only, and the qualifier is ${qualifier}; measure $LATEST, or publish a version per measurement and use bursts without \`recycle\` and \`rounds\``,
    )
  }
  if (recycles(plan) && facts.variablesUnreadable) {
    found.push(
      'the plan recycles, and the environment variables cannot be read (kms:Decrypt on their key is missing), so a change would lose them; add that permission or leave `recycle` and `rounds` out',
    )
  }
  const least = leastDuration(plan, baseline !== undefined)
  if (least >= timeout) {
    found.push(
      `the plan takes at least ${formatTime(least)}, the step's timeout is ${formatTime(timeout)}; shorten the plan or raise the limit`,
    )
  }
  const peak = Math.max(...sides.map(({ reach }) => surePeak(plan, reach)))
  if (peak > MAX_IN_FLIGHT) {
    found.push(
      `the plan has ${formatCount(peak, 'request')} in flight at once, one runner can drive ${formatThousands(MAX_IN_FLIGHT)}; make the step smaller`,
    )
  }
  const isOff = sides.some(({ concurrency }) => concurrency.reserved === 0)
  if (isOff) {
    found.push('its reserved concurrency is 0, so every request would be throttled; raise it')
  }
  found.push(...crowding(plan, sides, guards.maxConcurrencyShare))
  const planned = sides.reduce((sum, { reach }) => sum + plannedInvocations(plan, reach), woken)
  const both = baseline === undefined ? '' : ' to both sides'
  if (planned > maxInvocations) {
    found.push(
      `the plan sends about ${formatCount(planned, 'request')}${both}, max-invocations is ${maxInvocations}; shorten the plan or raise the limit`,
    )
  }
  const held = sides.map((side) => heldBack(side, guards.maxConcurrencyShare))
  found.push(...tooDear(estimateCost(plan, held), maxCost))
  return found
}

const SPECIAL: Readonly<Record<FunctionFacts['specialKinds'][number], string>> = {
  CapacityProviderConfig:
    'it runs on Lambda Managed Instances, whose environments serve many requests at once and log no init; measure a function without a capacity provider',
  DurableConfig:
    'it is a durable function, of which one execution is many invocations; measure the handler as an ordinary function',
  TenancyConfig:
    'it isolates tenants, so every invocation needs a tenant id, which cannot be given yet; measure a copy without TenancyConfig',
}

/** Every step must fit in `max-cost` as a whole, or a burst would be cut in the middle. */
function tooDear({ usd, needed }: Estimate, maxCost: Usd): readonly string[] {
  // Rounded up to cents, or the limit that it names would be refused again.
  const enough = formatUsd(Math.ceil(needed * 100) / 100)
  if (usd > maxCost) {
    return [
      `the plan may cost about ${formatUsd(usd)} at list prices, max-cost is ${formatUsd(maxCost)}; shorten the plan or raise the limit to ${enough}`,
    ]
  }
  if (needed <= maxCost) return []
  return [
    `the plan may cost about ${formatUsd(usd)}, but what is in flight at once could raise that to ${enough} should it run to the function's time limit, and max-cost, ${formatUsd(maxCost)}, is never exceeded; make the largest step smaller, lower the function's timeout, or raise the limit to ${enough}`,
  ]
}
