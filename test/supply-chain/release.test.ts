import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'

type Step = {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, string>>
}
type Job = {
  readonly needs?: string
  readonly environment?: string
  readonly steps: readonly Step[]
}

const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8')) as {
  readonly jobs: Readonly<Record<'verify' | 'publish' | 'major-tag', Job>>
}
const { verify, publish, 'major-tag': majorTag } = jobs

test('the committed bundle is compared before anything writes another, and again after the checks', () => {
  const runs = verify.steps.map(({ run = '' }) => run)
  const [compared, checked, clean] = [
    runs.indexOf('npm run reproducible'),
    runs.indexOf('npm run check'),
    runs.findIndex((run) => run.includes('test -z "$(git status --porcelain -- dist')),
  ]
  expect(compared).toBeGreaterThan(runs.indexOf('npm ci'))
  expect(checked).toBeGreaterThan(compared)
  expect(clean).toBe((checked ?? Number.NaN) + 1)
})

test('what may write waits for a person, and runs no code of this repository or of npm', () => {
  expect(publish.environment).toBe('release')
  expect(majorTag.needs).toBe('publish')
  for (const { uses = '', run = '' } of [...publish.steps, ...majorTag.steps]) {
    expect(uses).not.toMatch(/checkout|^\./)
    expect(run).not.toMatch(/\b(npm|npx|node)\b/)
  }
})

test('every file of the bundle and the package is attested, and pages tell how to verify them all', () => {
  const find = (steps: readonly Step[], action: string): Step | undefined =>
    steps.find(({ uses }) => uses?.startsWith(`actions/${action}@`))
  const uploaded = find(verify.steps, 'upload-artifact')?.with?.path?.trim().split('\n')
  const attested = find(publish.steps, 'attest-build-provenance')?.with?.['subject-path']
  expect(uploaded).toEqual(['dist', 'lambda-cold-start-gate-*.tgz'])
  expect(attested?.trim().split('\n')).toEqual(['dist/**', 'lambda-cold-start-gate-*.tgz'])
  const command = 'find dist -type f -print0 | xargs -0 -n 1 gh attestation verify --repo '
  expect(readFileSync('SECURITY.md', 'utf8')).toContain(command)
  expect(publish.steps.at(-1)?.run).toContain(command)
})

describe('a run of the release that is repeated', () => {
  test.each([
    ['exit 1', ['view', 'create', 'upload', 'edit'], 'there is no release'],
    ['echo true', ['view', 'upload', 'edit'], 'it broke off at the draft'],
    ['echo false', ['view'], 'it is out, and cannot change'],
  ])('where `gh release view` says %j does %j (%s)', (view, commands) => {
    const { calls } = play(publish, `case "$2" in view) ${view} ;; esac`)
    expect(calls.map((call) => call.split(' ')[1])).toEqual(commands)
    for (const call of calls) expect(call).toMatch(/^release \w+ v1\.2\.3 /)
  })

  test.each([
    ['there is no v1 yet', 'exit 1', 'refs -f ref=refs/tags/v1 -f sha=5ha --silent'],
    ['v1 is an older release', 'echo ahead', 'refs/tags/v1 -f sha=5ha -F force=true --silent'],
    ['v1 is this release', 'echo identical', undefined],
    ['v1 is a newer release', 'echo behind', undefined],
  ])('%s: moves the major tag forwards alone', (_, answer, change) => {
    const { calls } = play(
      majorTag,
      `case "$*" in *git/ref/*) [ "${answer}" != "exit 1" ] ;; */compare/*) ${answer} ;; esac`,
    )
    const changes = calls.filter((call) => call.includes(' sha=') || call.includes('PATCH'))
    expect(changes).toEqual(change === undefined ? [] : [expect.stringContaining(change)])
  })

  test('a major tag that GitHub refuses to move fails, with the command that moves it', () => {
    const { calls, stdout, isFailing } = play(
      majorTag,
      'case "$*" in *PATCH*) exit 1 ;; */compare/*) echo ahead ;; esac',
    )
    expect(calls.at(-1)).toContain('--method PATCH')
    const command = "git push -f origin 'v1.2.3^{commit}:refs/tags/v1'"
    expect(stdout).toContain(command.replaceAll("'", '"'))
    expect(isFailing).toBe(true)
    expect(readFileSync('CONTRIBUTING.md', 'utf8')).toContain(command)
  })
})

/** Runs the job's last script as GitHub does, with a `gh` that notes its arguments and then answers. */
function play({ steps }: Job, answer: string) {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  const log = join(folder, 'calls')
  writeFileSync(log, '')
  const gh = `#!/bin/bash\nprintf '%s\\n' "\${*//$'\\n'/ }" >> '${log}'\n${answer}\n`
  writeFileSync(join(folder, 'gh'), gh, { mode: 0o755 })
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    GITHUB_REF_NAME: 'v1.2.3',
    GITHUB_SHA: '5ha',
    GITHUB_SERVER_URL: 'https://github.example',
    GH_REPO: 'us/gate',
  }
  let stdout = ''
  let isFailing = false
  try {
    const script = steps.at(-1)?.run ?? ''
    stdout = execFileSync('bash', ['-e', '-c', script], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    isFailing = true
    stdout = (error as { readonly stdout: string }).stdout
  }
  const calls = readFileSync(log, 'utf8').trimEnd().split('\n')
  return { calls, stdout, isFailing }
}
