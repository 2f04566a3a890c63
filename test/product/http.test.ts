import { describe, expect, test } from '@jest/globals'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import type { FrontOptions, FunctionOptions } from '../cloud/options.ts'
import { againstTruth, gate, readReport } from './in-action.ts'

const told = { variables: { TELLS_ID: '1' } }

function inFront(
  fronts: FrontOptions,
  changed: Partial<FunctionOptions>,
  play: (cloud: Cloud) => Promise<void>,
  deny: readonly string[] = [],
): Promise<void> {
  const logs = { lagMs: [50, 300], foreignReports: 2 } as const
  return inCloud({ functions: [app({ timeoutS: 20, ...changed })], fronts, logs, deny }, play)
}

describe('every start is told as what it really was', () => {
  test.concurrent.each<
    [string, string, FrontOptions, Partial<FunctionOptions>, Record<string, string>]
  >([
    ['a Function URL, new environments in between', 'function-url', {}, {}, {}],
    ['a signed one', 'function-url', { authType: 'AWS_IAM' }, {}, { auth: 'iam' }],
    ['a REST API by its trace', 'rest-api', { stageTracing: true }, { tracing: true }, {}],
    ["a load balancer by the handler's header", 'alb', {}, told, { method: 'GET' }],
  ])(
    'behind %s',
    async (_, front, fronts, changed, inputs) => {
      await inFront(fronts, changed, async (cloud) => {
        const url = `${cloud.url}/${front}/app?key=hunter2`
        const load = 'burst 2\nrecycle\nburst 2\nburst 1'
        const run = await gate(cloud, { url, load, headers: 'X-Api-Key: hunter3', ...inputs })
        const report = readReport(run)
        const { reported, actual } = againstTruth(cloud, report)
        expect(reported).toEqual(actual)
        expect(report.counts).toMatchObject({ sent: 5, matched: 5, missing: 0, foreign: 2 })
        expect(report.classes['any-cold']?.count).toBeGreaterThanOrEqual(4)
        expect(run.outputs.verdict).toBe('pass')
        expect(cloud.calls.includes('lambda:InvokeFunction')).toBe(fronts.authType === 'AWS_IAM')
        expect(run.report('report.html')).toContain('Loaded over HTTP')
        const shown = ['report.md', 'report.html', 'report.json'].map((name) => run.report(name))
        expect([run.stdout, run.summary, ...shown].join()).not.toMatch(/hunter/)
        expect(run.summary).toContain(
          `Loaded over HTTP: \`${inputs.method ?? 'POST'} ${cloud.url}/`,
        )
      })
    },
    30_000,
  )
})

test.concurrent('a start that a gateway cut off is told by the trace, long after the answer', async () => {
  const slow = { tracing: true, variables: { INIT_MS: '1500' } }
  await inFront({ limitMs: 1_000, stageTracing: true }, slow, async (cloud) => {
    const url = `${cloud.url}/rest-api/app`
    const run = await gate(cloud, { url, load: 'burst 2', thresholds: 'errors.count == 0' })
    const report = readReport(run)
    const { reported, actual } = againstTruth(cloud, report)
    expect(reported).toEqual(actual)
    expect(report.counts).toMatchObject({ sent: 2, answered: 2, failed: 0, functionErrors: 2 })
    for (const start of report.starts) {
      expect(start).toMatchObject({ class: 'cold', censored: true, cutOff: true, overhead: null })
      expect(start.latency).toBeLessThan(1_400)
      expect(start.init).toBeGreaterThan(1_490)
      expect(start.error).toBe('HTTP 504')
    }
    expect(run.summary).toMatch(/≥ 1\.\d/)
    expect(run.outputs.verdict).toBe('fail')
  })
}, 30_000)

