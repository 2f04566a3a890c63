import { readFileSync } from 'node:fs'
import { parseThresholds } from '../../src/config/threshold.ts'
import { joinRuns, type ResultFile } from '../../src/join/join.ts'
import { readResult } from '../../src/join/read-result.ts'
import { run } from '../../src/run/run.ts'
import { alone, type Joined } from '../../src/verdict/joined.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { fixture } from '../import/fixture.ts'
import { profileNamed } from '../profile/sides.ts'
import { CUT, FACTS, makeResult, makeUnmeasured } from '../report/results.ts'
import { census, spread } from '../story/census.ts'
import { imports } from '../story/classifier-imports.ts'
import { makeStory, type Story } from '../story/virtual-lambda.ts'
import { STUDY } from '../study-rule.ts'
import { makeStart } from '../verdict/runs.ts'

const INPUTS = {
  'function-name': 'census-gbm',
  load: 'burst 30\nrecycle\nburst 60\nusers 10 for 30s wait 1s..2s',
  thresholds: `cold.init.p95 <= 6s
    super-cold.share <= 10%
    warm.latency.p95 <= 250ms`,
}
const COMPARISON = {
  baseline: 'function:census-gbm-main',
  load: 'burst 30\nrounds 24 of 10\nusers 8 for 20s wait 500ms..1s',
  thresholds: `cold.init.p50 <= baseline + 5% & +100ms
    cold.latency.p50 <= baseline + 5%
    super-cold.share <= 60% !warn
    warm.latency.p95 <= 250ms`,
}
const main = census({ init: (i) => 2_400 + 900 * spread(i, 7) })

async function tell(
  story: Story,
  given: Readonly<Record<string, string>> = {},
  stop = new AbortController().signal,
): Promise<Result> {
  return await story.clock.run(run(configOf({ ...INPUTS, ...given }), story.world, stop))
}

/** A freshly pushed image of which the first pulls come from far: two humps. */
export async function makeFresh(): Promise<Joined> {
  return alone(await tell(makeStory(census())))
}

/** Slower than what is deployed, found after a few rounds. */
export async function makeSlower(): Promise<Joined> {
  const slower = census({ slowdown: 1.24, facts: { codeSha256: 'c0ffee', memoryMB: 2048 } })
  return alone(await tell(makeStory(slower, main), COMPARISON))
}

/** With a profile of imports of both sides: the candidate's a real one, of numpy and scikit-learn. */
export async function makeProfiled(): Promise<Joined> {
  const url = new URL('../profile/fixtures/awslambdaric.txt', import.meta.url)
  const real = readFileSync(url, 'utf8').split('\nSTART ')[0]?.split('\n') ?? []
  const slower = census({ far: 0, slowdown: 1.3, imports: () => real })
  const story = makeStory(slower, census({ far: 0, imports: imports(450) }))
  return alone(await tell(story, { ...COMPARISON, profile: 'imports' }))
}

/** So noisy that all rounds run and tell nothing. */
export async function makeNoisy(): Promise<Joined> {
  const noisy = (seed: number) => census({ init: (i) => 2_400 + 6_000 * spread(i, seed) })
  const load = 'rounds 16 of 10'
  const given = { ...COMPARISON, load, thresholds: 'cold.init.p50 <= baseline + 5%' }
  return alone(await tell(makeStory(noisy(1), noisy(4)), given))
}

/** Cancelled while the load ran: what was measured is shown, and no rule counts. */
export async function makeStopped(): Promise<Joined> {
  const controller = new AbortController()
  const story = makeStory(census())
  void story.clock
    .sleepUntil(story.world.now() + 45_000)
    .then(() => controller.abort('the run was cancelled'))
  return alone(await tell(story, {}, controller.signal))
}

/** Many starts at a time limit. */
export function makeCut(): Joined {
  return alone(makeResult({ starts: CUT, rules: ['cold.latency.p95 <= 30s'] }))
}

export function makeNothing(): Joined {
  return alone(makeUnmeasured())
}

/** Two setups under one verdict. */
export async function makeMatrix(): Promise<Joined> {
  const [small] = (await makeFresh()).setups
  const story = makeStory(census({ slowdown: 2, far: 0, facts: { memoryMB: 1024 } }))
  const large = await tell(story, { label: 'census-gbm-1024' })
  const verdict = { kind: 'fail', summary: 'merging would break 1 of 6 rules' } as const
  const notes = ['One of all setups.']
  return { verdict, override: undefined, setups: [small, large], notes, failures: [] }
}

export function makePassing(): Joined {
  return alone(makeResult({ notes: ['One thing to know.'] }))
}

/** Texts that would break out of what they stand in, in every place that has one. */
export const HOSTILE =
  '</script><script>alert(1)</script><!--"\'&<img src=x onerror=alert(1)>\u202e\u0000'

export function makeHostile(): Joined {
  return alone(hostile(HOSTILE))
}

/** @param text is everywhere that text from elsewhere can be. */
export function hostile(text: string): Result {
  const start = (kind: 'cold' | 'warm', i: number) =>
    makeStart(kind, { requestId: `${text}${i}`, environment: text, error: text })
  const result = makeResult({
    starts: Array.from({ length: 30 }, (_, i) => start(i % 2 === 0 ? 'cold' : 'warm', i)),
    label: text,
    plan: text,
    notes: [text],
    unreadable: [text],
    failures: [text],
    facts: {
      ...FACTS,
      name: text,
      arn: text,
      version: text,
      packageType: text,
      architecture: text,
      codeSha256: text,
      logGroup: text,
    },
  })
  const checks = result.checks.map((check) => ({
    ...check,
    reason: text,
    rule: { ...check.rule, text },
  }))
  const baseline: Result['baseline'] = {
    label: text,
    facts: { ...FACTS, arn: text, logGroup: text },
    starts: result.classified.starts.map((one) => ({ ...one, side: 'baseline' })),
    counts: result.counts,
    missing: [],
    classes: result.classes,
    isStored: false,
    whyNotRecycled: text,
  }
  const differences = [{ what: text, baseline: text, candidate: text }]
  return { ...result, checks, baseline, differences, profile: profileNamed(text) }
}

/** Files of other tools, joined as the report's own mode does it. */
export function makeImported(paths: readonly string[], thresholds = ''): Joined {
  const files = paths.map((path): ResultFile => {
    const runs = readResult(path, fixture(path), STUDY)
    if (typeof runs === 'string') throw new Error(`${path} ${runs}`)
    return { runs }
  })
  return joinRuns(files, thresholds === '' ? [] : parseThresholds(thresholds).rules, [])
}

/** Six setups of which there are client times alone. */
export function makeStudy(): Joined {
  const setups = Object.keys(JSON.parse(fixture('study/expected.json')))
  return makeImported(setups.map((setup) => `study/${setup}_locust_logs.txt`))
}

/** A function's log, which knows no latency. */
export function makeLogOnly(): Joined {
  return makeImported(['cloudwatch/filter.json'], 'cold.init.p95 <= 6s')
}
