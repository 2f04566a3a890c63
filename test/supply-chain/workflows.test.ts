import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config/config.ts'
import { readInputs } from '../../src/io/runner.ts'
import { declared } from '../config/sources.ts'
import { ACTION } from '../owner.ts'

type Step = {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
type Job = {
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: string
  readonly strategy?: {
    readonly matrix: {
      readonly script?: readonly string[]
      readonly include?: readonly { readonly script?: string }[]
    }
  }
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}
type Workflow = {
  readonly on: unknown
  readonly permissions?: unknown
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = '.github/workflows'
const paths = readdirSync(folder).map((name) => `${folder}/${name}`)
paths.push('test/e2e/blocked.yml')
const texts = new Map(paths.map((path) => [path, readFileSync(path, 'utf8')] as const))
const workflows = [...texts].map(([path, text]) => ({ path, ...(parse(text) as Workflow) }))
const jobs = workflows.flatMap(({ path, jobs: all }) =>
  Object.entries(all).map(([id, job]) => ({ where: `${path}, ${id}`, job })),
)
const steps = jobs.flatMap(({ where, job }) => job.steps.map((step) => ({ where, job, step })))

test('there is a workflow for each promise', () => {
  const names = ['ci', 'codeql', 'dependency-review', 'e2e', 'nightly', 'release', 'scorecard']
  expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.yml`))
})

test('no workflow has rights beyond those that a job asks for, nor runs for ever or twice', () => {
  for (const { path, permissions, concurrency } of workflows) {
    expect([path, permissions]).toEqual([path, {}])
    expect([path, concurrency]).toEqual([path, expect.anything()])
  }
  for (const { where, job } of jobs) {
    expect([where, job.permissions]).toEqual([where, expect.anything()])
    expect([where, job['timeout-minutes']]).toEqual([where, expect.any(Number)])
  }
})

test('who may write is known', () => {
  const writes = jobs.flatMap(({ where, job }) =>
    Object.entries(job.permissions ?? {})
      .filter(([, how]) => how !== 'read')
      .map(([what, how]) => `${where}: ${what}: ${how}`),
  )
  expect(writes.sort()).toEqual([
    '.github/workflows/codeql.yml, analyze: security-events: write',
    '.github/workflows/release.yml, major-tag: contents: write',
    '.github/workflows/release.yml, publish: attestations: write',
    '.github/workflows/release.yml, publish: contents: write',
    '.github/workflows/release.yml, publish: id-token: write',
    '.github/workflows/scorecard.yml, analysis: id-token: write',
    '.github/workflows/scorecard.yml, analysis: security-events: write',
  ])
})

test('actions are pinned to a commit, with the version beside it, one of each', () => {
  const examples = readdirSync('examples/workflows').map((name) =>
    readFileSync(`examples/workflows/${name}`, 'utf8'),
  )
  const pins = new Set<string>()
  for (const text of texts.values()) {
    for (const [, uses = ''] of text.matchAll(/uses: (.*)/g)) {
      expect(uses).toMatch(/^(\.\/.*|[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/)
      if (!uses.startsWith('.')) pins.add(uses)
    }
  }
  for (const text of examples) {
    for (const [pin] of text.matchAll(/(?<=uses: ).*/g)) pins.add(pin)
  }
  pins.delete(`${ACTION}@v1`)
  const actions = [...pins].map((pin) => pin.replace(/@.*/, ''))
  expect(new Set(actions).size).toBe(pins.size)
})

test('no checkout leaves a token behind, and no expression is pasted into a script', () => {
  for (const { where, step } of steps) {
    if (step.uses?.startsWith('actions/checkout')) {
      expect([where, step.with?.['persist-credentials']]).toEqual([where, false])
    }
    expect([where, step.run ?? '']).toEqual([where, expect.not.stringContaining('${{')])
  }
})

test('no code of a fork runs with the rights of this repository', () => {
  for (const text of texts.values()) expect(text).not.toMatch(/pull_request_target|workflow_run:/)
})

test('what is run by name is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  const named = [...texts.values()].flatMap(
    (text) => text.match(/(?<=npm run )[a-z][\w:-]*/g) ?? [],
  )
  expect(named).toEqual(expect.arrayContaining(['check', 'reproducible', 'e2e', 'lint:workflows']))
  const drawn = jobs.flatMap(({ job: { strategy } }) => [
    ...(strategy?.matrix.script ?? []),
    ...(strategy?.matrix.include ?? []).flatMap(({ script }) => script ?? []),
  ])
  expect(drawn).toEqual(expect.arrayContaining(['chaos', 'fuzz']))
  for (const name of [...named, ...drawn]) expect(scripts).toHaveProperty([name])
})

test('the inputs of the end-to-end workflows are accepted as they are written', () => {
  const own = steps.filter(({ step }) => step.uses === './')
  expect(own).toHaveLength(4)
  for (const { step } of own) {
    const env = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [
        `INPUT_${name.toUpperCase()}`,
        String(value),
      ]),
    )
    const sources = readInputs(declared, { ...env, AWS_REGION: 'us-east-1' })
    expect(parseConfig(sources).target.name).toBe('app')
  }
})

test('updates of dependencies come in groups, and wait a week', () => {
  const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8')) as {
    readonly updates: readonly {
      readonly 'package-ecosystem': string
      readonly groups?: object
      readonly cooldown?: { readonly 'default-days'?: number }
    }[]
  }
  expect(updates.map((one) => one['package-ecosystem'])).toEqual([
    ...['npm', 'pip', 'docker', 'github-actions'],
  ])
  for (const { groups, cooldown } of updates) {
    expect(Object.keys(groups ?? {})).not.toEqual([])
    expect(cooldown?.['default-days']).toBeGreaterThanOrEqual(7)
  }
})
