import { expect, test } from '@jest/globals'
import { app, inCloud } from '../cloud/in-cloud.ts'
import type { CloudOptions } from '../cloud/options.ts'
import { gate } from './in-action.ts'

const sends = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => call === 'lambda:InvokeFunction')

type Refusal = {
  readonly why: string
  readonly cloud?: Partial<CloudOptions>
  readonly inputs?: Readonly<Record<string, string>>
  readonly says: RegExp
}

const refusals: readonly Refusal[] = [
  {
    why: 'the configuration may not be read',
    cloud: { deny: ['lambda:GetFunctionConfiguration'] },
    says: /AWS refused lambda:GetFunctionConfiguration/,
  },
  {
    why: 'the log group may not be read',
    cloud: { deny: ['logs:FilterLogEvents'] },
    says: /AWS refused logs:FilterLogEvents, which is needed to read the log group \/aws\/lambda\/app/,
  },
  {
    why: 'the environments may not be recycled',
    cloud: { deny: ['lambda:UpdateFunctionConfiguration'] },
    inputs: { load: 'burst 1\nrecycle\nburst 1' },
    says: /AWS refused lambda:UpdateFunctionConfiguration.*leave `recycle` out/,
  },
  {
    why: 'there is no such function',
    inputs: { 'function-name': 'nowhere' },
    says: /there is no function "nowhere" with qualifier \$LATEST in us-east-1/,
  },
  {
    why: 'a published version cannot be recycled',
    cloud: { functions: [app(), app({ version: '3' })] },
    inputs: { qualifier: '3', load: 'burst 1\nrecycle\nburst 1' },
    says: /changes \$LATEST only, and the qualifier is 3/,
  },
  {
    why: 'JSON logs at level WARN hide every success',
    cloud: { functions: [app({ logFormat: 'JSON', systemLogLevel: 'WARN' })] },
    says: /system log level WARN.*set LoggingConfig.SystemLogLevel to INFO/,
  },
  {
    why: 'Managed Instances log no init',
    cloud: { functions: [app({ configuration: { CapacityProviderConfig: {} } })] },
    says: /Lambda Managed Instances/,
  },
  {
    why: 'the plan sends more than it may',
    inputs: { load: 'burst 20', 'max-invocations': '10' },
    says: /sends about 20 requests, max-invocations is 10/,
  },
  {
    why: 'the last update of the function failed',
    cloud: {
      functions: [
        app({ configuration: { LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no image' } }),
      ],
    },
    says: /last update failed: no image/,
  },
]

test.each(refusals)(
  'nothing is sent when $why',
  async ({ cloud: options, inputs, says }) => {
    await inCloud({ functions: [app()], ...options }, async (cloud) => {
      const run = await gate(cloud, { load: 'burst 1', ...inputs })
      expect(run.outputs.summary).toMatch(says)
      expect(run.outputs.summary).not.toMatch(/regress|slower|merging/i)
      expect(run.outputs.verdict).toBe('error')
      expect(run.exitCode).toBe(1)
      expect(sends(cloud.calls)).toEqual([])
    })
  },
  30_000,
)

test('a role that may not invoke ends the load at once and names the permission', async () => {
  await inCloud({ functions: [app()], deny: ['lambda:InvokeFunction'] }, async (cloud) => {
    const run = await gate(cloud, { load: 'burst 2\nusers 2 for 5s wait 10ms' })
    expect(run.outputs.summary).toMatch(/AWS refused lambda:InvokeFunction/)
    expect(sends(cloud.calls)).toHaveLength(2)
  })
}, 30_000)

test('logs of a class that cannot be searched are told apart from missing ones', async () => {
  const logs = { groupClass: 'INFREQUENT_ACCESS' } as const
  await inCloud({ functions: [app()], logs }, async (cloud) => {
    const run = await gate(cloud, { load: 'burst 1' })
    expect(run.outputs.verdict).toBe('error')
    expect(run.outputs.summary).toMatch(/only groups of class STANDARD support FilterLogEvents/)
  })
}, 30_000)

test('all problems of all inputs come in one message', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const run = await gate(cloud, {
      'function-name': '',
      load: 'brust 5',
      thresholds: 'cold.init.p95 <= 6',
      treshold: 'x',
    })
    expect(run.exitCode).toBe(1)
    expect(run.stdout.match(/::error::/g)).toHaveLength(1)
    for (const part of [
      '4 problems with the inputs',
      'function-name: found ""',
      'did you mean "burst"?',
      'such as 6s',
      'did you mean "thresholds"?',
    ]) {
      expect(run.outputs.summary).toContain(part)
    }
    expect(cloud.calls).toEqual([])
  })
})

test('REPORT lines that never arrive are listed, and no verdict hides them', async () => {
  await inCloud({ functions: [app()], logs: { dropReports: 1 } }, async (cloud) => {
    const run = await gate(cloud, {
      load: 'burst 3',
      'log-timeout': '2s',
      thresholds: 'cold.init.max <= 60s\nmissing.count == 0',
    })
    expect(run.outputs).toMatchObject({ verdict: 'fail', 'missing-count': '1' })
    const report = JSON.parse(run.report('report.json') ?? '')
    expect(report.missing).toHaveLength(1)
    expect(report.checks[0]).toMatchObject({ result: 'inconclusive' })
  })
}, 30_000)
