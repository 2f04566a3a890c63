import { expect, test } from '@jest/globals'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import type { CloudOptions } from '../cloud/options.ts'
import { gate, type Report, readReport } from './in-action.ts'

const INPUTS = {
  baseline: 'function:app-main',
  load: 'burst 8\nrounds 12 of 8',
  thresholds: 'cold.init.p50 <= baseline + 5%\ncold.latency.p50 <= baseline + 5% & +20ms',
}

/** More is allowed where the truth is no change: other processes of this machine are noise, too. */
const GENEROUS = {
  ...INPUTS,
  thresholds: 'cold.init.p50 <= baseline + 10%\ncold.latency.p50 <= baseline + 10%',
}

/** Lines that come late, in any order, and twice. */
const logs = { lagMs: [100, 1_200], shuffle: true, repeat: true, foreignReports: 3 } as const

/** The deployment under test beside the one on the main branch, with an init of so many ms. */
function deployed(
  initMs: number,
  mainInitMs: number,
  more: Partial<CloudOptions> = {},
): CloudOptions {
  const variables = (ms: number) => ({ INIT_MS: `${ms}`, OTHER: 'kept' })
  return {
    functions: [
      app({ variables: variables(initMs), timeoutS: 20 }),
      app({ name: 'app-main', variables: variables(mainInitMs), timeoutS: 20 }),
    ],
    logs,
    ...more,
  }
}

/** Both functions as they were deployed, whatever the verdict. */
function expectRestored(cloud: Cloud): void {
  for (const name of ['app', 'app-main']) {
    expect(Object.keys(cloud.function(name).environmentVariables)).toEqual(['INIT_MS', 'OTHER'])
  }
}

function expectComplete({ counts, baseline, starts }: Report, cloud: Cloud): void {
  expect(counts.missing).toBe(0)
  expect(counts.sent).toBe(counts.matched)
  const own = starts.filter(({ side }) => side === 'candidate').length
  expect([own, starts.length]).toEqual([
    counts.matched,
    Number(counts.matched) + Number(baseline?.counts.matched),
  ])
  const foreign = cloud.truth().length - starts.length
  expect(foreign).toBe(0)
}

test.concurrent('an init that is 25 % slower is a fail, and both functions are restored', async () => {
  await inCloud(deployed(1_000, 800), async (cloud) => {
    const run = await gate(cloud, INPUTS)
    const report = readReport(run)
    expect(run.outputs.verdict).toBe('fail')
    expect(run.exitCode).toBe(1)
    expect(run.outputs.summary).toMatch(
      /^merging would make cold starts \d+ % slower \(.* → .*, \+.* … \+.* %\), decided after \d+ of 12 rounds, \d+ invocations, \$/,
    )
    expectComplete(report, cloud)
    expectRestored(cloud)
    expect(cloud.comments(7)).toHaveLength(1)
  })
}, 120_000)

test.concurrent('an identical function passes, and nothing is left on either', async () => {
  await inCloud(deployed(800, 800), async (cloud) => {
    const run = await gate(cloud, GENEROUS)
    expect(run.outputs).toMatchObject({ verdict: 'pass', 'failed-rules': '[]' })
    expectComplete(readReport(run), cloud)
    expectRestored(cloud)
  })
}, 120_000)

test.concurrent('with less concurrency than a round needs, throttles are counted and the verdict holds', async () => {
  const options = deployed(1_100, 800)
  const functions = options.functions.map((one) => ({ ...one, reservedConcurrency: 6 }))
  await inCloud({ ...options, functions }, async (cloud) => {
    const run = await gate(cloud, INPUTS)
    const { counts, baseline } = readReport(run)
    expect(run.outputs.verdict).toBe('fail')
    expect(counts.throttled).toBeGreaterThanOrEqual(4 * 2)
    expect(baseline?.counts.throttled).toBeGreaterThanOrEqual(4 * 2)
    expectRestored(cloud)
  })
}, 120_000)

test.concurrent('a published version is compared without being touched, and its cold starts are counted right', async () => {
  const options = deployed(1_100, 800)
  const [latest, old] = options.functions
  const functions = [latest, { ...old, name: 'app', version: '41' }] as CloudOptions['functions']
  await inCloud({ ...options, functions }, async (cloud) => {
    const run = await gate(cloud, { ...INPUTS, baseline: 'qualifier:41' })
    const report = readReport(run)
    expect(run.outputs.verdict).toBe('fail')
    expect(report.notes.join()).toContain('version 41 is published')
    const rounds = Number(/after (\d+) of 12 rounds/.exec(report.summary)?.[1])
    // A warm environment that answers at once may serve a second request of the same burst.
    const cold = report.baseline?.classes.cold?.count
    expect(cold).toBeGreaterThan(4 * rounds)
    expect(cold).toBeLessThanOrEqual(8 * rounds)
    expect(report.baseline?.counts.sent).toBe(4 * rounds * (rounds + 1))
    expect(report.counts.foreign).toBe(report.baseline?.counts.foreign)
    expect(Object.keys(cloud.function('app').environmentVariables)).toEqual(['INIT_MS', 'OTHER'])
  })
}, 120_000)
