import { expect, test } from '@jest/globals'
import { referToStored } from '../../src/comparison/reference.ts'
import { parseStoredReport } from '../../src/comparison/stored-report.ts'
import { joinRuns } from '../../src/join/join.ts'
import { parseReportFile } from '../../src/join/report-file.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderLog } from '../../src/report/log.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderMarker } from '../../src/report/marker.ts'
import { run } from '../../src/run/run.ts'
import type { FunctionAccess, World } from '../../src/run/world.ts'
import type { Result } from '../../src/verdict/result.ts'
import { configOf } from '../config/sources.ts'
import { expectGolden } from '../golden.ts'
import { census } from './census.ts'
import { makeStory, type Story } from './virtual-lambda.ts'

const inputs = {
  'function-name': 'census-gbm',
  load: 'burst 30\nrecycle\nburst 60\nusers 10 for 30s wait 1s..2s',
  thresholds: 'cold.init.p95 <= 6s\nsuper-cold.share <= 10%\nwarm.latency.p95 <= 250ms',
}

/** What a test does to the outside in its own way. */
type Changed = Partial<Omit<World, 'candidate'>> & { readonly candidate?: Partial<FunctionAccess> }

async function tell(
  story: Story,
  given: Readonly<Record<string, string>> = {},
  { candidate, ...changed }: Changed = {},
  stop = new AbortController().signal,
): Promise<Result> {
  const config = configOf({ ...inputs, ...given })
  const world = {
    ...story.world,
    ...changed,
    candidate: { ...story.world.candidate, ...candidate },
  }
  return await story.clock.run(run(config, world, stop))
}

test('a deployment whose first users wait for super-cold starts is blocked, and the comment shows why', async () => {
  const story = makeStory(census())
  const result = await tell(story)
  expect(result.verdict.kind).toBe('fail')
  expect(result.checks.map((check) => check.result)).toEqual(['pass', 'fail', 'pass'])
  expect(result.classes['super-cold'].count).toBe(12)
  expect(story.done).toEqual(['recycle census-gbm', 'restore census-gbm'])
  const marker = renderMarker('census-gbm', { runId: 1, runAttempt: 1 }, 'fail')
  expectGolden('readme-comment.md', renderMarkdown(result))
  expectGolden('comment-first-line.txt', `${marker}\n`)
  const log = [...story.said, ...renderLog(result)]
  expectGolden('log-of-the-job.txt', `${log.join('\n')}\n`)
})

test.each([
  ['would have failed', census()],
  ['would have passed', census({ far: 0 })],
])('a function that someone else updates meanwhile is not judged, though it %s', async (_, how) => {
  const story = makeStory(how)
  const readChanges = async () => ['code', 'memory size']
  const result = await tell(story, {}, { candidate: { readChanges } })
  const why = 'the function was updated by someone else while it was measured (code, memory size)'
  expect(result.verdict).toEqual({
    kind: 'inconclusive',
    summary: `${why}, so no rule was judged; measure again when nothing else deploys`,
  })
  expect(result.checks.map((check) => [check.result, check.reason])).toEqual(
    Array(3).fill(['inconclusive', `${why}; measure again when nothing else deploys`]),
  )
  const report = renderJson(result)
  expect(JSON.parse(report).disturbed).toEqual({
    candidate: ['code', 'memory size'],
    baseline: null,
  })
  const runs = parseReportFile('report.json', report)
  if (typeof runs === 'string') throw new Error(runs)
  expect(
    joinRuns(
      [{ runs }],
      result.checks.map(({ rule }) => rule),
      [],
    ).verdict,
  ).toEqual(result.verdict)
  const stored = parseStoredReport(report)
  if (typeof stored === 'string' || result.facts === undefined) throw new Error('not readable')
  expect(referToStored(stored, result.facts, { text: result.planText })).toEqual({
    kind: 'refused',
    reason: expect.stringContaining('updated while it was measured (code, memory size)'),
  })
})

