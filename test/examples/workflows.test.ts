import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseConfig } from '../../src/config/config.ts'
import { parseJoinConfig } from '../../src/config/join-config.ts'
import { readInputs } from '../../src/io/runner.ts'
import { declared } from '../config/sources.ts'

type Step = {
  readonly uses?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, string>>
}
type Job = {
  readonly permissions?: Readonly<Record<string, string>>
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> }
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}
type Workflow = {
  readonly name: string
  readonly on: unknown
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const root = resolve(import.meta.dirname, '../..')
const folder = resolve(root, 'examples/workflows')
const texts = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(resolve(folder, name), 'utf8')] as const),
)
const workflowOf = (name: string): Workflow => parse(texts.get(name) ?? '')
const OURS = /^OWNER\/lambda-cold-start-gate@v1$/

const jobs = [...texts.keys()].flatMap((name) =>
  Object.entries(workflowOf(name).jobs).map(([id, job]) => ({ name, id, job })),
)
const steps = jobs.flatMap(({ name, id, job }) =>
  job.steps.map((step) => ({ name, id, job, step })),
)
const ours = steps.filter(({ step }) => OURS.test(step.uses ?? ''))

/** Every combination of the matrix, as the values of `matrix.…`. */
function legsOf({ strategy }: Job): readonly Readonly<Record<string, string>>[] {
  return Object.entries(strategy?.matrix ?? {}).reduce<readonly Readonly<Record<string, string>>[]>(
    (legs, [key, values]) =>
      legs.flatMap((leg) => values.map((one) => ({ ...leg, [key]: `${one}` }))),
    [{}],
  )
}

function fill(text: string, leg: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ matrix\.(\w+) \}\}/g, (_, key) => leg[key] ?? '')
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
      .filter((step) => OURS.test(step.uses ?? ''))
      .map((step) => step.with?.mode ?? 'gate')
    const may = (what: string): boolean => job.permissions?.[what] !== undefined
    expect(may('id-token')).toBe(uses.some((one) => one.startsWith('aws-actions/')))
    expect(may('contents')).toBe(uses.some((one) => one.startsWith('actions/checkout')))
    if (modes.includes('measure')) expect(may('pull-requests')).toBe(false)
    expect(job['timeout-minutes']).toBeGreaterThan(0)
  }
})

test("other people's actions are pinned to a commit, with their version beside it", () => {
  for (const [, text] of texts) {
    for (const [line] of text.matchAll(/uses: .*/g)) {
      expect(line).toMatch(
        /uses: (OWNER\/lambda-cold-start-gate@v1|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      )
    }
  }
  const pins = new Set(
    [...texts.values()].flatMap((text) => text.match(/(?<=uses: )(?!OWNER).*/g) ?? []),
  )
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
      const step = measure?.steps.find(({ uses }) => OURS.test(uses ?? ''))
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

  test('no workflow runs foreign code with the rights of the repository', () => {
    for (const [, text] of texts) expect(text).not.toContain('pull_request_target')
  })
})

describe('the required job', () => {
  const { jobs: all } = workflowOf('required-job.yml')
  const required = all['cold-starts'] as Job
  const condition = required.steps[0]?.if ?? ''
  type Outcome = 'success' | 'failure' | 'cancelled' | 'skipped'

  /** The operators in it mean in JavaScript what they mean to GitHub. */
  const fails = (changes: Outcome, relevant: string, gate: Outcome): boolean =>
    Boolean(
      new Function('needs', `return ${condition}`)({
        changes: { result: changes, outputs: { relevant } },
        gate: { result: gate },
      }),
    )

  test('always runs, after all others', () => {
    expect(required.if).toBe('always()')
    expect(required.needs).toEqual(Object.keys(all).filter((id) => id !== 'cold-starts'))
    expect(condition).toMatch(/^[\w.&|()!='\s-]+$/)
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

test('a merge queue is not left waiting', () => {
  expect(workflowOf('merge-queue.yml').on).toMatchObject({
    merge_group: { types: ['checks_requested'] },
  })
})
