import { afterEach, describe, expect, test } from '@jest/globals'
import type { Config } from '../../src/config/config.ts'
import { readDryRun } from '../../src/io/dry-run.ts'
import type { Stage } from '../../src/io/stage.ts'
import { connect } from '../../src/io/world.ts'
import { type AwsAction, PERMISSIONS } from '../../src/permissions.ts'
import { run } from '../../src/run/run.ts'
import type { Result } from '../../src/verdict/result.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import type { Allowed, CloudOptions } from '../cloud/options.ts'
import { configOf } from '../config/sources.ts'

type Given = Readonly<Record<string, string>>

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

function configIn(cloud: Cloud, given: Given): Config {
  Object.assign(process.env, cloud.variables)
  const { AWS_REGION: region = '' } = cloud.variables
  return configOf({ 'aws-region': region, 'log-timeout': '10s', ...given })
}

/** A whole run in this process, with the real world of the bundle. */
async function measure(
  cloud: Cloud,
  given: Given,
): Promise<{ readonly result: Result; readonly said: readonly string[] }> {
  const config = configIn(cloud, given)
  const said: string[] = []
  const never = new AbortController().signal
  const stage: Stage = {
    say: (line) => said.push(line),
    group: () => undefined,
    showProgress: () => undefined,
    progressInterval: 60_000,
    save: () => undefined,
    undoUntil: never,
    close: () => undefined,
  }
  const world = connect(config, never, stage)
  try {
    return { result: await run(config, world, never), said }
  } finally {
    await world.close()
  }
}

const awsCalls = (cloud: Cloud): readonly string[] =>
  cloud.calls.filter((call) => /^(lambda|logs):/.test(call))
const sends = (cloud: Cloud): number =>
  cloud.calls.filter((call) => call === 'lambda:InvokeFunction').length

const EVERYTHING: Allowed = { Action: PERMISSIONS.map(({ action }) => action), Resource: ['*'] }
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/2b6e8c1a'
const variables = { OTHER: 'kept' }

type Feature = {
  readonly what: string
  readonly cloud?: Partial<CloudOptions>
  readonly given: Given
  /** Loads it through this front of the cloud. */
  readonly front?: string
}

/** With the url of a front, if it has one. */
function givenAt(cloud: Cloud, { given, front }: Pick<Feature, 'given' | 'front'>): Given {
  return front === undefined ? given : { ...given, url: `${cloud.url}/${front}/app` }
}

const features: readonly Feature[] = [
  { what: 'a burst', given: { load: 'burst 2' } },
  { what: 'recycling', given: { load: 'recycle\nburst 1' } },
  {
    what: 'rounds beside another function',
    cloud: { functions: [app(), app({ name: 'main', logGroup: '/team/main' })] },
    given: { load: 'rounds 1 of 2', baseline: 'function:main' },
  },
  {
    what: 'rounds beside a published version',
    cloud: { functions: [app(), app({ version: '41' })] },
    given: { load: 'rounds 1 of 2', baseline: 'qualifier:41' },
  },
  {
    what: 'rounds beside an alias of $LATEST',
    cloud: { functions: [app(), app({ name: 'main', aliases: { next: '$LATEST' } })] },
    given: { load: 'rounds 1 of 2', baseline: 'function:main:next' },
  },
  {
    what: 'an alias',
    cloud: { functions: [app({ version: '41', aliases: { blue: '41' } })] },
    given: { load: 'burst 1', qualifier: 'blue' },
  },
  {
    what: 'waking an inactive function',
    cloud: { functions: [app({ inactive: true })] },
    given: { load: 'burst 1' },
  },
  {
    what: 'another log group',
    cloud: { functions: [app({ logGroup: '/team/logs' })] },
    given: { load: 'burst 1' },
  },
  {
    what: 'recycling with encrypted variables',
    cloud: { functions: [app({ kmsKeyArn: KEY, variables })] },
    given: { load: 'recycle\nburst 1' },
  },
  {
    what: 'recycling what is named like production',
    cloud: { functions: [app({ name: 'app-prod' })] },
    given: { 'function-name': 'app-prod', load: 'recycle\nburst 1', 'allow-production': 'true' },
  },
  {
    what: 'a signed Function URL',
    cloud: { fronts: { authType: 'AWS_IAM' } },
    front: 'function-url',
    given: { load: 'burst 1', auth: 'iam' },
  },
]

test.each(features)(
  'the policy that a dry run shows is what $what needs, and no more',
  async ({ cloud: options, ...feature }) => {
    const allow: Allowed[] = [EVERYTHING]
    await inCloud({ functions: [app()], ...options, allow }, async (cloud) => {
      const given = givenAt(cloud, feature)
      const { policy, refusals } = await readDryRun(configIn(cloud, given))
      expect(refusals).toEqual([])
      allow.splice(0, 1, ...policy.Statement)
      const [calls, asked] = [cloud.calls.length, cloud.asked.length]
      expect((await readDryRun(configIn(cloud, given))).unreadable).toEqual([])
      expect(cloud.calls.slice(calls)).not.toContain('lambda:InvokeFunction')
      const { result } = await measure(cloud, given)
      expect(result.verdict).toMatchObject({ kind: 'pass' })
      expect(cloud.refused).toEqual([])
      const listed = policy.Statement.flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((resource) => `${action} on ${resource}`)),
      )
      expect(new Set(cloud.asked.slice(asked))).toEqual(new Set(listed))
    })
  },
  30_000,
)

