import { expect, test } from '@jest/globals'
import { MeasurementError } from '../../src/measurement-error.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { run } from '../../src/run/run.ts'
import type { World } from '../../src/run/world.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { expectGolden } from '../golden.ts'
import { census, spread } from './census.ts'
import { makeStory, type Story } from './virtual-lambda.ts'

const inputs = {
  'function-name': 'census-gbm',
  baseline: 'function:census-gbm-main',
  load: 'burst 30\nrounds 24 of 10',
  thresholds: `cold.init.p50 <= baseline + 5% & +100ms
    cold.latency.p50 <= baseline + 5%
    super-cold.share <= 60%`,
}

async function compare(
  story: Story,
  given: Readonly<Record<string, string>> = {},
  world: Partial<World> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const config = configOf({ ...inputs, ...given }, files)
  const stop = new AbortController().signal
  return await story.clock.run(run(config, { ...story.world, ...world }, stop))
}

/** The deployment on the main branch: the same code, other environments. */
const main = census({ init: (i) => 2_400 + 900 * spread(i, 7) })

test('a slower deployment is blocked after a few rounds, in a sentence that needs no statistics', async () => {
  const story = makeStory(census({ slowdown: 1.24, facts: { codeSha256: 'c0ffee' } }), main)
  const result = await compare(story)
  expect(result.verdict.kind).toBe('fail')
  expect(result.effort?.rounds).toBeLessThanOrEqual(8)
  expectGolden('comment-slower.md', renderMarkdown(result))
  expect(new Set(story.done.filter((what) => what.startsWith('restore')))).toEqual(
    new Set(['restore census-gbm', 'restore census-gbm-main']),
  )
})

test('the same code passes at the first look, and no round is run for nothing', async () => {
  const story = makeStory(census(), main)
  const result = await compare(story)
  expect(result.verdict.kind).toBe('pass')
  expect(result.effort).toMatchObject({ rounds: 4, of: 24 })
  expect(result.counts.sent).toBe(30 + 4 * 10)
  expect(result.baseline?.counts).toMatchObject({ sent: 4 * 10, dropped: 0, foreign: 0 })
  expect(result.counts.dropped).toBe(0)
})

test('an improvement is told as one', async () => {
  const story = makeStory(census({ slowdown: 0.8 }), main)
  const { verdict } = await compare(story)
  expect(verdict.kind).toBe('pass')
  expect(verdict.summary).toMatch(
    /^merging would make cold starts 2\d % faster \(init p50 .*\); all 3 rules hold, decided after 4 of 24 rounds, /,
  )
})

test('too much noise for the rounds that were allowed says what would settle it', async () => {
  const noisy = (seed: number) => census({ init: (i) => 2_400 + 6_000 * spread(i, seed) })
  const story = makeStory(noisy(1), noisy(4))
  const given = { load: 'rounds 4 of 10', thresholds: 'cold.init.p50 <= baseline + 5%' }
  const { verdict, checks } = await compare(story, given)
  expect(verdict.kind).toBe('inconclusive')
  expect(verdict.summary).toMatch(
    /^not enough data for the only rule, after 4 of 4 rounds, 80 invocations, /,
  )
  expect(checks[0]?.reason).toMatch(/not enough data to tell; about \d+ rounds would settle it$/)
})

test('a published version is compared without being recycled, less surely, and that is said', async () => {
  const published = { ...main, facts: { ...main.facts, version: '41' } }
  const story = makeStory(census({ slowdown: 1.5 }), published)
  const result = await compare(story, { baseline: 'qualifier:41' })
  expect(result.verdict.kind).toBe('fail')
  expect(new Set(story.done)).toEqual(new Set(['recycle census-gbm', 'restore census-gbm']))
  // 10 more requests each round: the environments of the rounds before are still warm.
  const { rounds = 0 } = result.effort ?? {}
  expect(result.baseline?.counts.sent).toBe((10 * rounds * (rounds + 1)) / 2)
  expect(result.baseline?.classes.cold.count).toBe(10 * rounds)
  expect(result.notes.join()).toContain(
    'could not be replaced between rounds (version 41 is published',
  )
})

test('a baseline that may not be changed is compared in the same way, naming the permission', async () => {
  const story = makeStory(census(), main)
  const refuse = async (): Promise<never> => {
    throw new MeasurementError('AWS refused lambda:UpdateFunctionConfiguration')
  }
  const baseline = story.world.baseline && { ...story.world.baseline, checkRecycle: refuse }
  const result = await compare(story, {}, { baseline })
  expect(result.verdict.kind).toBe('pass')
  expect(story.done).not.toContain('recycle census-gbm-main')
  expect(result.notes.join()).toContain('AWS refused lambda:UpdateFunctionConfiguration')
})

test('an A/A test is recognised: both sides get environments of their own, and nothing differs', async () => {
  const story = makeStory(census())
  const result = await compare(
    story,
    { baseline: 'function:census-gbm' },
    { baseline: story.world.candidate },
  )
  expect(result.verdict.kind).toBe('pass')
  expect(result.notes.join()).toContain('This is an A/A test')
  const { rounds = 0 } = result.effort ?? {}
  expect(story.done.filter((what) => what.startsWith('recycle'))).toHaveLength(2 * rounds)
  expect(result.classes.cold.count).toBe(18 + 10 * rounds)
  expect(result.baseline?.classes.cold.count).toBe(10 * rounds)
  expect(result.counts.foreign).toBe(0)
})

