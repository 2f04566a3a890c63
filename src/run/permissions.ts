import type { Config } from '../config/config.ts'
import type { Endpoint } from '../config/endpoint.ts'
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
  { plan, logGroup, endpoint }: Pick<Config, 'plan' | 'logGroup' | 'endpoint'>,
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
      ...callsOf(endpoint, candidate, called),
      // A published version is never changed; of $LATEST the variables are read before.
      ...(recycled.length === 0 ? [] : [allow(['lambda:UpdateFunctionConfiguration'], recycled)]),
      allow(['logs:FilterLogEvents'], groups),
      // These two only serve the warning that the plan exceeds the concurrency.
      allow(['lambda:GetFunctionConcurrency'], unqualified),
      allow(['lambda:GetAccountSettings'], ['*']),
    ],
  }
}

/** A url without a signature is called by nobody in particular. */
function callsOf(
  endpoint: Endpoint | undefined,
  candidate: MeasuredSide,
  called: readonly string[],
): readonly Statement[] {
  const read = 'lambda:GetFunctionConfiguration'
  if (endpoint === undefined) return [allow([read, 'lambda:InvokeFunction'], called)]
  const { origin, signing } = endpoint
  if (signing === undefined) return [allow([read], called)]
  if (signing.service === 'lambda') {
    // A url needs both: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    return [allow([read, 'lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'], called)]
  }
  const [, partition, , , account] = arnOf(candidate).split(':')
  const [, api = '*'] = /^https:\/\/([a-z0-9]+)\.execute-api\./.exec(origin) ?? []
  const resource = `arn:${partition}:execute-api:${signing.region}:${account}:${api}/*`
  return [allow([read], called), allow(['execute-api:Invoke'], [resource])]
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

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