test('without rules, an update meanwhile makes the figures worth nothing, too', async () => {
  const readChanges = async () => ['code']
  const given = { load: 'burst 2', thresholds: '' }
  const result = await tell(makeStory(census()), given, { candidate: { readChanges } })
  expect(result.verdict).toEqual({
    kind: 'inconclusive',
    summary: expect.stringMatching(/, so its figures are of two deployments; measure again/),
  })
  expect(result.notes.join()).toContain('updated by someone else while it was measured (code)')
})

test('a function that is deleted meanwhile is an error that says so', async () => {
  const readChanges = async () => 'deleted' as const
  const result = await tell(makeStory(census()), {}, { candidate: { readChanges } })
  expect(result.verdict).toEqual({
    kind: 'error',
    summary: 'could not measure: the function was deleted while it was measured',
  })
})

test('that it cannot be read again is a note, and the rules are judged', async () => {
  const readChanges = async () => {
    throw new Error('AWS refused lambda:GetFunctionConfiguration')
  }
  const result = await tell(makeStory(census()), {}, { candidate: { readChanges } })
  expect(result.verdict.kind).toBe('fail')
  expect(result.notes.join()).toContain('is not known: AWS refused lambda:GetFunctionConfiguration')
})

test('credentials that expire in the middle are told as such, and what was measured stays', async () => {
  const story = makeStory(census({ far: 0 }))
  const given = { load: 'burst 8\npause 2m\nrecycle\nburst 8' }
  const result = await tell(story, given, {
    candidate: {
      recycle: async () => {
        throw new Error('AWS did not accept the credentials (ExpiredTokenException: expired)')
      },
    },
  })
  expect(result.verdict.kind).toBe('error')
  expect(result.verdict.summary).toMatch(
    /the credentials expired within the first 2 m of the run; .*role-duration-seconds/,
  )
  expect(result.counts).toMatchObject({ sent: 8, matched: 8 })
})

test('a world that no longer answers is left alone soon after the stop', async () => {
  const story = makeStory(census({ far: 0 }))
  const controller = new AbortController()
  let stoppedAt = Number.POSITIVE_INFINITY
  void story.clock.sleepUntil(story.clock.now() + 60_000).then(() => {
    stoppedAt = story.clock.now()
    controller.abort('the run was cancelled')
  })
  const never = () => new Promise<never>(() => undefined)
  const given = { load: 'burst 8\nrecycle\nburst 8' }
  const result = await tell(story, given, { candidate: { recycle: never } }, controller.signal)
  expect(result.verdict.summary).toMatch(/^could not measure: the run was cancelled/)
  expect(result.counts).toMatchObject({ sent: 8, matched: 8 })
  expect(story.clock.now() - stoppedAt).toBeLessThan(2_000)
})

test('rounds without one REPORT line end early, and the reason is told', async () => {
  const story = makeStory(census({ far: 0 }))
  const given = { load: 'rounds 40 of 3', thresholds: 'cold.init.p95 <= 6s', 'log-timeout': '5s' }
  const result = await tell(story, given, { readLogs: async () => true })
  expect(result.counts.sent).toBeLessThan(40 * 3)
  expect(result.notes.join()).toMatch(/The rounds ended after \d+ rounds: the function has not one/)
})

test('a failure in the middle keeps what was measured, and restores the function', async () => {
  const story = makeStory(census({ far: 0 }))
  let recycled = 0
  const result = await tell(
    story,
    { load: 'burst 8\nrecycle\nburst 8\nrecycle\nburst 8' },
    {
      candidate: {
        recycle: async () => {
          recycled += 1
          await story.world.candidate.recycle()
          if (recycled === 2) throw new Error('the update was refused')
        },
      },
    },
  )
  expect(result.verdict).toEqual({
    kind: 'error',
    summary: 'could not measure: the update was refused',
  })
  expect(result.counts).toMatchObject({ sent: 16, matched: 16, missing: 0 })
  expect(story.done.at(-1)).toBe('restore census-gbm')
})

