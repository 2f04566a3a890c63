import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { renderJson } from '../../src/report/json.ts'
import { type ActionOptions, type ActionRun, runAction } from '../action.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { makeResult } from '../report/results.ts'
import { makeSetup, makeSix } from '../report/setups.ts'
import { makeStart } from '../verdict/runs.ts'
import { gate, type Report, readReport } from './in-action.ts'

/** A folder with one result file for each text. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'results-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** Joins what is in a folder. All that the process knows is GitHub: no region, no credentials. */
function report(
  cloud: Cloud,
  folder: string,
  inputs: Readonly<Record<string, string>> = {},
  options: Partial<ActionOptions> = {},
): Promise<ActionRun> {
  return runAction({
    ...options,
    inputs: { mode: 'report', results: join(folder, '*.json'), ...inputs },
    env: { GITHUB_API_URL: cloud.url, ...options.env },
  })
}

const SIX = folderOf(
  Object.fromEntries(makeSix().map((setup) => [`${setup.label}.json`, renderJson(setup)])),
)

test('six setups become one table, one verdict and one comment', async () => {
  await inCloud({ functions: [] }, async (cloud) => {
    const thresholds = 'cold.init.p95 <= 15s\nerrors.count == 0'
    const run = await report(cloud, SIX, { thresholds })
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ verdict: 'fail', invocations: '1740', 'cold-init-p50': '' })
    expect(run.outputs.summary).toMatch(
      /^merging would fail 2 of 6 setups: disk-1090MB would break/,
    )
    const [comment, ...others] = cloud.comments(7)
    expect(others).toEqual([])
    expect(comment?.body).toMatch(
      /^<!-- lambda-cold-start-gate key=report run=1\/1 verdict=fail -->\n### ❌ /,
    )
    expect(comment?.body.match(/^\| \S+ \| cold \|/gm)).toHaveLength(6)
    expect(run.report('report.json')).toContain('"setups": [')
    expect(run.summary).toBe(run.report('report.md'))
  })
}, 30_000)

const CONNECTIONS = `data:text/javascript,import net from 'node:net'
  const connect = net.Socket.prototype.connect
  net.Socket.prototype.connect = function (...all) {
    const [options] = Array.isArray(all[0]) ? all[0] : all
    console.log('CONNECT ' + options.host + ':' + options.port)
    return connect.apply(this, all)
  }`

test('mode report knows no AWS: it connects to GitHub alone, and reads none of the SDK', async () => {
  await inCloud({ functions: [] }, async (cloud) => {
    const coverage = mkdtempSync(join(tmpdir(), 'loaded-'))
    const env = {
      NODE_OPTIONS: `--import=${encodeURI(CONNECTIONS)}`,
      NODE_V8_COVERAGE: coverage,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
    const run = await report(cloud, SIX, {}, { env })
    expect(run.outputs.verdict).toBe('pass')
    const connected = new Set(run.stdout.match(/^CONNECT .*$/gm))
    expect(connected).toEqual(new Set([`CONNECT ${new URL(cloud.url).host}`]))
    const loaded = loadedScripts(coverage)
    expect(loaded.length).toBeGreaterThan(3)
    const knowsAws = (path: string): boolean =>
      /FilterLogEventsCommand|InvokeCommand/.test(readFileSync(path, 'utf8'))
    expect(loaded.filter(knowsAws)).toEqual([])
    const [index = ''] = loaded.filter((path) => path.endsWith('index.js'))
    const chunks = join(index, '../chunks')
    // Elsewhere in the bundle it is there to be found.
    expect(readdirSync(chunks).some((name) => knowsAws(join(chunks, name)))).toBe(true)
  })
}, 30_000)

/** Scripts of the bundle that the process ran any part of. */
function loadedScripts(folder: string): readonly string[] {
  const found = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      readonly result: readonly { readonly url: string }[]
    }
    return result.map(({ url }) => url)
  })
  return [...new Set(found)].flatMap((url) =>
    url.startsWith('file:') && url.includes('/dist/') ? fileURLToPath(url) : [],
  )
}

