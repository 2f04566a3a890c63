import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { Config } from '../config/config.ts'
import { recycles } from '../config/load-plan.ts'
import type { Target } from '../config/target.ts'
import { type FunctionFacts, readiness } from '../function-facts.ts'
import { refusals, unmeasurable, whyNotRecycled } from '../load/assess.ts'
import { type Concurrency, type LimitedSide, warnings } from '../load/concurrency.ts'
import { forecast } from '../load/forecast.ts'
import type { Reach } from '../load/schedule.ts'
import { describeUnknown, refuseProduction, whyProduction } from '../run/guard.ts'
import { policyFor } from '../run/permissions.ts'
import type { DryRun } from '../terminal/forecast.ts'
import {
  makeFacts,
  makeLambdaClient,
  readConcurrency,
  readConfiguration,
  readTags,
} from './lambda.ts'

/** Reads what the forecast needs, as far as the credentials allow; changes and sends nothing. */
export async function readDryRun(config: Config): Promise<DryRun> {
  const { plan, target } = config
  const client = makeLambdaClient(target.region)
  const unreadable: string[] = []
  const candidate = await readSide(client, target, config.logGroup, unreadable)
  const other = config.baseline.kind === 'function' ? config.baseline : undefined
  const baseline = other && (await readSide(client, other.target, undefined, unreadable))
  const isKept = other !== undefined && recycles(plan) && keepsEnvironments(other.target, baseline)
  const reach: Reach = isKept ? 'compared-growing' : 'compared'
  const changed = [
    ...(candidate ? [{ ...candidate, isBaseline: false }] : []),
    ...(baseline && !isKept ? [{ ...baseline, isBaseline: true }] : []),
  ]
  unreadable.push(...describeUnknown([candidate, baseline].filter((side) => side !== undefined)))
  const production = await readProduction(config, changed, client, unreadable)
  client.destroy()
  const own: LimitedSide | undefined = candidate && { ...candidate, reach: 'all' }
  const compared = baseline && { ...baseline, reach }
  return {
    config,
    candidate: candidate?.facts,
    baseline: other?.label,
    forecast: forecast(plan, candidate?.facts, other && { facts: baseline?.facts, reach }),
    policy: policyFor(
      config,
      { target, facts: candidate?.facts },
      other && { target: other.target, facts: baseline?.facts },
    ),
    unreadable,
    refusals: [
      ...(candidate ? refusalsOf(config, candidate, compared) : []),
      ...(baseline ? unmeasurable(baseline.facts) : []).map((reason) => `the baseline: ${reason}`),
      ...production,
    ],
    warnings: [
      ...(candidate ? describeReadiness(candidate.facts) : []),
      ...(own
        ? warnings(plan, compared ? [own, compared] : [own], config.maxConcurrencyShare)
        : []),
    ],
  }
}

/** A function as far as it can be read; only reading its configuration is needed for all else. */
type ReadSide = {
  readonly target: Target
  readonly facts: FunctionFacts
  readonly concurrency: Concurrency
}

async function readSide(
  client: LambdaClient,
  target: Target,
  logGroup: string | undefined,
  unreadable: string[],
): Promise<ReadSide | undefined> {
  try {
    const facts = makeFacts(await readConfiguration(client, target), target, logGroup)
    return { target, facts, concurrency: await readConcurrency(client, target) }
  } catch (error) {
    unreadable.push(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

function refusalsOf(
  config: Config,
  { facts, concurrency }: ReadSide,
  baseline: (ReadSide & { readonly reach: Reach }) | undefined,
): readonly string[] {
  const { qualifier } = config.target
  return refusals(facts, { ...config, qualifier, concurrency, baseline, woken: 0 })
}

async function readProduction(
  config: Config,
  changed: readonly (ReadSide & { readonly isBaseline: boolean })[],
  client: LambdaClient,
  unreadable: string[],
): Promise<readonly string[]> {
  const access = { readTags: (arn: string) => readTags(client, arn) }
  const found = await Promise.all(
    changed.map(async ({ target, facts, isBaseline }) => {
      const why = await whyProduction(config, { target, facts, access }, (line) =>
        unreadable.push(line),
      )
      return why === undefined ? [] : [refuseProduction(why, isBaseline)]
    }),
  )
  return found.flat()
}

/** Whether it is allowed to change them is asked by the run itself. */
function keepsEnvironments({ qualifier }: Target, read: ReadSide | undefined): boolean {
  return read === undefined ? qualifier !== '$LATEST' : whyNotRecycled(read.facts) !== undefined
}

function describeReadiness(facts: FunctionFacts): readonly string[] {
  const ready = readiness(facts)
  if (ready === 'ready') return []
  return typeof ready === 'object'
    ? [ready.failed]
    : ['the function is not ready yet, and would be waited for']
}
