import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config/config.ts'
import { parseJoinConfig } from '../../src/config/join-config.ts'
import { readInputs } from '../../src/io/runner.ts'
import { declared } from '../config/sources.ts'
import { ACTION } from '../owner.ts'

type Step = {
  readonly uses?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, string>>
}
type Concurrency = { readonly group: string; readonly 'cancel-in-progress'?: boolean }
type Job = {
  readonly permissions?: Readonly<Record<string, string>>
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly concurrency?: Concurrency
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> }
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}
type Workflow = {
  readonly name: string
  readonly on: unknown
  readonly permissions?: unknown
  readonly concurrency: Concurrency
  readonly jobs: Readonly<Record<string, Job>>
}

const root = resolve(import.meta.dirname, '../..')
const folder = resolve(root, 'examples/workflows')
const texts = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(resolve(folder, name), 'utf8')] as const),
)
const workflowOf = (name: string): Workflow => parse(texts.get(name) ?? '')
const OURS = `${ACTION}@v1`

const jobs = [...texts.keys()].flatMap((name) =>
  Object.entries(workflowOf(name).jobs).map(([id, job]) => ({ name, id, job })),
)
const steps = jobs.flatMap(({ name, id, job }) =>
  job.steps.map((step) => ({ name, id, job, step })),
)
const ours = steps.filter(({ step }) => step.uses === OURS)

/** Every combination of the matrix, as the values of `matrix.…`. */
function legsOf({ strategy }: Job): readonly Readonly<Record<string, string>>[] {
  return Object.entries(strategy?.matrix ?? {}).reduce<readonly Readonly<Record<string, string>>[]>(
    (legs, [key, values]) =>
      legs.flatMap((leg) => values.map((one) => ({ ...leg, [key]: `${one}` }))),
    [{}],
  )
}

function fill(text: string, leg: Readonly<Record<string, string>>): string {
  return text
    .replace(/\$\{\{ matrix\.(\w+) \}\}/g, (_, key) => leg[key] ?? '')
    .replace(/\$\{\{ github\.event_name \}\}/g, 'merge_group')
}

test('there is a recipe for each way to run it, and the README names each', () => {
  const names = ['pull-request', 'matrix-comparison', 'sharded-load', 'forks-measure']
  const more = ['forks-report', 'merge-queue', 'required-job', 'compare-packagings']
  const last = ['http-endpoint']
  const files = [...names, ...more, ...last].map((name) => `${name}.yml`)
  expect([...texts.keys()].sort()).toEqual(files.sort())
  const readme = readFileSync(resolve(root, 'README.md'), 'utf8')
  for (const file of files) expect(readme).toContain(`examples/workflows/${file}`)
})

test.each(ours.map((one) => [`${one.name}, ${one.id}`, one] as const))(
  'the inputs in %s are accepted as they are written',
  (_, { job, step }) => {
    const given = step.with ?? {}
    for (const leg of legsOf(job)) {
      const env = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [
          `INPUT_${name.toUpperCase()}`,
          fill(value, leg),
        ]),
      )
      expect(Object.values(env).join()).not.toContain('${{')
      const sources = readInputs(declared, { ...env, AWS_REGION: 'eu-west-1' })
      const config = given.mode === 'report' ? parseJoinConfig(sources) : parseConfig(sources)
      expect(config.reportDir).toBe('cold-start-report')
    }
  },
)

test('a job may only do what it needs to', () => {
  const allowed = new Set([
    ...['contents: read', 'actions: read', 'id-token: write', 'pull-requests: write'],
  ])
  for (const name of texts.keys()) expect([name, workflowOf(name).permissions]).toEqual([name, {}])
  for (const { job } of jobs) {
    const given = Object.entries(job.permissions ?? { missing: 'permissions' })
    for (const [what, how] of given) expect(allowed).toContain(`${what}: ${how}`)
    const uses = job.steps.map((step) => step.uses ?? '')
    const modes = job.steps
      .filter((step) => step.uses === OURS)
      .map((step) => step.with?.mode ?? 'gate')
    const may = (what: string): boolean => job.permissions?.[what] !== undefined
    expect(may('id-token')).toBe(uses.some((one) => one.startsWith('aws-actions/')))
    expect(may('contents')).toBe(uses.some((one) => one.startsWith('actions/checkout')))
    if (modes.includes('measure')) expect(may('pull-requests')).toBe(false)
    expect(job['timeout-minutes']).toBeGreaterThan(0)
  }
})