test('a matrix measures, and one job judges: two setups, one of them in two shards', async () => {
  const slow = app({ name: 'slow', variables: { INIT_MS: '400' } })
  await inCloud({ functions: [app(), slow] }, async (cloud) => {
    const thresholds = 'cold.init.p50 <= 300ms'
    const legs = [
      { 'function-name': 'app', label: 'quick' },
      { 'function-name': 'app', label: 'quick' },
      { 'function-name': 'slow', label: 'slow' },
    ]
    const texts: Record<string, string> = {}
    for (const [i, leg] of legs.entries()) {
      const run = await gate(cloud, { mode: 'measure', load: 'burst 6', thresholds, ...leg })
      expect(run.exitCode).toBe(0)
      expect(run.outputs).toMatchObject({ verdict: 'pass', 'failed-rules': '[]' })
      expect(run.outputs.summary).toMatch(/^measured \d+ cold starts? of 6 starts/)
      texts[`${i}.json`] = run.report('report.json') ?? ''
    }
    expect(cloud.comments(7)).toEqual([])
    const run = await report(cloud, folderOf(texts), { thresholds })
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ verdict: 'fail', invocations: '18', 'missing-count': '0' })
    expect(run.outputs['failed-rules']).toBe('["slow: cold.init.p50 <= 300ms"]')
    expect(cloud.comments(7)).toHaveLength(1)
    const { setups } = readReport(run) as unknown as { readonly setups: readonly Report[] }
    expect(setups.map(({ starts }) => starts.length)).toEqual([12, 6])
  })
}, 60_000)

