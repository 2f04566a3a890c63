import { type LoadPlan, recycles } from '../config/load-plan.ts'
import type { FunctionFacts } from '../function-facts.ts'
import { formatCount, formatThousands, formatTime, formatUsd, type Ms, type Usd } from '../units.ts'
import { MAX_IN_FLIGHT } from './drive.ts'
import { estimateCost } from './estimate.ts'
import { leastDuration, peakConcurrency, plannedInvocations } from './schedule.ts'

/** Concurrency that the plan may use; undefined where nobody told us. */
export type Concurrency = {
  /** Reserved for this function. */
  readonly reserved: number | undefined
  /** Of the account, not reserved for other functions. */
  readonly unreserved: number | undefined
}

type Guards = {
  readonly plan: LoadPlan
  readonly qualifier: string
  readonly maxInvocations: number
  readonly maxCost: Usd
  /** Of the whole step. */
  readonly timeout: Ms
}

/**
 * What makes this function or this plan impossible to measure, each with what to change.
 *
 * Everything here is known before the first request.
 */
export function refusals(facts: FunctionFacts, guards: Guards): readonly string[] {
  const { plan, qualifier, maxInvocations, maxCost, timeout } = guards
  const found: string[] = facts.specialKinds.map((kind) => SPECIAL[kind])
  if (facts.logFormat === 'JSON' && facts.systemLogLevel === 'WARN') {
    found.push(
      'its JSON logs have system log level WARN, which hides the report of every successful start; set LoggingConfig.SystemLogLevel to INFO',
    )
  }
  if (recycles(plan) && (qualifier !== '$LATEST' || facts.version !== '$LATEST')) {
    found.push(
      `the plan recycles, which changes $LATEST only, and the qualifier is ${qualifier}; measure $LATEST, or publish a version per measurement and leave \`recycle\` out`,
    )
  }
  if (recycles(plan) && facts.variablesUnreadable) {
    found.push(
      'the plan recycles, and the environment variables cannot be read (kms:Decrypt on their key is missing), so a change would lose them; add that permission or leave `recycle` out',
    )
  }
  const least = leastDuration(plan)
  if (least >= timeout) {
    found.push(
      `the plan takes at least ${formatTime(least)}, the step's timeout is ${formatTime(timeout)}; shorten the plan or raise the limit`,
    )
  }
  const peak = peakOf(plan)
  if (peak > MAX_IN_FLIGHT) {
    found.push(
      `the plan has ${formatCount(peak, 'request')} in flight at once, one runner can drive ${formatThousands(MAX_IN_FLIGHT)}; make the step smaller`,
    )
  }
  const planned = plannedInvocations(plan)
  if (planned > maxInvocations) {
    found.push(
      `the plan sends about ${formatCount(planned, 'request')}, max-invocations is ${maxInvocations}; shorten the plan or raise the limit`,
    )
  }
  const { usd } = estimateCost(plan, facts)
  if (usd > maxCost) {
    found.push(
      `the plan may cost about ${formatUsd(usd)} (10 s for each likely cold start, 0.5 s for each other request, ${facts.memoryMB} MB), max-cost is ${formatUsd(maxCost)}; shorten the plan or raise the limit`,
    )
  }
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

/** What may disturb the measurement without making it impossible. */
export function warnings(plan: LoadPlan, { reserved, unreserved }: Concurrency): readonly string[] {
  const peak = peakOf(plan)
  const [limit, whose] =
    reserved !== undefined
      ? [reserved, 'reserved concurrency of the function']
      : [unreserved, 'unreserved concurrency of the account']
  if (limit === undefined || peak <= limit) return []
  return [
    `The plan has up to ${peak} requests in flight, but the ${whose} is ${limit}: the rest will be throttled.`,
  ]
}

function peakOf(plan: LoadPlan): number {
  return Math.max(...plan.steps.map((step) => peakConcurrency(step) ?? 0))
}
