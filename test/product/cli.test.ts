import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { type CliRun, runCli } from '../cli.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'

const root = resolve(import.meta.dirname, '../..')
const RECYCLING = ['--load', 'burst 1; recycle; burst 1; users 2 for 60s wait 50ms']
const variables = { MARK: 'before', OTHER: 'kept' }
const FILES = ['report.json', 'report.md', 'starts.csv', 'junit.xml', 'report.html']

const cli = (cloud: Cloud, ...args: readonly string[]): Promise<CliRun> =>
  runCli(['--function-name', 'app', ...args], cloud.variables)
const invocations = (cloud: Cloud): number =>
  cloud.calls.filter((call) => call === 'lambda:InvokeFunction').length

test.concurrent('a pass ends with 0, tells the result, and writes the files of the action', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const run = await cli(
      cloud,
      '--load',
      'burst 3; recycle; burst 2',
      '--thresholds',
      'errors.count == 0',
    )
    expect(run).toMatchObject({ exitCode: 0 })
    expect(run.stdout).toMatch(/^✅ pass: merging keeps cold starts within their limits/m)
    expect(run.stdout).toMatch(/^app +cold/m)
    expect(run.stdout).toContain(
      `Written: ${FILES.map((name) => `cold-start-report/${name}`).join(', ')}`,
    )
    for (const name of FILES) expect(run.report(name)).toBeDefined()
    expect(JSON.parse(run.report('report.json') ?? '')).toMatchObject({
      verdict: 'pass',
      counts: { sent: 5, matched: 5 },
    })
    expect(run.stderr).toContain('recycle: undone for app')
    expect(cloud.function('app').environmentVariables).toEqual({})
  })
}, 30_000)

test.concurrent('a fail ends with 1, and nothing speaks to a runner, a pull request or a terminal', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const run = await runCli(
      ['--function-name=app', '--load=burst 2', '--thresholds=all.latency.max <= 0.1ms'],
      { ...cloud.variables, GITHUB_TOKEN: 't', GITHUB_REPOSITORY: 'o/r', TERM: 'xterm-256color' },
    )
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toContain('❌ fail: merging would break the only rule')
    const shown = run.stdout + run.stderr
    expect(shown).not.toContain('\u001b')
    expect(shown).not.toMatch(/^(::|##\[)/m)
    expect(cloud.calls.filter((call) => call.includes('/repos/'))).toEqual([])
  })
}, 30_000)

test.concurrent('files of a load tester are joined without AWS, each a setup of one table', async () => {
  const results = join(root, 'test/import/fixtures/study/*_locust_logs.txt')
  const run = await runCli(
    ['--mode', 'report', '--results', results, '--thresholds', 'cold.latency.p50 <= 12s'],
    {},
  )
  expect(run).toMatchObject({ exitCode: 1, stderr: '' })
  expect(run.stdout).toContain('❌ fail: merging would fail 2 of 6 setups: DOCKER_DISK_1GB')
  expect(run.stdout).toMatch(/^✅ DOCKER_S3_140MB: cold\.latency\.p50 <= 12s$/m)
  expect(run.stdout).toMatch(/^DOCKER_S3_140MB +cold +75 +6,608 +5,340 +5,781/m)
  expect(run.stdout.match(/^Note: all setups: /gm)).toHaveLength(2)
  expect(JSON.parse(run.report('report.json') ?? '').setups).toHaveLength(6)
}, 30_000)

test.concurrent('what could not be measured ends with 1 as well, and is no fail', async () => {
  await inCloud({ functions: [app()], deny: ['logs:FilterLogEvents'] }, async (cloud) => {
    const run = await cli(cloud, '--load', 'burst 2')
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toMatch(/^💥 error: could not measure: AWS refused logs:FilterLogEvents/m)
    expect(invocations(cloud)).toBe(0)
  })
}, 30_000)

test.concurrent('wrong options end with 2, all of them told, before AWS is asked', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const run = await cli(
      cloud,
      '--lod',
      'burst 2',
      '--thresholds',
      'cold.init.p95 < 6',
      '--comment',
      'never',
    )
    expect(run).toMatchObject({ exitCode: 2, stdout: '' })
    expect(run.stderr).toContain('3 problems with the options:')
    expect(run.stderr).toContain('- --lod: is no option, did you mean --load?')
    expect(run.stderr).toContain('- --comment: is for pull requests')
    expect(run.stderr).toContain('- --thresholds: ')
    expect(cloud.calls).toEqual([])
  })
}, 30_000)

test.concurrent('help and version', async () => {
  const help = await runCli(['--help', '--nonsense'], {})
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  expect(help.stdout).toBe(readFileSync(resolve(root, 'test/golden/cli-help.txt'), 'utf8'))
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  expect(await runCli(['--version'], {})).toMatchObject({ exitCode: 0, stdout: `${version}\n` })
}, 30_000)

test.concurrent('the region of a profile counts where nothing else tells one', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const { AWS_REGION: _, ...others } = cloud.variables
    const without = await runCli(['--function-name', 'app', '--dry-run'], others)
    expect(without).toMatchObject({ exitCode: 2 })
    const config = resolve(import.meta.dirname, 'aws-config')
    const args = ['--function-name', 'app', '--dry-run']
    const run = await runCli(args, { ...others, AWS_CONFIG_FILE: config })
    expect(run.stdout).toContain('eu-north-1; nothing is sent')
  })
}, 30_000)