test('a leg that could not measure fails by itself, and is named where the others are judged', async () => {
  await inCloud({ functions: [app()], deny: ['lambda:InvokeFunction'] }, async (cloud) => {
    const leg = await gate(cloud, { mode: 'measure', load: 'burst 2', label: 'broken' })
    expect(leg.exitCode).toBe(1)
    const fine = renderJson(makeSetup('fine', 1))
    const folder = folderOf({ 'a.json': leg.report('report.json') ?? '', 'b.json': fine })
    const run = await report(cloud, folder)
    expect(run.exitCode).toBe(1)
    expect(run.outputs.summary).toMatch(
      /^could not measure everything: broken: .*lambda:InvokeFunction/,
    )
    expect(cloud.comments(7)[0]?.body).toMatch(/\| fine \| cold \| 70 \|/)
  })
}, 30_000)

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  ['no file', {}, /^could not measure: no file was found for /],
  [
    'no report',
    { 'a.json': '{"schema": 1}' },
    /^could not measure: .*a\.json is no report of this action \(verdict: missing\)/,
  ],
])(
  'with %s nothing passes, and an older comment does not go on saying so',
  async (_, files, why) => {
    await inCloud({ functions: [] }, async (cloud) => {
      expect((await report(cloud, SIX)).outputs.verdict).toBe('pass')
      const run = await report(cloud, folderOf(files))
      expect(run.exitCode).toBe(1)
      expect(run.outputs).toMatchObject({ verdict: 'error', 'cost-usd': '' })
      expect(run.outputs.summary).toMatch(why)
      const [comment, ...others] = cloud.comments(7)
      expect(others).toEqual([])
      expect(comment?.body).toMatch(/verdict=error -->\n### 💥 Could not measure/)
    })
  },
  30_000,
)

test('a leg that is missing is an error that names it, and the others are in the table', async () => {
  await inCloud({ functions: [] }, async (cloud) => {
    const results = ['disk-140MB', 's3-140MB', 'zip'].map((label) => join(SIX, `${label}.json`))
    const run = await report(cloud, SIX, { results: results.join('\n') })
    expect(run.exitCode).toBe(1)
    expect(run.outputs.summary).toMatch(
      /^could not measure everything: no file was found for ".*zip\.json"$/,
    )
    expect(run.summary).toContain('| s3-140MB | cold |')
  })
}, 30_000)

const RUN = {
  event: 'pull_request',
  head_sha: 'abc',
  head_branch: 'faster',
  head_repository: { full_name: 'contributor/repo' },
  pull_requests: [],
}
const pulls = [
  { number: 4, headSha: 'old', from: 'contributor/repo', branch: 'other' },
  { number: 9, headSha: 'abc', from: 'contributor/repo', branch: 'faster' },
]

test('under workflow_run the comment goes to the pull request of the measured commit, which the file cannot choose', async () => {
  await inCloud({ functions: [], github: { pulls } }, async (cloud) => {
    const [first] = makeSix()
    const text = renderJson({ ...(first as NonNullable<typeof first>), label: 'pr-4' })
    const folder = folderOf({ 'a.json': text.replace('{', '{"pr_number": 4, "pull_request": 4,') })
    const run = await report(cloud, folder, {}, { event: { workflow_run: RUN } })
    expect(run.outputs['comment-url']).toContain('/pull/9#')
    expect([cloud.comments(4), cloud.comments(9)]).toMatchObject([[], [{}]])
  })
}, 30_000)

test.each<[string, unknown, RegExp]>([
  [
    'a newer push',
    { workflow_run: { ...RUN, head_sha: 'newest' } },
    /No open pull request has newest as its head/,
  ],
  [
    'a push',
    { workflow_run: { ...RUN, event: 'push' } },
    /No comment: this event has no pull request/,
  ],
  [
    'a merge group',
    { merge_group: { head_sha: 'abc' } },
    /No comment: this event has no pull request/,
  ],
])(
  'after %s there is a summary and no comment',
  async (_, event, says) => {
    await inCloud({ functions: [], github: { pulls } }, async (cloud) => {
      const run = await report(cloud, SIX, {}, { event })
      expect(run.exitCode).toBe(0)
      expect(run.stdout).toMatch(says)
      expect(run.summary).toContain('| disk-140MB | cold |')
      expect(cloud.calls.filter((call) => call.includes('/comments'))).toEqual([])
    })
  },
  30_000,
)

test('a token that may not list pull requests is a warning that names the permission', async () => {
  await inCloud({ functions: [], github: { pulls, deny: 'all' } }, async (cloud) => {
    const run = await report(cloud, SIX, {}, { event: { workflow_run: RUN } })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toMatch(
      /::warning title=The pull request was not found::.*pull-requests: write/,
    )
  })
}, 30_000)

/** Prints the most memory that the process ever had. */
const USAGE =
  "data:text/javascript,process.on('exit', () => console.log('USAGE ' + process.resourceUsage().maxRSS))"

test('100,000 starts are reported within 500 MB', async () => {
  const many = Array.from({ length: 100_000 }, (_, i) =>
    makeStart(i % 4 === 0 ? 'cold' : 'warm', {
      requestId: randomUUID(),
      environment: `2026/11/22/[$LATEST]${randomUUID().replaceAll('-', '')}`,
      wave: i < 30_000 ? 'fresh' : 'settled',
      sentAt: 1_795_000_000_000 + i * 3.37,
      latency: 2_000 + ((i * 7919) % 1_000) + Math.random(),
      init: i % 4 === 0 ? 1_000 + ((i * 104_729) % 500) + Math.random() : null,
    }),
  )
  const halves = [many.slice(0, 50_000), many.slice(50_000)]
  const files = halves.map((starts, i) => [
    `${i}.json`,
    renderJson(makeResult({ starts, rules: [] })),
  ])
  const folder = folderOf(Object.fromEntries(files))
  await inCloud({ functions: [] }, async (cloud) => {
    const thresholds = 'cold.init.p95 <= 6s\nsuper-cold.share <= 10%\nall.latency.p99.9 <= 9s'
    const env = { NODE_OPTIONS: `--import=${encodeURI(USAGE)}` }
    const run = await report(cloud, folder, { thresholds }, { env })
    expect(run.outputs).toMatchObject({ invocations: '100000', 'warm-count': '75000' })
    const [, kb] = /USAGE (\d+)/.exec(run.stdout) ?? []
    expect(Number(kb) / 1024).toBeLessThan(500)
  })
}, 60_000)