test.concurrent("with the handler's header alone a cut-off is no start, and is told as one request without an answer", async () => {
  const slow = { tracing: true, variables: { TELLS_ID: '1', INIT_MS: '1500' } }
  await inFront({ limitMs: 1_000 }, slow, async (cloud) => {
    const url = `${cloud.url}/alb/app`
    const begun = Date.now()
    const report = readReport(await gate(cloud, { url, load: 'burst 2\npause 2s\nburst 2' }))
    // A function of 20 s might go on for longer, but its lines could not be told from others'.
    expect(Date.now() - begun).toBeLessThan(15_000)
    expect(report.counts).toMatchObject({ sent: 4, answered: 2, matched: 2, failed: 2, gaveUp: 2 })
    expect(report.starts.map((start) => start.class)).toEqual(['warm', 'warm'])
    expect(report.notes.join()).toContain(
      '2 requests cut off on the way, and nothing tells their REPORT lines',
    )
  })
}, 30_000)

test.concurrent('where nothing joins an answer with its REPORT line that is said early, with what to change', async () => {
  await inFront({}, {}, async (cloud) => {
    const url = `${cloud.url}/rest-api/app`
    const begun = Date.now()
    const run = await gate(cloud, { url, load: 'users 2 for 60s wait 100ms' })
    expect(Date.now() - begun).toBeLessThan(25_000)
    const report = readReport(run)
    expect(run.outputs.verdict).toBe('error')
    expect(run.exitCode).toBe(1)
    expect(report.summary).toMatch(
      /could not measure: \d+ answers of POST http:.*rest-api\/app and \d+ REPORT lines in \/aws\/lambda\/app have no id in common.*x-lambda-request-id.*Mode=Active/,
    )
    expect(report.starts).toEqual([])
    expect(report.counts.answered).toBeGreaterThan(0)
    expect(report.counts.missing).toBe(report.counts.answered)
    expect(report.notes.join()).toMatch(/What the client saw of \d+ answers .* latency p50/)
  })
}, 60_000)

test.concurrent.each<[string, FrontOptions, readonly string[], Record<string, string>, RegExp]>([
  [
    'a Function URL that wants a signature',
    { authType: 'AWS_IAM' },
    [],
    {},
    /the Function URL refused the request .*set auth: iam/,
  ],
  [
    'a role with one of the two permissions',
    { authType: 'AWS_IAM' },
    ['lambda:InvokeFunction'],
    { auth: 'iam' },
    /allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction in the role's policy/,
  ],
])(
  '%s ends the load after its first answers',
  async (_, fronts, deny, inputs, reason) => {
    await inFront(
      fronts,
      {},
      async (cloud) => {
        const url = `${cloud.url}/function-url/app`
        const run = await gate(cloud, { url, load: 'users 1 for 60s wait 1s', ...inputs })
        expect(readReport(run).summary).toMatch(reason)
        expect(readReport(run).counts.sent).toBeLessThan(3)
        expect(run.exitCode).toBe(1)
      },
      deny,
    )
  },
  30_000,
)

test.concurrent('a url of another version than the one that is named is no measurement of it', async () => {
  const published = { ...app({ version: '3', aliases: { live: '3' } }) }
  await inCloud({ functions: [app(), published] }, async (cloud) => {
    const url = `${cloud.url}/function-url/app:live`
    const run = await gate(cloud, { url, load: 'burst 2' })
    expect(readReport(run).summary).toMatch(
      /the url leads to version 3 of the function, and .* \$LATEST/,
    )
    const right = await gate(cloud, { url, load: 'burst 2', qualifier: 'live' })
    expect(readReport(right).counts.matched).toBe(2)
    expect(right.outputs.verdict).toBe('pass')
  })
}, 30_000)

test.concurrent("a function's own failure is an error of its start, not of the measurement", async () => {
  await inFront({}, {}, async (cloud) => {
    const url = `${cloud.url}/function-url/app`
    const payload = '{"crash": 1}'
    const report = readReport(await gate(cloud, { url, payload, load: 'burst 1\nburst 1' }))
    const { reported, actual } = againstTruth(cloud, report)
    expect(reported).toEqual(actual)
    expect(report.starts.map((start) => start.class)).toEqual(['cold', 'reset'])
    expect(report.counts).toMatchObject({ answered: 2, functionErrors: 2, failed: 0 })
  })
}, 30_000)
