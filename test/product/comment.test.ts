import { expect, test } from '@jest/globals'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { gate } from './in-action.ts'

const MARKER = '<!-- lambda-cold-start-gate key=app run=1/1 verdict=pass -->'
const inputs = { load: 'burst 1' }

test('the second run updates its comment in place among 140 foreign ones', async () => {
  const github = { foreignComments: 140, marker: MARKER }
  await inCloud({ functions: [app()], github }, async (cloud) => {
    const before = cloud.comments(7).map(({ body }) => body)
    const first = await gate(cloud, inputs)
    expect(cloud.comments(7)).toHaveLength(141)
    const rule = { ...inputs, thresholds: 'all.latency.max <= 0.1ms' }
    const second = await gate(cloud, rule, { env: { GITHUB_RUN_ID: '2' } })
    const after = cloud.comments(7)
    expect(after).toHaveLength(141)
    expect(after.slice(0, 140).map(({ body }) => body)).toEqual(before)
    expect(after[140]?.body).toMatch(
      /^<!-- lambda-cold-start-gate key=app run=2\/1 verdict=fail -->/,
    )
    expect(second.outputs['comment-url']).toBe(first.outputs['comment-url'])
  })
}, 30_000)

test('a run that began earlier leaves the comment of a newer one alone', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    await gate(cloud, inputs, { env: { GITHUB_RUN_ID: '9' } })
    const newer = cloud.comments(7)[0]?.body
    const run = await gate(cloud, inputs, { env: { GITHUB_RUN_ID: '8' } })
    expect(cloud.comments(7).map(({ body }) => body)).toEqual([newer])
    expect(run.stdout).toContain('a newer run has commented already')
  })
}, 30_000)

test('a token that may not comment is a warning that names the permission', async () => {
  await inCloud({ functions: [app()], github: { deny: 'comment' } }, async (cloud) => {
    const run = await gate(cloud, inputs)
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({ verdict: 'pass', 'comment-url': '' })
    expect(run.stdout).toMatch(
      /::warning title=The pull request was not commented.*pull-requests: write/,
    )
  })
}, 30_000)

test('the override label, as it is now, lets a failed gate through', async () => {
  const github = { labels: ['slow-is-fine'], foreignComments: 140 }
  await inCloud({ functions: [app()], github }, async (cloud) => {
    const thresholds = 'cold.init.max <= 1ms'
    const run = await gate(cloud, { ...inputs, thresholds, 'override-label': 'slow-is-fine' })
    expect(run.exitCode).toBe(0)
    expect(run.outputs.verdict).toBe('overridden')
    expect(cloud.comments(7).at(-1)?.body).toContain(
      'Let through by the label "slow-is-fine", set by maintainer on 2026-11-22 14:03 UTC: merging',
    )
  })
}, 30_000)

test('an event without a pull request only writes files and the summary', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const run = await gate(cloud, inputs, { event: { ref: 'refs/heads/main' } })
    expect(run.outputs.verdict).toBe('pass')
    expect(cloud.calls.filter((call) => call.includes('/repos/'))).toEqual([])
    expect(run.summary).toBe(run.report('report.md'))
    expect(run.report('starts.csv')?.split('\n')[0]).toMatch(/^requestId,side,step,round,/)
  })
}, 30_000)
