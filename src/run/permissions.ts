import type { Config } from '../config/config.ts'
import { recycles } from '../config/load-plan.ts'
import type { Target } from '../config/target.ts'
import type { FunctionFacts } from '../function-facts.ts'

/** An IAM policy, as the console and the CLI take it. */
export type Policy = { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] }
export type Statement = {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}

/** Stands for the account's number where neither the input nor the configuration tells it. */
export const UNKNOWN_ACCOUNT = 'ACCOUNT'

/** A function that is measured; without facts where its configuration could not be read. */
export type MeasuredSide = { readonly target: Target; readonly facts: FunctionFacts | undefined }

/** The permissions that a run of this configuration uses, and no other. */
export function policyFor(
  { plan, logGroup }: Pick<Config, 'plan' | 'logGroup'>,
  candidate: MeasuredSide,
  baseline: MeasuredSide | undefined,
): Policy {
  const sides = baseline === undefined ? [candidate] : [candidate, baseline]
  const unqualified = sides.map(arnOf)
  const called = sides.map((side) =>
    isLatest(side) ? arnOf(side) : `${arnOf(side)}:${side.target.qualifier}`,
  )
  const recycled = recycles(plan) ? sides.filter(isLatest).map(arnOf) : []
  const groups = sides.map((side, i) => logArnOf(side, i === 0 ? logGroup : undefined))
  return {
    Version: '2012-10-17',
    Statement: [
      allow(['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'], called),
      // A published version is never changed; of $LATEST the variables are read before.
      ...(recycled.length === 0 ? [] : [allow(['lambda:UpdateFunctionConfiguration'], recycled)]),
      allow(['logs:FilterLogEvents'], groups),
      // These two only serve the warning that the plan exceeds the concurrency.
      allow(['lambda:GetFunctionConcurrency'], unqualified),
      allow(['lambda:GetAccountSettings'], ['*']),
    ],
  }
}

function allow(Action: readonly string[], resources: readonly string[]): Statement {
  return { Effect: 'Allow', Action, Resource: [...new Set(resources)] }
}

function isLatest({ target }: MeasuredSide): boolean {
  return target.qualifier === '$LATEST'
}

/** Without qualifier. */
function arnOf({ target, facts }: MeasuredSide): string {
  const known = facts?.arn ?? target.id
  if (known.startsWith('arn:')) return known.split(':').slice(0, 7).join(':')
  const { region, name } = target
  const [, account = UNKNOWN_ACCOUNT] = /^(\d{12}):/.exec(target.id) ?? []
  return `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${name}`
}

function logArnOf(side: MeasuredSide, given: string | undefined): string {
  const [arn, partition, , region, account] = arnOf(side).split(':')
  const group = side.facts?.logGroup ?? given ?? `/aws/lambda/${side.target.name}`
  return `${arn}:${partition}:logs:${region}:${account}:log-group:${group}:*`
}

/** Source: the SDK's partitions.json, by how names of regions begin. */
const PARTITIONS: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'eusc-': 'aws-eusc',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
}

function partitionOf(region: string): string {
  const found = Object.entries(PARTITIONS).find(([beginning]) => region.startsWith(beginning))
  return found?.[1] ?? 'aws'
}
