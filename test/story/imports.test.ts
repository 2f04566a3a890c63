import { expect, test } from '@jest/globals'
import { renderJson } from '../../src/report/json.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { run } from '../../src/run/run.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { expectGolden } from '../golden.ts'
import { census, spread } from './census.ts'
import { imports } from './classifier-imports.ts'
import { makeStory, type Story } from './virtual-lambda.ts'

const inputs = {
  'function-name': 'census-gbm',
  load: 'burst 10\nrecycle\nburst 20',
  profile: 'imports',
}
const comparison = {
  ...inputs,
  baseline: 'function:census-gbm-main',
  load: 'rounds 4 of 10',
  thresholds: 'cold.init.p50 <= baseline + 5% & +100ms',
}

async function tell(
  story: Story,
  given: Readonly<Record<string, string>> = {},
  stop = new AbortController().signal,
): Promise<Result> {
  return await story.clock.run(run(configOf({ ...inputs, ...given }), story.world, stop))
}

test('the comment names the imports that init is spent on, and the one that made it slower', async () => {
  const init = (i: number): number => 2_400 + 300 * spread(i, 1)
  const story = makeStory(
    census({ far: 0, init: (i) => init(i) + 1_200, imports: imports(1_650) }),
    census({ far: 0, init, imports: imports(450) }),
  )
  const result = await tell(story, comparison)
  expect(result.profile?.changes.map(({ name }) => name)).toEqual(['sklearn.ensemble'])
  expect(story.done.slice(-4)).toEqual([
    'recycle census-gbm-main with its imports timed',
    'recycle census-gbm with its imports timed',
    'restore census-gbm-main',
    'restore census-gbm',
  ])
  expectGolden('comment-imports.md', renderMarkdown(result))
})

test('its requests count nowhere but in its own counts and in the cost', async () => {
  const behaviour = census({ far: 0, imports: imports(450) })
  const [without, result] = await Promise.all([
    tell(makeStory(behaviour), { profile: 'none' }),
    tell(makeStory(behaviour)),
  ])
  expect(result.profile?.candidate.counts).toMatchObject({ sent: 5, matched: 5, profiled: 5 })
  expect(result.counts).toEqual(without.counts)
  expect(result.classes).toEqual(without.classes)
  expect(result.checks).toEqual(without.checks)
  const parsed = JSON.parse(renderJson(result))
  expect(parsed.starts).toEqual(JSON.parse(renderJson(without)).starts)
  const billedSeconds = (result.profile?.candidate.counts.billed ?? 0) / 1000
  expect((result.cost?.gbSeconds ?? 0) - (without.cost?.gbSeconds ?? 0)).toBeCloseTo(
    billedSeconds * (3008 / 1024),
    6,
  )
})

/** Why there may be no profile; the measurement stands in each case. */
const LEFT_OUT = [
  [
    'max-invocations',
    7_000,
    { 'max-invocations': '33' },
    /left out: max-invocations \(33\) has no room/,
  ],
  // What was sent is paid for; what would be sent could run to the time limit.
  [
    'max-cost',
    55_000,
    { 'max-cost': '0.056', load: 'recycle\nburst 20' },
    /left out: with it the run may cost more than max-cost/,
  ],
  ['timeout', 7_000, { timeout: '110s' }, /left out: the step's timeout has no room for about \d/],
] as const

test.each(LEFT_OUT)('it is left out where %s has no room for it', async (_, takes, given, note) => {
  const story = makeStory(census({ far: 0, handler: () => takes, imports: imports(450) }))
  const result = await tell(story, given)
  expect(result.notes).toContainEqual(expect.stringMatching(note))
  expect(result.verdict.kind).toBe('pass')
  expect(story.done).toEqual(['recycle census-gbm', 'restore census-gbm'])
})

test('imports of another deployment than the measured one are not told', async () => {
  const story = makeStory(census({ far: 0, imports: imports(450) }))
  const answers = [[], ['code']]
  const readChanges = async () => answers.shift() ?? ['code']
  const world = { ...story.world, candidate: { ...story.world.candidate, readChanges } }
  const config = configOf(inputs)
  const result = await story.clock.run(run(config, world, new AbortController().signal))
  expect(result.profile).toBeUndefined()
  expect(result.notes.join()).toContain(
    'no import profile: the function was updated by someone else',
  )
  expect(result.verdict.kind).toBe('pass')
})

test('a function that prints nothing has no profile, and its measurement stands', async () => {
  const result = await tell(makeStory(census({ far: 0 })))
  expect(result.profile).toBeUndefined()
  expect(result.verdict.kind).toBe('pass')
  expect(result.notes).toEqual([
    'There is no import profile: its environments printed no import line.',
  ])
})

test('a runtime that cannot time its imports is told, and nothing is sent for it', async () => {
  const java = census({ far: 0, facts: { packageType: 'Zip', runtime: 'java21' } })
  const story = makeStory(java)
  const result = await tell(story)
  expect(result.notes[0]).toMatch(/no import profile: imports are timed for Python .* java21/)
  expect(story.done).toEqual(['recycle census-gbm', 'restore census-gbm'])
})

test('a refused update costs the profile alone', async () => {
  const story = makeStory(census({ far: 0, imports: imports(450) }))
  const { candidate } = story.world
  const recycle: typeof candidate.recycle = async (extra) => {
    if (extra !== undefined) throw new Error('the update was refused')
    await candidate.recycle()
  }
  const world = { ...story.world, candidate: { ...candidate, recycle } }
  const { signal } = new AbortController()
  const result = await story.clock.run(run(configOf(inputs), world, signal))
  expect(result.verdict.kind).toBe('pass')
  expect(result.notes).toEqual(['There is no import profile: the update was refused.'])
})

test('an update that never ends is given up in time to conclude', async () => {
  const story = makeStory(census({ far: 0, imports: imports(450) }))
  const { candidate } = story.world
  const recycle: typeof candidate.recycle = async (extra) => {
    if (extra === undefined) await candidate.recycle()
    else await story.clock.sleepUntil(story.clock.now() + 3_600_000)
  }
  const world = { ...story.world, candidate: { ...candidate, recycle } }
  const startedAt = story.clock.now()
  const { signal } = new AbortController()
  const result = await story.clock.run(run(configOf({ ...inputs, timeout: '5m' }), world, signal))
  expect(story.clock.now() - startedAt).toBeLessThanOrEqual(240_000)
  expect(result.verdict.kind).toBe('pass')
  expect(result.notes).toEqual(['There is no import profile: its time was over.'])
})

test('logs that are not read in time make no profile of half of the lines', async () => {
  const story = makeStory(census({ far: 0, imports: imports(450) }))
  const readStreams: typeof story.world.readStreams = async (group, query, onPage, signal) => {
    await story.world.readStreams(group, query, (events) => onPage(events.slice(0, 3)), signal)
    await story.clock.sleepUntil(story.clock.now() + 3_600_000, signal)
    return false
  }
  const world = { ...story.world, readStreams }
  const { signal } = new AbortController()
  const result = await story.clock.run(run(configOf({ ...inputs, timeout: '5m' }), world, signal))
  expect(result.profile).toBeUndefined()
  expect(result.notes).toEqual(['There is no import profile: its time was over.'])
})
