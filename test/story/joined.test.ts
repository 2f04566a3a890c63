import { expect, test } from '@jest/globals'
import { joinRuns } from '../../src/join/join.ts'
import { run } from '../../src/run/run.ts'
import { withoutJudgement } from '../../src/verdict/measured-only.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { storedRun } from '../join/stored-runs.ts'
import { makeRule } from '../verdict/runs.ts'
import { census, spread } from './census.ts'
import { makeStory, type Story } from './virtual-lambda.ts'

const RULES = ['cold.init.p50 <= baseline + 5% & +100ms', 'cold.latency.p50 <= baseline + 5%']
const inputs = {
  'function-name': 'census-gbm',
  baseline: 'function:census-gbm-main',
  load: 'burst 30\nrounds 24 of 10\nusers 5 for 5s wait 100ms',
  thresholds: [...RULES, 'cold.init.p95 <= 6s', 'super-cold.share <= 60%'].join('\n'),
}

async function measure(
  story: Story,
  given: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const config = configOf({ ...inputs, ...given })
  const stop = new AbortController().signal
  return await story.clock.run(run(config, story.world, stop))
}

/** Just enough for one comparison to fail. */
const SLIGHT = 1.14

const main = census({ init: (i) => 2_400 + 900 * spread(i, 7) })
const rulesOf = (thresholds = inputs.thresholds) => thresholds.split('\n').map(makeRule)

const stories: readonly (readonly [string, () => Story, Readonly<Record<string, string>>])[] = [
  ['slower', () => makeStory(census({ slowdown: 1.24 }), main), {}],
  ['the same', () => makeStory(census(), main), {}],
  ['faster', () => makeStory(census({ slowdown: 0.8 }), main), {}],
  ['a little slower', () => makeStory(census({ slowdown: 1.07 }), main), {}],
  [
    'cold all at once',
    () => makeStory(census()),
    { load: 'burst 60', baseline: 'none', thresholds: 'cold.init.p95 <= 6s\nwarm.count == 0' },
  ],
  [
    'noisy',
    () => makeStory(census({ init: (i) => 2_400 + 6_000 * spread(i, 1) }), main),
    { load: 'rounds 4 of 10' },
  ],
]

test.each(stories)(
  'measured by one job and judged by another is what a gate says: %s',
  async (_, make, given) => {
    const gate = await measure(make(), given)
    const measured = storedRun(withoutJudgement(gate))
    const { setups, verdict } = joinRuns([{ runs: [measured] }], rulesOf(given.thresholds), [])
    expect(setups[0].checks).toEqual(gate.checks)
    expect(setups[0].classes).toEqual(gate.classes)
    expect(setups[0].classified.superCold).toEqual(gate.classified.superCold)
    expect(setups[0].counts).toEqual(gate.counts)
    expect(setups[0].cost).toEqual(gate.cost)
    expect(setups[0].baseline?.classes).toEqual(gate.baseline?.classes)
    expect(verdict).toEqual(gate.verdict)
  },
)

test('a run without judgement tells what it measured, and blocks nothing', async () => {
  const { verdict, checks, stopRules } = withoutJudgement(
    await measure(makeStory(census({ slowdown: 1.24 }), main)),
  )
  expect(verdict.kind).toBe('pass')
  expect(verdict.summary).toMatch(
    /^measured \d+ cold starts of \d+ starts, init p50 .*, after \d+ of 24 rounds, /,
  )
  expect([checks, stopRules]).toEqual([[], inputs.thresholds.split('\n')])
})

test('what could not be measured is an error there, too', async () => {
  const story = makeStory(census(), main)
  const stop = AbortSignal.abort('the run was cancelled')
  const result = withoutJudgement(await story.clock.run(run(configOf(inputs), story.world, stop)))
  expect(result.verdict).toEqual({ kind: 'error', summary: expect.stringMatching(/cancelled/) })
})

test('rounds that ended by other rules leave a rule of this job only the risk that is due', async () => {
  const gate = await measure(makeStory(census({ slowdown: 1.24 }), main), {
    thresholds: RULES[0] ?? '',
  })
  expect(gate.effort?.rounds).toBeLessThan(24)
  const measured = storedRun(withoutJudgement(gate))
  const rule = makeRule('cold.init.p95 <= 4.2s')
  const judged = (stopRules: readonly string[]) =>
    joinRuns([{ runs: [{ ...measured, stopRules }] }], [rule], []).setups[0].checks[0]
  const [due, whole] = [judged(measured.stopRules), judged([])]
  // Bounds at a look are wider than those of data that nobody looked at.
  expect(due?.high ?? Infinity).toBeGreaterThanOrEqual(whole?.high ?? 0)
  expect(due?.low ?? 0).toBeLessThan(whole?.low ?? 0)
})

test('setups that are compared share the risk of a false alarm: each needs more to fail', async () => {
  const rule = 'cold.init.p50 <= baseline + 5%'
  const given = { load: 'rounds 24 of 10', thresholds: rule }
  const gate = await measure(makeStory(census({ slowdown: SLIGHT }), main), given)
  const measured = storedRun(withoutJudgement(gate))
  const judged = (setups: number) =>
    joinRuns(
      [{ runs: Array.from({ length: setups }, (_, i) => ({ ...measured, label: `setup ${i}` })) }],
      [makeRule(rule)],
      [],
    ).setups[0].checks[0]
  expect(judged(1)).toEqual(gate.checks[0])
  expect(judged(1)?.result).toBe('fail')
  expect(judged(60)?.result).toBe('inconclusive')
})