test.concurrent('a dry run sends and changes nothing, and lists exactly the permissions that a run uses', async () => {
  const plan = ['--load', 'burst 2; recycle; burst 2']
  await inCloud({ functions: [app({ variables })] }, async (cloud) => {
    const dry = await cli(cloud, ...plan, '--dry-run')
    expect(dry.exitCode).toBe(0)
    expect(dry.stdout).toMatch(/^total +4 +4$/m)
    const asked = [
      'GetFunctionConfiguration',
      'GetFunctionConcurrency',
      'GetAccountSettings',
      'ListTags',
    ]
    expect(new Set(cloud.calls)).toEqual(new Set(asked.map((action) => `lambda:${action}`)))
    expect(dry.report('report.json')).toBeUndefined()

    const before = cloud.calls.length
    await cli(cloud, ...plan)
    const policy = JSON.parse(dry.stdout.slice(dry.stdout.indexOf('{\n')))
    const listed = policy.Statement.flatMap(({ Action }: { Action: string[] }) => Action)
    expect(new Set(listed)).toEqual(new Set(cloud.calls.slice(before)))
  })
}, 30_000)

test.concurrent('a dry run without permission tells what it does not know; one that would be refused ends with 1', async () => {
  await inCloud(
    { functions: [app()], deny: ['lambda:GetFunctionConfiguration'] },
    async (cloud) => {
      const run = await cli(cloud, '--dry-run')
      expect(run.exitCode).toBe(0)
      expect(run.stdout).toContain('Not read: AWS refused lambda:GetFunctionConfiguration')
      expect(run.stdout).toContain('function:app"')
    },
  )
  await inCloud({ functions: [app()] }, async (cloud) => {
    const run = await cli(cloud, '--dry-run', '--load', 'burst 30', '--max-invocations', '20')
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toContain('Would be refused: the plan sends about 30 requests')
  })
}, 30_000)

/** Sends a signal while the first recycling is under way, and once more after so many ms. */
function interrupted(cloud: Cloud, again: number | undefined): Promise<CliRun> {
  let kill: (signal: NodeJS.Signals) => void = () => undefined
  const isUpdating = (): boolean =>
    // The first one only asks for the permission.
    cloud.calls.filter((call) => call === 'lambda:UpdateFunctionConfiguration').length === 2
  const poll = setInterval(() => {
    if (!isUpdating()) return
    clearInterval(poll)
    kill('SIGINT')
    if (again !== undefined) setTimeout(() => kill('SIGINT'), again)
  }, 20)
  const args = ['--function-name', 'app', ...RECYCLING]
  return runCli(args, cloud.variables, {
    onStart: (how) => {
      kill = how
    },
  })
}

test.concurrent.each([
  ['Ctrl-C', undefined],
  ['one Ctrl-C that arrives twice, as npm passes it on,', 30],
])(
  '%s undoes everything, however long that takes, tells what was measured, and ends with 130',
  async (_, again) => {
    await inCloud({ functions: [app({ variables, updateMs: 3_000 })] }, async (cloud) => {
      const run = await interrupted(cloud, again)
      expect(run.exitCode).toBe(130)
      expect(run.stderr).toContain('Stopping: undoing all changes')
      expect(run.stdout).toContain('💥 error: could not measure: the run was cancelled')
      expect(cloud.function('app').environmentVariables).toEqual(variables)
      expect(run.report('report.json')).toBeDefined()
    })
  },
  40_000,
)

test.concurrent('a second Ctrl-C quits at once, and says what is left to do by hand', async () => {
  await inCloud({ functions: [app({ variables, updateMs: 5_000 })] }, async (cloud) => {
    const run = await interrupted(cloud, 1_200)
    expect(run.exitCode).toBe(130)
    expect(run.stderr).toMatch(
      /COLD_START_GATE_RECYCLE may still be on the function app in us-east-1; .*run: aws lambda update-function-configuration /,
    )
    expect(run.report('report.json')).toBeUndefined()
  })
}, 60_000)

const hasScript = spawnSync('script', ['--version']).status === 0
const onTerminal = hasScript ? test : test.skip

onTerminal(
  'on a terminal there are colours and one line that is drawn anew; NO_COLOR and CI take them away',
  async () => {
    await inCloud({ functions: [app()] }, async (cloud) => {
      const args = ['--function-name', 'app', '--load', 'burst 2; users 1 for 1s wait 200ms']
      const within = ['script', '-qec', '{}', '/dev/null']
      const env = { ...cloud.variables, TERM: 'xterm-256color' }
      const colourful = await runCli(args, env, { within })
      expect(colourful.exitCode).toBe(0)
      expect(colourful.stdout).toContain('\u001b[32m✅ pass')
      expect(colourful.stdout.replaceAll('\r\u001b[2K', '<again>')).toMatch(
        /<again>[█░]+ 0:\d\d · /,
      )
      const plain = await runCli(args, { ...env, NO_COLOR: '1', CI: 'true' }, { within })
      expect(plain.stdout).toContain('✅ pass')
      expect(plain.stdout).not.toContain('\u001b')
    })
  },
  30_000,
)

test('the package holds the bundle and nothing that it does not need', () => {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
  })
  const packed: unknown = JSON.parse(text.toString())
  const [{ files }] = Object.values(packed as object) as [{ files: { path: string }[] }]
  const paths = files.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['dist/cli.js', 'package.json', 'README.md', 'LICENSE']),
  )
  expect(
    paths.filter((path) => !/^(dist\/|package\.json$|README\.md$|LICENSE$)/.test(path)),
  ).toEqual([])
}, 30_000)

test('installing it brings no other package: the bundle has them all, so they are for development', () => {
  const { dependencies } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  expect(dependencies).toBeUndefined()
})