test("other people's actions are pinned to a commit, with their version beside it", () => {
  const pins = new Set([...texts.values()].flatMap((text) => text.match(/(?<=uses: ).*/g) ?? []))
  expect(pins.delete(OURS)).toBe(true)
  for (const pin of pins) expect(pin).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  // One version of each.
  expect(new Set([...pins].map((pin) => pin.split('@')[0])).size).toBe(pins.size)
})

test('no checkout leaves a token behind, and no expression is pasted into a script', () => {
  for (const { step } of steps) {
    if (step.uses?.startsWith('actions/checkout')) {
      expect(step.with?.['persist-credentials']).toBe(false)
    }
    expect(String((step as { run?: string }).run ?? '')).not.toContain('${{')
  }
})

describe('a matrix and the job that joins it', () => {
  test.each(['matrix-comparison.yml', 'sharded-load.yml'])(
    '%s: each leg is waited for by its name',
    (name) => {
      const { measure, report } = workflowOf(name).jobs as Readonly<Record<string, Job>>
      if (measure === undefined || report === undefined) throw new Error(name)
      const upload = measure.steps.find((step) => step.uses?.startsWith('actions/upload-artifact'))
      const uploaded = legsOf(measure).map(
        (leg) => `results/${fill(upload?.with?.name ?? '', leg)}/report.json`,
      )
      const joined = report.steps.at(-1)?.with?.results?.trim().split('\n') ?? []
      expect(uploaded.length).toBeGreaterThan(1)
      expect([...joined].sort()).toEqual(uploaded.sort())
      expect(upload?.if).toMatch(/^\$\{\{ !cancelled\(\) \}\}$/)
      // Also when a leg has failed: its result says why.
      expect(report.if).toMatch(/^\$\{\{ !cancelled\(\) /)
      expect(report.needs).toBe('measure')
    },
  )

  test('shards have one label and never recycle; setups have labels of their own', () => {
    const labels = (name: string): ReadonlySet<string> => {
      const { measure } = workflowOf(name).jobs
      const step = measure?.steps.find(({ uses }) => uses === OURS)
      return new Set(measure && legsOf(measure).map((leg) => fill(step?.with?.label ?? '', leg)))
    }
    expect(labels('sharded-load.yml').size).toBe(1)
    expect(labels('matrix-comparison.yml').size).toBe(6)
    expect(texts.get('sharded-load.yml')).not.toMatch(/^ +(recycle|rounds)/m)
  })
})

describe('forks', () => {
  test('the report runs after the measurement, by its name, with rules that no fork can change', () => {
    const [measure, report] = ['forks-measure.yml', 'forks-report.yml'].map(workflowOf)
    expect(report?.on).toEqual({
      workflow_run: { workflows: [measure?.name], types: ['completed'] },
    })
    const uses = report?.jobs.report?.steps.map(({ uses }) => uses) ?? []
    expect(uses.some((one) => one?.startsWith('actions/checkout'))).toBe(false)
    expect(report?.jobs.report?.steps.at(-1)?.with).not.toHaveProperty('pr-number')
  })

  test.each<[string | undefined, Outcome, boolean, string]>([
    ['them/app', 'success', true, 'measured'],
    ['them/app', 'failure', true, 'could not be measured, and its result says why'],
    [undefined, 'success', true, 'the fork was deleted meanwhile'],
    ['them/app', 'cancelled', false, 'there is no result'],
    ['us/app', 'skipped', false, 'a pull request of this repository'],
    ['us/app', 'success', false, 'another workflow of that name'],
  ])('of %s, %s: reported %s (%s)', (full_name, conclusion, isReported) => {
    const run = {
      event: 'pull_request',
      conclusion,
      head_repository: full_name && { full_name },
    }
    const condition = workflowOf('forks-report.yml').jobs.report?.if ?? ''
    const github = { repository: 'us/app', event: { workflow_run: run } }
    expect(evaluate(condition, { github })).toBe(isReported)
  })

  test('no workflow runs foreign code with the rights of the repository', () => {
    for (const [, text] of texts) expect(text).not.toContain('pull_request_target')
  })
})

test('whoever loads one function waits for the others, and is not cut off by them', () => {
  const loading = ours.filter(({ step }) => step.with?.mode !== 'report')
  expect(loading.length).toBeGreaterThan(8)
  const users = new Map<string, Set<string>>()
  for (const { name, job, step } of loading) {
    for (const leg of legsOf(job)) {
      const { group, 'cancel-in-progress': cancels } =
        job.concurrency ?? workflowOf(name).concurrency
      expect([name, cancels]).toEqual([name, false])
      const target = fill(step.with?.['function-name'] ?? '', leg)
      users.set(target, (users.get(target) ?? new Set()).add(fill(group, leg)))
    }
  }
  for (const [target, groups] of users) {
    const isCompared =
      target.startsWith('census-gbm-zip-') || target.startsWith('census-gbm-image-')
    expect([target, [...groups]]).toEqual([
      target,
      [isCompared ? 'compare-packagings' : `cold-starts-of-${target}`],
    ])
  }
})

test('a wave on a fresh image tells of super-cold starts, which no pull request is to blame for', () => {
  const rules = ours.flatMap(({ step }) => step.with?.thresholds?.match(/^super-cold.*/gm) ?? [])
  expect(rules.length).toBeGreaterThan(3)
  for (const rule of rules) expect(rule).toMatch(/ !warn$/)
})

/** The operators in an expression mean in JavaScript what they mean to GitHub; what is absent is null. */
function evaluate(expression: string, contexts: Readonly<Record<string, unknown>>): boolean {
  const text = expression.replace(/^\$\{\{(.*)\}\}$/s, '$1')
  expect(text).toMatch(/^[\w.&|()!='\s-]+$/)
  const names = [...Object.keys(contexts), 'always']
  const evaluated = new Function(...names, `return ${text.replace(/(?<=\w)\.(?=\w)/g, '?.')}`)
  return Boolean(evaluated(...Object.values(contexts), () => true))
}

type Outcome = 'success' | 'failure' | 'cancelled' | 'skipped'
const HERE = 'us/app'
const pullRequestFrom = (repository: string | undefined): object => ({
  repository: HERE,
  event_name: 'pull_request',
  event: { pull_request: { head: { repo: repository && { full_name: repository } } } },
})
const mergeGroup = { repository: HERE, event_name: 'merge_group', event: { merge_group: {} } }

describe.each(['pull-request.yml', 'required-job.yml', 'merge-queue.yml'])('%s', (name) => {
  test('has the check to require, in pull requests and in a merge queue, after all other jobs', () => {
    const { on, jobs: all } = workflowOf(name)
    expect(Object.keys(on as object)).toEqual(
      expect.arrayContaining(['pull_request', 'merge_group']),
    )
    const required = all['cold-starts']
    expect(required?.if).toBe('always()')
    expect([required?.needs].flat()).toEqual(Object.keys(all).filter((id) => id !== 'cold-starts'))
  })
})

describe('the required job', () => {
  const condition = workflowOf('required-job.yml').jobs['cold-starts']?.steps[0]?.if ?? ''
  const fails = (changes: Outcome, relevant: string, gate: Outcome): boolean =>
    evaluate(condition, {
      needs: { changes: { result: changes, outputs: { relevant } }, gate: { result: gate } },
    })

  test.each<[Outcome, string, Outcome, boolean, string]>([
    ['success', 'true', 'success', false, 'the gate passed'],
    ['success', 'false', 'skipped', false, 'there was nothing to measure'],
    ['success', 'true', 'failure', true, 'the gate failed'],
    ['success', 'true', 'cancelled', true, 'the run was cancelled'],
    ['success', 'true', 'skipped', true, 'the gate was skipped all the same'],
    ['failure', '', 'skipped', true, 'nobody knows what changed'],
    ['cancelled', '', 'skipped', true, 'it was cancelled before anyone knew'],
    ['success', '', 'skipped', true, 'the output is missing'],
  ])('changes %s, relevant "%s", gate %s: fails %s (%s)', (changes, relevant, gate, isFail) => {
    expect(fails(changes, relevant, gate)).toBe(isFail)
  })
})

describe('the merge queue', () => {
  const { gate, 'cold-starts': required } = workflowOf('merge-queue.yml').jobs

  test.each<[object, boolean, Outcome, boolean, string]>([
    [pullRequestFrom(HERE), true, 'success', false, 'it passed'],
    [pullRequestFrom(HERE), true, 'failure', true, 'it did not'],
    [pullRequestFrom(HERE), true, 'cancelled', true, 'another run took its place in the line'],
    [pullRequestFrom('them/app'), false, 'skipped', false, 'a fork enters the queue unmeasured'],
    [pullRequestFrom(undefined), false, 'skipped', false, 'a fork that was deleted'],
    [mergeGroup, true, 'success', false, 'the group passed'],
    [mergeGroup, true, 'skipped', true, 'nothing is merged unmeasured'],
    [mergeGroup, true, 'failure', true, 'nothing is merged that failed'],
  ])('%j: measured %s, %s, the check fails %s (%s)', (github, isMeasured, result, isFailing) => {
    expect(evaluate(gate?.if ?? '', { github })).toBe(isMeasured)
    const needs = { gate: { result } }
    expect(evaluate(required?.steps[0]?.if ?? '', { github, needs })).toBe(isFailing)
  })
})
