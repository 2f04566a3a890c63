import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { plannedInvocations } from '../../src/load/schedule.ts'
import { type Beside, driveVirtually, type Options, only, planOf } from './virtual-world.ts'

const atMost =
  (limit: number) =>
  (sent: number): string | undefined =>
    sent >= limit ? `${limit} were sent` : undefined

const recycles = ({ seen }: Awaited<ReturnType<typeof driveVirtually>>): number =>
  seen.filter(({ what }) => what === 'recycle').length

test.each<[string, Beside, number, number, number, string]>([
  ['rounds 5 of 3', 'none', 2, 6, 0, 'after two rounds'],
  ['rounds 5 of 3', 'function', 2, 6, 6, 'on both sides'],
  ['rounds 5 of 3', 'published', 2, 6, 9, '3 + 6 for a side that grows'],
  ['rounds 5 of 3', 'function', 5, 15, 15, 'the last round ends them anyway'],
  ['rounds 5 of 3', 'function', 99, 15, 15, 'never'],
  ['burst 4\nrounds 5 of 3\nburst 2', 'function', 1, 9, 5, 'the steps around them stay'],
])(
  'of %j beside "%s", decided after round %d, %d and %d are sent: %s',
  async (text, baseline, decidedAfter, candidate, other) => {
    const { state } = await driveVirtually(text, { baseline, decidedAfter })
    expect(state.sent).toEqual({ candidate, baseline: other })
    // Nobody wanted the rest any more: it is not missing.
    expect(state).toMatchObject({ dropped: only(0), cutShort: undefined, round: null })
  },
)

test('after the deciding round nothing is recycled', async () => {
  const options: Options = { baseline: 'function', decidedAfter: 2 }
  expect(recycles(await driveVirtually('rounds 5 of 3', options))).toBe(4)
})

type Cut = readonly [
  text: string,
  baseline: Beside,
  limit: number,
  sent: readonly [number, number],
  dropped: readonly [number, number],
  recycled: number,
  why: string,
]

test.each<Cut>([
  ['rounds 4 of 5', 'function', 10, [5, 5], [15, 15], 2, 'between two rounds'],
  ['rounds 4 of 5', 'function', 7, [2, 5], [18, 15], 2, 'in the second burst of a round'],
  ['rounds 4 of 5', 'function', 12, [7, 5], [13, 15], 4, 'in the first burst of a round'],
  ['rounds 4 of 5', 'none', 12, [12, 0], [8, 0], 3, 'of one side'],
  ['rounds 3 of 2', 'published', 5, [3, 2], [3, 10], 2, '2 + 4 + 6 were planned'],
  ['rounds 3 of 2', 'published', 8, [4, 4], [2, 8], 2, 'in a burst that has grown'],
  ['rounds 4 of 5\nburst 3', 'function', 10, [5, 5], [18, 18], 2, 'and the steps after them'],
  ['burst 9\nrounds 2 of 5', 'function', 9, [9, 0], [10, 10], 0, 'before the first of them'],
  ['burst 9\nrounds 2 of 5', 'function', 4, [4, 0], [15, 10], 0, 'a fresh step is for one side'],
  ['burst 9\nburst 2', 'function', 0, [0, 0], [11, 11], 0, 'at once'],
])(
  'of %j beside "%s", cut after %d, sent %j, dropped %j, recycled %d times: %s',
  async (...row) => {
    const [text, baseline, limit, sent, dropped, recycled] = row
    const driven = await driveVirtually(text, { baseline, spent: atMost(limit) })
    expect(driven.state).toMatchObject({
      sent: { candidate: sent[0], baseline: sent[1] },
      dropped: { candidate: dropped[0], baseline: dropped[1] },
      cutShort: `${limit} were sent`,
      inFlight: 0,
      round: null,
    })
    expect(recycles(driven)).toBe(recycled)
  },
)

test('a stop in a round ends what is in flight, and drops the rest by side', async () => {
  const options: Options = { baseline: 'function', stopAfter: [150, 'the run was cancelled'] }
  const driven = await driveVirtually('rounds 3 of 2', options)
  expect(driven.state).toMatchObject({
    sent: { candidate: 2, baseline: 2 },
    dropped: { candidate: 4, baseline: 4 },
    cutShort: 'the run was cancelled',
  })
  expect(driven.invocations.map(({ side, answer }) => `${side} ${answer.kind}`)).toEqual([
    'baseline answered',
    'baseline answered',
    'candidate failed',
    'candidate failed',
  ])
  expect(recycles(driven)).toBe(2)
  expect(driven.took).toBe(150)
})

test('whatever ends the load, what was sent and dropped of each side is what was planned', async () => {
  const n = fc.integer({ min: 1, max: 8 })
  const step = fc.oneof(
    n.map((count) => `burst ${count}`),
    fc.tuple(n, n).map(([a, b]) => `rate ${a}/s for ${b}00ms`),
    fc.constantFrom('recycle', 'pause 1s'),
  )
  const steps = fc.array(step, { maxLength: 3 })
  const rounds = fc.tuple(n, n).map(([a, b]) => `rounds ${a} of ${b}`)
  const scenario = fc.record({
    text: fc.tuple(steps, rounds, steps).map(([a, b, c]) => [...a, b, ...c].join('\n')),
    baseline: fc.constantFrom('none', 'function', 'published', 'itself'),
    times: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1 }),
    limit: fc.integer({ min: 0, max: 150 }),
    stop: fc.integer({ min: 1, max: 60_000 }),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ text, baseline, times, limit, stop }) => {
      const { state, invocations } = await driveVirtually(text, {
        baseline,
        takes: (i) => times[i % times.length] ?? 0,
        spent: atMost(limit),
        stopAfter: [stop, 'the run was cancelled'],
      })
      const plan = planOf(text)
      const reach = baseline === 'published' ? 'compared-growing' : 'compared'
      const { sent, dropped } = state
      expect(sent.candidate + dropped.candidate).toBe(plannedInvocations(plan))
      expect(sent.baseline + dropped.baseline).toBe(
        baseline === 'none' ? 0 : plannedInvocations(plan, reach),
      )
      expect(sent.candidate + sent.baseline).toBe(invocations.length)
      expect(invocations.filter(({ side }) => side === 'baseline')).toHaveLength(sent.baseline)
      expect(invocations.length).toBeLessThanOrEqual(limit)
      expect(state.inFlight).toBe(0)
    }),
  )
})
