import type { Config } from '../config/config.ts'
import { recycles } from '../config/load-plan.ts'
import type { Target } from '../config/target.ts'
import { type FunctionFacts, readiness } from '../function-facts.ts'
import { refusals, unmeasurable, warnings, whyNotRecycled } from '../load/assess.ts'
import { forecast } from '../load/forecast.ts'
import type { Reach } from '../load/schedule.ts'
import { policyFor } from '../run/permissions.ts'
import type { DryRun } from '../terminal/forecast.ts'
import { makeFacts, makeLambdaClient, readConcurrency, readConfiguration } from './lambda.ts'

/** Reads what the forecast needs, as far as the credentials allow; changes and sends nothing. */
export async function readDryRun(config: Config): Promise<DryRun> {
  const { plan, target, baseline, maxCost, maxInvocations, timeout } = config
  const client = makeLambdaClient(target.region)
  const unreadable: string[] = []
  const read = async (one: Target, logGroup?: string): Promise<FunctionFacts | undefined> => {
    try {
      return makeFacts(await readConfiguration(client, one), one, logGroup)
    } catch (error) {
      unreadable.push(error instanceof Error ? error.message : String(error))
      return undefined
    }
  }
  const facts = await read(target, config.logGroup)
  const other = baseline.kind === 'function' ? baseline : undefined
  const otherFacts = other && (await read(other.target))
  const isKept =
    other !== undefined && recycles(plan) && keepsEnvironments(other.target, otherFacts)
  const reach: Reach = isKept ? 'compared-growing' : 'compared'
  const guards = { plan, qualifier: target.qualifier, maxInvocations, maxCost, timeout }
  const compared = otherFacts && { facts: otherFacts, reach }
  const concurrency = facts && (await readConcurrency(client, target))
  client.destroy()
  return {
    config,
    candidate: facts,
    baseline: other?.label,
    forecast: forecast(plan, facts, other && { facts: otherFacts, reach }),
    policy: policyFor(
      config,
      { target, facts },
      other && { target: other.target, facts: otherFacts },
    ),
    unreadable,
    refusals: [
      ...(facts ? refusals(facts, { ...guards, baseline: compared }) : []),
      ...(otherFacts ? unmeasurable(otherFacts) : []).map((reason) => `the baseline: ${reason}`),
    ],
    warnings: [
      ...(facts ? describeReadiness(facts) : []),
      ...(concurrency ? warnings(plan, concurrency) : []),
    ],
  }
}

/** Whether it is allowed to change them is asked by the run itself. */
function keepsEnvironments({ qualifier }: Target, facts: FunctionFacts | undefined): boolean {
  return facts === undefined ? qualifier !== '$LATEST' : whyNotRecycled(facts) !== undefined
}

function describeReadiness(facts: FunctionFacts): readonly string[] {
  const ready = readiness(facts)
  if (ready === 'ready') return []
  return typeof ready === 'object'
    ? [ready.failed]
    : ['the function is not ready yet, and would be waited for']
}