const stored = { load: 'burst 10\nrecycle\nburst 40', baseline: 'file:base/report.json' }

async function store(factor: number): Promise<string> {
  const story = makeStory(census({ slowdown: factor }))
  const given = { load: stored.load, baseline: 'none', thresholds: '' }
  return renderJson(await compare(story, given))
}

test.each([
  ['the same code passes', 1, 'pass', /so not slower by 40 % or more/],
  ['10 % may be drift', 1.1, 'pass', /so not slower by 40 % or more/],
  ['60 % is a fail that asks to be confirmed', 1.6, 'fail', /confirm by measuring in turns/],
] as const)('beside a stored run, %s', async (_, slowdown, verdict, reason) => {
  const story = makeStory(census({ slowdown, overhead: () => 500 }))
  const given = { ...stored, thresholds: 'cold.init.p50 <= baseline + 5%' }
  const result = await compare(story, given, {}, { 'base/report.json': await store(1) })
  expect(result.checks[0]?.reason).toMatch(reason)
  expect(result.verdict.kind).toBe(verdict)
  expect(result.notes.join()).toContain('The baseline is a stored run')
  expect(JSON.parse(renderJson(result)).starts).toHaveLength(50)
})

test('a stored run of another size is not compared with, and the other rules count', async () => {
  const story = makeStory(census({ facts: { memoryMB: 1024, architecture: 'x86_64' } }))
  const given = { ...stored, thresholds: 'cold.init.p50 <= baseline + 5%\ncold.init.p50 <= 9s' }
  const result = await compare(story, given, {}, { 'base/report.json': await store(1) })
  expect(result.checks.map((check) => check.result)).toEqual(['inconclusive', 'pass'])
  expect(result.checks[0]?.reason).toBe(
    'not compared: the stored baseline is not comparable: its memory is 3,008 MB, here it is 1,024 MB, its architecture is arm64, here it is x86_64',
  )
  expect(renderMarkdown(result)).toContain('**Not compared:**')
})

test('without rounds both sides get every step in turns', async () => {
  const story = makeStory(census({ slowdown: 1.4, far: 0 }), { ...main, far: 0 })
  const result = await compare(story, { load: 'burst 40', thresholds: 'cold.init.p50 <= baseline' })
  expect(story.done).toEqual([])
  expect([result.counts.sent, result.baseline?.counts.sent]).toEqual([40, 40])
  expect(result.verdict.kind).toBe('fail')
  expect(result.notes.join()).toContain('one set of environments')
})

test('a fresh image without rounds is not called slower: its starts may be super-cold', async () => {
  const story = makeStory(census({ far: 40 }), { ...main, far: 0 })
  const thresholds = 'cold.latency.p50 <= baseline + 10%\ncold.init.p50 <= baseline + 30%'
  const result = await compare(story, { load: 'burst 40', thresholds })
  expect(result.checks.map((check) => check.result)).toEqual(['inconclusive', 'pass'])
  expect(result.checks[0]?.reason).toContain('may be super-cold starts')
})

test('warm requests that only a published baseline has are not compared with anything', async () => {
  const story = makeStory(census(), { ...main, facts: { ...main.facts, version: '41' } })
  const thresholds = 'all.latency.p50 <= baseline + 10%\ncold.share <= baseline + 10%'
  const given = { baseline: 'qualifier:41', load: 'rounds 6 of 10', thresholds }
  const { checks } = await compare(story, given)
  expect(checks.map(({ result }) => result)).toEqual(['inconclusive', 'inconclusive'])
})

test('rounds go on until they can tell super-cold starts', async () => {
  const story = makeStory(census({ far: 0 }), main)
  const thresholds = 'cold.init.p50 <= 9s\nsuper-cold.share <= 20%'
  const given = { baseline: 'none', load: 'burst 30\nrounds 24 of 2', thresholds }
  const { checks, effort } = await compare(story, given)
  expect(checks.map(({ result }) => result)).toEqual(['pass', 'pass'])
  expect(effort?.rounds).toBe(6)
})

test('no rule is decided while fresh super-cold starts still stand among the cold ones', async () => {
  const story = makeStory(census({ far: 30 }), main)
  const thresholds = 'cold.latency.p95 <= 6s'
  const given = { baseline: 'none', load: 'burst 30\nrounds 24 of 4', thresholds }
  const { checks } = await compare(story, given)
  expect(checks.map(({ result }) => result)).toEqual(['pass'])
})

test('a long step before the rounds does not make them seem long', async () => {
  const story = makeStory(census({ slowdown: 1.06 }), main)
  const load = 'users 2 for 5m wait 5s\nrounds 24 of 4'
  const { effort } = await compare(story, { load, thresholds: 'cold.init.p50 <= baseline + 5%' })
  expect(effort?.rounds).toBe(24)
})