test('a restore that fails makes the verdict an error, whatever was measured', async () => {
  const story = makeStory(census())
  const result = await tell(
    story,
    {},
    {
      restore: async () => {
        throw new Error('could not change the environment variables back')
      },
    },
  )
  expect(result.verdict.kind).toBe('error')
  expect(result.verdict.summary).toContain('could not change the environment variables back')
  expect(result.counts.matched).toBe(result.counts.sent)
})

test('logs that may not be read end the load, before it costs anything more', async () => {
  const story = makeStory(census())
  let reads = 0
  const result = await tell(
    story,
    { load: 'burst 3\npause 60s\nburst 50' },
    {
      readLogs: async (...args) => {
        reads += 1
        if (reads > 2) throw new Error('AWS refused logs:FilterLogEvents')
        return await story.world.readLogs(...args)
      },
    },
  )
  expect(result.verdict.summary).toBe('could not measure: AWS refused logs:FilterLogEvents')
  expect(result.counts.sent).toBe(3)
})

test('a run that is stopped says so first, and counts what was in flight as unknown', async () => {
  const story = makeStory(census({ far: 3 }))
  const controller = new AbortController()
  void story.clock.sleepUntil(story.clock.now() + 10_000).then(() => {
    controller.abort('the run was cancelled')
  })
  const result = await tell(story, {}, {}, controller.signal)
  expect(result.verdict.summary).toMatch(/^could not measure: the run was cancelled/)
  expect(result.counts).toMatchObject({ sent: 30, failed: 3, gaveUp: 3 })
})

test('no REPORT line at all is an error that asks about the role and the group, not a pass', async () => {
  const story = makeStory(census())
  const result = await tell(
    story,
    { load: 'burst 2', thresholds: '' },
    { readLogs: async () => true },
  )
  expect(result.verdict.kind).toBe('error')
  expect(result.verdict.summary).toMatch(
    /no REPORT line of any of the 2 answered requests.*logs:PutLogEvents/,
  )
})

test('an inactive function is woken once, by a request that is not measured', async () => {
  const story = makeStory(census({ far: 0 }))
  const states = ['Inactive', 'Pending', 'Active']
  let woken = 0
  const result = await tell(
    story,
    { load: 'burst 2' },
    {
      candidate: {
        readFunction: async () => {
          const facts = await story.world.candidate.readFunction()
          return { ...facts, state: { ...facts.state, state: states.shift() ?? 'Active' } }
        },
        wake: async () => {
          woken += 1
        },
      },
    },
  )
  expect(woken).toBe(1)
  expect(result.counts.sent).toBe(2)
})

test('logs that may no longer be read end the wait between two rounds at once', async () => {
  const story = makeStory(census({ far: 0 }))
  let answers = 0
  let brokenFrom = Number.POSITIVE_INFINITY
  const result = await tell(
    story,
    { load: 'rounds 8 of 3', thresholds: 'cold.init.p95 <= 6s' },
    {
      candidate: {
        openInvoker: async (facts) => {
          const side = await story.world.candidate.openInvoker(facts)
          const invoke: typeof side.invoke = async (event) => {
            const ended = await side.invoke(event)
            answers += 1
            if (answers === 4 * 3) brokenFrom = story.clock.now()
            return ended
          }
          return { ...side, invoke }
        },
      },
      readLogs: async (...args) => {
        if (story.clock.now() >= brokenFrom) throw new Error('AWS refused logs:FilterLogEvents')
        return await story.world.readLogs(...args)
      },
    },
  )
  expect(result.verdict.summary).toBe('could not measure: AWS refused logs:FilterLogEvents')
  expect(result.counts.sent).toBe(4 * 3)
  expect(story.clock.now() - brokenFrom).toBeLessThan(5_000)
})
