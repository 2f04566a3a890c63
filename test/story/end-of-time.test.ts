import { expect, test } from '@jest/globals'
import { run } from '../../src/run/run.ts'
import type { FunctionAccess, World } from '../../src/run/world.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { census } from './census.ts'
import { imports } from './classifier-imports.ts'
import { makeStory, type Story } from './virtual-lambda.ts'

const RULE = 'cold.init.p50 <= 60s'

/** A run whose step ends at its timeout, as the process sees to: a tenth before, at most 10 s. */
async function tellWithin(
  seconds: number,
  given: Readonly<Record<string, string>>,
  story: Story,
  candidate: Partial<FunctionAccess> = {},
  changed: Partial<World> = {},
): Promise<Result> {
  const inputs = { 'function-name': 'census-gbm', timeout: `${seconds}s`, thresholds: RULE }
  const { world, clock } = story
  const stop = new AbortController()
  const never = new AbortController().signal
  void clock
    .sleepUntil(clock.now() + 1000 * (seconds - Math.min(10, seconds / 10)), never)
    .then(() => stop.abort(`the step's timeout of ${seconds} s was reached`))
  const own = { ...world, ...changed, candidate: { ...world.candidate, ...candidate } }
  return await clock.run(run(configOf({ ...inputs, ...given }), own, stop.signal))
}

const quick = census({ far: 0 })

test('a REPORT line that never comes costs no verdict, however long the log timeout is', async () => {
  const story = makeStory(quick)
  let lost: string | undefined
  const readLogs: World['readLogs'] = (group, window, onPage, signal) =>
    story.world.readLogs(
      group,
      window,
      (events) => {
        lost ??= events.find(({ message }) => message.startsWith('REPORT'))?.id
        onPage(events.filter(({ id }) => id !== lost))
      },
      signal,
    )
  const result = await tellWithin(60, { load: 'burst 20' }, story, {}, { readLogs })
  expect(result.verdict.kind).toBe('pass')
  expect(result.counts).toMatchObject({ sent: 20, matched: 19, missing: 1 })
  expect(result.notes.join()).toContain('1 REPORT line did not arrive in time')
})

/** As of an image or in a VPC. */
const slowly = (story: Story): Partial<FunctionAccess> => ({
  recycle: () => story.clock.sleepUntil(story.clock.now() + 60_000, new AbortController().signal),
})

test('an import profile for which recycling leaves no time is left out, and the verdict stands', async () => {
  const story = makeStory({ ...quick, imports: imports(450) })
  const given = { load: 'recycle\nburst 10', profile: 'imports' }
  const result = await tellWithin(200, given, story, slowly(story))
  expect(result.verdict.kind).toBe('pass')
  expect(result.notes.join()).toMatch(/import profile was left out: the step's timeout has no room/)
})

test('rounds end while there is time to undo them, which takes as long as a round’s recycling', async () => {
  const story = makeStory(quick)
  const { world, clock } = story
  const restore = () => clock.sleepUntil(clock.now() + 60_000, new AbortController().signal)
  const given = { load: 'rounds 40 of 4', thresholds: 'cold.init.p50 <= 2900ms' }
  const result = await tellWithin(370, given, story, slowly(story), { ...world, restore })
  expect(result.verdict.kind).not.toBe('error')
  expect(result.notes.join()).toContain("the step's timeout left no time for more")
})

test('a look for other people’s changes that nobody answers is a note', async () => {
  const story = makeStory(quick)
  const readChanges = () => new Promise<never>(() => undefined)
  const result = await tellWithin(60, { load: 'burst 20' }, story, { readChanges })
  expect(result.verdict.kind).toBe('pass')
  expect(result.notes.join()).toContain('is not known: AWS has not answered')
})
