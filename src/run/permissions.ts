import type { Config } from '../config/config.ts'
import type { Endpoint } from '../config/endpoint.ts'
import { recycles } from '../config/load-plan.ts'
import type { Target } from '../config/target.ts'
import type { FunctionFacts } from '../function-facts.ts'
import { PERMISSIONS, type ResourceForm, type Use } from '../permissions.ts'

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
  use: Use & Pick<Config, 'logGroup'>,
  candidate: MeasuredSide,
  baseline: MeasuredSide | undefined,
): Policy {
  const sides = baseline === undefined ? [candidate] : [candidate, baseline]
  const recycled = recycles(use.plan) ? sides.filter(isLatest) : []
  const resources: Readonly<Record<ResourceForm, readonly string[]>> = {
    'function as called': sides.map(calledArnOf),
    'function as called and as recycled': [...sides.map(calledArnOf), ...recycled.map(arnOf)],
    function: sides.map(arnOf),
    'recycled function': recycled.map(arnOf),
    key: recycled.flatMap(({ facts }) => facts?.kmsKeyArn ?? []),
    'log group': sides.map((side, i) => logArnOf(side, i === 0 ? use.logGroup : undefined)),
    API: use.endpoint === undefined ? [] : [apiArnOf(use.endpoint, candidate)],
    '*': ['*'],
  }
  const needed = PERMISSIONS.filter(({ isNeeded }) => isNeeded(use))
  // One statement for all that is allowed on the same: the shortest that grants no more.
  const statements = new Map<string, Statement>()
  for (const { action, on } of needed) {
    const Resource = [...new Set(resources[on])]
    if (Resource.length === 0) continue
    const key = Resource.join(' ')
    const Action = [...(statements.get(key)?.Action ?? []), action]
    statements.set(key, { Effect: 'Allow', Action, Resource })
  }
  return { Version: '2012-10-17', Statement: [...statements.values()] }
}

/** An alias may lead there, too. */
function isLatest({ target, facts }: MeasuredSide): boolean {
  return (facts?.version ?? target.qualifier) === '$LATEST'
}

function calledArnOf(side: MeasuredSide): string {
  const { qualifier } = side.target
  return qualifier === '$LATEST' ? arnOf(side) : `${arnOf(side)}:${qualifier}`
}

function apiArnOf({ origin, signing }: Endpoint, candidate: MeasuredSide): string {
  const [, partition, , region, account] = arnOf(candidate).split(':')
  const [, api = '*'] = /^https:\/\/([a-z0-9]+)\.execute-api\./.exec(origin) ?? []
  return `arn:${partition}:execute-api:${signing?.region ?? region}:${account}:${api}/*`
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