type Denied = Omit<Feature, 'what'> & {
  readonly action: AwsAction
  readonly kind: 'pass' | 'error'
  /** In the verdict's sentence, its notes or the log. */
  readonly says: RegExp
  readonly sent: number
}

const RECYCLING = 'burst 1\nrecycle\nburst 1'
const encrypted = { functions: [app({ kmsKeyArn: KEY, variables })] }

const denials: readonly Denied[] = [
  {
    action: 'lambda:GetFunctionConfiguration',
    given: { load: 'burst 1' },
    ...{ kind: 'error', sent: 0 },
    says: /AWS refused lambda:GetFunctionConfiguration.*`mode: report` still joins/,
  },
  {
    action: 'lambda:InvokeFunction',
    given: { load: 'burst 1\nburst 5' },
    ...{ kind: 'error', sent: 1 },
    says: /AWS refused lambda:InvokeFunction.*allow it in the role's policy/,
  },
  {
    action: 'lambda:InvokeFunctionUrl',
    cloud: { fronts: { authType: 'AWS_IAM' } },
    front: 'function-url',
    given: { load: 'burst 1\nburst 5', auth: 'iam' },
    ...{ kind: 'error', sent: 0 },
    says: /allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction in the role's policy/,
  },
  {
    action: 'logs:FilterLogEvents',
    given: { load: 'burst 1' },
    ...{ kind: 'error', sent: 0 },
    says: /AWS refused logs:FilterLogEvents.*so nothing is sent/,
  },
  {
    action: 'lambda:UpdateFunctionConfiguration',
    given: { load: RECYCLING },
    ...{ kind: 'error', sent: 0 },
    says: /AWS refused lambda:UpdateFunctionConfiguration.*without `recycle` and `rounds` still work/,
  },
  {
    action: 'lambda:UpdateFunctionConfiguration',
    given: { load: 'burst 2' },
    ...{ kind: 'pass', sent: 2 },
    says: /may cost about/,
  },
  {
    action: 'kms:Decrypt',
    cloud: encrypted,
    given: { load: RECYCLING },
    ...{ kind: 'error', sent: 0 },
    says: /kms:Decrypt on their key is missing.*add that permission or leave `recycle` and `rounds` out/,
  },
  {
    action: 'kms:Decrypt',
    cloud: encrypted,
    given: { load: 'burst 1' },
    ...{ kind: 'pass', sent: 1 },
    says: /may cost about/,
  },
  {
    action: 'lambda:ListTags',
    cloud: { functions: [app({ tags: { env: 'production' } })] },
    given: { load: RECYCLING },
    ...{ kind: 'pass', sent: 2 },
    says: /lambda:ListTags did not answer for app: only its name and alias tell whether/,
  },
  {
    action: 'lambda:GetFunctionConcurrency',
    cloud: { functions: [app({ reservedConcurrency: 50 })], account: { unreserved: 4 } },
    given: { load: 'burst 3' },
    ...{ kind: 'error', sent: 0 },
    says: /lambda:GetFunctionConcurrency did not answer for app: it counts as taking from[\s\S]*max-concurrency-share \(50 %\)/,
  },
  {
    action: 'lambda:GetAccountSettings',
    cloud: { functions: [app()], account: { unreserved: 4 } },
    given: { load: 'burst 3' },
    ...{ kind: 'pass', sent: 3 },
    says: /lambda:GetAccountSettings did not answer for the account: `max-concurrency-share` is not/,
  },
]

describe('a permission that is missing is named, with what works without it', () => {
  test.each(denials)(
    '$action, with $given.load: $kind',
    async ({ action, cloud: options, kind, says, sent, ...feature }) => {
      await inCloud({ functions: [app()], ...options, deny: [action] }, async (cloud) => {
        const { result, said } = await measure(cloud, givenAt(cloud, feature))
        const told = [...said, result.verdict.summary, ...result.notes].join('\n')
        expect(told).toMatch(says)
        expect(result.verdict.kind).toBe(kind)
        expect(told).not.toMatch(/^ +at |regress|slower/im)
        expect(sends(cloud)).toBe(sent)
        expect(cloud.function('app').environmentVariables.COLD_START_GATE_RECYCLE).toBeUndefined()
      })
    },
    30_000,
  )

  test('every one is tried', () => {
    const tried = new Set<string>(denials.map(({ action }) => action))
    // The local cloud has no API that asks who calls; `http-answer` has tests of its refusal.
    tried.add('execute-api:Invoke')
    expect(tried).toEqual(new Set(PERMISSIONS.map(({ action }) => action)))
  })

  test('a baseline that may not be changed is measured like a published version', async () => {
    const functions = [app(), app({ name: 'main' })]
    const allow: Allowed[] = [EVERYTHING]
    await inCloud({ functions, allow }, async (cloud) => {
      const given = { load: 'rounds 1 of 2', baseline: 'function:main' }
      const { policy } = await readDryRun(configIn(cloud, given))
      const change = 'lambda:UpdateFunctionConfiguration'
      const main = 'arn:aws:lambda:us-east-1:123456789012:function:main'
      const others = policy.Statement.map(({ Action, Resource }) => ({
        Action: Action.filter((action) => action !== change),
        Resource,
      }))
      const own = { Action: [change], Resource: [main.replace('main', 'app')] }
      allow.splice(0, 1, ...others, own)
      const { result } = await measure(cloud, given)
      expect(result.verdict.kind).toBe('pass')
      expect(result.notes.join()).toContain(`AWS refused ${change}`)
      expect(cloud.refused).toEqual([`${change} on ${main}`])
      expect(awsCalls(cloud)).toContain(change)
    })
  }, 30_000)
})
