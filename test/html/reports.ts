import type { HtmlReport } from '../../src/html/report.ts'
import { run } from '../../src/run/run.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { CUT, makeResult, makeUnmeasured } from '../report/results.ts'
import { census, spread } from '../story/census.ts'
import { makeStory, type Story } from '../story/virtual-lambda.ts'

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

function alone(result: Result): HtmlReport {
  return { verdict: result.verdict, results: [result] }
}

/** A freshly pushed image of which the first pulls come from far: two humps. */
export async function makeFresh(): Promise<HtmlReport> {
  return alone(await tell(makeStory(census())))
}

/** Slower than what is deployed, found after a few rounds. */
export async function makeSlower(): Promise<HtmlReport> {
  const slower = census({ slowdown: 1.24, facts: { codeSha256: 'c0ffee', memoryMB: 2048 } })
  return alone(await tell(makeStory(slower, main), COMPARISON))
}

/** So noisy that all rounds run and tell nothing. */
export async function makeNoisy(): Promise<HtmlReport> {
  const noisy = (seed: number) => census({ init: (i) => 2_400 + 6_000 * spread(i, seed) })
  const load = 'rounds 16 of 10'
  const given = { ...COMPARISON, load, thresholds: 'cold.init.p50 <= baseline + 5%' }
  return alone(await tell(makeStory(noisy(1), noisy(4)), given))
}

/** Cancelled while the load ran: what was measured is shown, and no rule counts. */
export async function makeStopped(): Promise<HtmlReport> {
  const controller = new AbortController()
  const story = makeStory(census())
  void story.clock
    .sleepUntil(story.world.now() + 45_000)
    .then(() => controller.abort('the run was cancelled'))
  return alone(await tell(story, {}, controller.signal))
}

/** Many starts at a time limit. */
export function makeCut(): HtmlReport {
  return alone(makeResult({ starts: CUT, rules: ['cold.latency.p95 <= 30s'] }))
}

export function makeNothing(): HtmlReport {
  return alone(makeUnmeasured())
}

/** Two setups under one verdict. */
export async function makeMatrix(): Promise<HtmlReport> {
  const [small] = (await makeFresh()).results
  const story = makeStory(census({ slowdown: 2, far: 0, facts: { memoryMB: 1024 } }))
  const large = await tell(story, { label: 'census-gbm-1024' })
  const results = small === undefined ? [large] : [small, large]
  return { verdict: { kind: 'fail', summary: 'merging would break 1 of 6 rules' }, results }
}
