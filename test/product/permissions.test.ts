import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { renderJson } from '../../src/report/json.ts'
import { runAction } from '../action.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import type { Allowed, GitHubOptions } from '../cloud/options.ts'
import { makeResult } from '../report/results.ts'
import { gate } from './in-action.ts'

/** The policy as the README prints it. */
function readPolicy(): readonly Allowed[] {
  const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')
  const [, json = '{}'] = /```json\n(\{\n {2}"Version"[\s\S]*?)\n```/.exec(readme) ?? []
  return JSON.parse(json).Statement
}

/** Of what GitHub refuses: the token of a workflow may never ask who it is. */
const WHO = 'GET /user'
const labelled = { labels: ['slow-is-fine'] }

test('the README’s policy is what its comparison needs, with the comment and the override label, and no more', async () => {
  const allow = readPolicy()
  const github: GitHubOptions = { ...labelled, permissions: { 'pull-requests': 'write' } }
  const functions = ['census-gbm', 'census-gbm-main'].map((name) => app({ name }))
  await inCloud({ functions, allow, github, region: 'eu-west-1' }, async (cloud) => {
    const run = await gate(cloud, {
      'function-name': 'census-gbm',
      baseline: 'function:census-gbm-main',
      load: 'rounds 1 of 3',
      thresholds: 'all.latency.max <= 0.1ms',
      'override-label': 'slow-is-fine',
    })
    expect(run.outputs.verdict).toBe('overridden')
    expect(run.outputs['comment-url']).toContain('/pull/7#')
    expect(cloud.refused).toEqual([])
    expect(cloud.calls).toContain(WHO)
    const listed = allow.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${action} on ${resource}`)),
    )
    expect(new Set(cloud.asked)).toEqual(new Set(listed))
  })
}, 60_000)

const failing = { load: 'burst 1', thresholds: 'all.latency.max <= 0.1ms' }
const labelGiven = { ...failing, 'override-label': 'slow-is-fine' }

type Job = {
  readonly may: 'read' | 'nothing'
  readonly inputs: Readonly<Record<string, string>>
  readonly verdict: string
  readonly refused: readonly RegExp[]
  readonly says: readonly RegExp[]
}

test.each<Job>([
  {
    may: 'read',
    inputs: { ...labelGiven, comment: 'never' },
    verdict: 'overridden',
    refused: [],
    says: [],
  },
  {
    may: 'read',
    inputs: failing,
    verdict: 'fail',
    refused: [/^POST .*\/comments$/],
    says: [
      /::warning title=The pull request was not commented::.*`permissions: pull-requests: write`\. Without it the report is in the job summary/,
    ],
  },
  {
    may: 'nothing',
    inputs: labelGiven,
    verdict: 'fail',
    refused: [/^GET .*\/labels$/, /^GET .*\/comments$/],
    says: [
      /::warning title=The override label could not be looked up.*`permissions: pull-requests: read`\. Without it the verdict stands/,
      /::warning title=The pull request was not commented::.*pull-requests: write/,
    ],
  },
])(
  'a job’s token that may $may, with $inputs: $verdict',
  async (job) => {
    const permissions: GitHubOptions['permissions'] =
      job.may === 'read' ? { 'pull-requests': 'read' } : {}
    await inCloud({ functions: [app()], github: { ...labelled, permissions } }, async (cloud) => {
      const run = await gate(cloud, job.inputs)
      expect(run.outputs.verdict).toBe(job.verdict)
      expect(run.summary).toContain('all.latency.max')
      expect(run.stdout).not.toMatch(/^ +at /m)
      for (const says of job.says) expect(run.stdout).toMatch(says)
      expect(cloud.refused).toEqual(job.refused.map((refused) => expect.stringMatching(refused)))
    })
  },
  30_000,
)

test('under workflow_run, mode: report needs no more than to comment, and nothing of AWS', async () => {
  const run = { event: 'pull_request', head_sha: 'abc', head_branch: 'faster' }
  const workflowRun = { ...run, head_repository: { full_name: 'contributor/repo' } }
  const pulls = [{ number: 9, headSha: 'abc', from: 'contributor/repo', branch: 'faster' }]
  const results = join(mkdtempSync(join(tmpdir(), 'results-')), 'report.json')
  writeFileSync(results, renderJson(makeResult({})))
  const permissions = { 'pull-requests': 'write' } as const
  await inCloud({ functions: [], allow: [], github: { pulls, permissions } }, async (cloud) => {
    const done = await runAction({
      inputs: { mode: 'report', results },
      env: { GITHUB_API_URL: cloud.url },
      event: { workflow_run: workflowRun },
    })
    expect(done.outputs['comment-url']).toContain('/pull/9#')
    expect([cloud.refused, cloud.asked]).toEqual([[], []])
  })
}, 30_000)
