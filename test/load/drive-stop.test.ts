import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { plannedInvocations } from '../../src/load/schedule.ts'
import { driveVirtually, type Options, only, planOf } from './virtual-world.ts'

const atMost =
  (limit: number) =>
  (sent: number): string | undefined =>
    sent >= limit ? `${limit} were sent` : undefined

test.each<[string, number, string]>([
  ['burst 10', 3, 'in the middle of a burst'],
  ['burst 4\nrate 5/s for 2s', 10, 'the open model'],
  ['rate 10/s for 1s\nburst 4', 6, 'and whole steps after it'],
])('of the plan %j exactly %d were sent, the rest dropped: %s', async (text, limit) => {
  const { state, invocations } = await driveVirtually(text, { spent: atMost(limit) })
  expect(invocations).toHaveLength(limit)
  const dropped = plannedInvocations(planOf(text)) - limit
  expect(state).toMatchObject({ sent: only(limit), dropped: only(dropped), inFlight: 0 })
  expect(state.cutShort).toBe(`${limit} were sent`)
})

test('users stop when the budget is spent, however many wait for their turn', async () => {
  const { state } = await driveVirtually('users 8 for 60s wait 1s', { spent: atMost(20) })
  expect(state).toMatchObject({ sent: only(20), cutShort: '20 were sent' })
})

test('a plan that the budget just covers is not cut short', async () => {
  const { state } = await driveVirtually('burst 4\nrate 6/s for 1s', { spent: atMost(10) })
  expect(state).toMatchObject({ sent: only(10), dropped: only(0), cutShort: undefined })
})

test('the rest of a rate step is not waited for when the budget is spent', async () => {
  const { state, took } = await driveVirtually('rate 1/s for 600s', { spent: atMost(3) })
  expect(state).toMatchObject({ sent: only(3), dropped: only(597) })
  expect(took).toBe(2100)
})

test('neither a recycle nor a pause is run when the budget is spent', async () => {
  const text = 'burst 2\nrecycle\npause 60s\nburst 5'
  const { seen, took, state } = await driveVirtually(text, { spent: atMost(2) })
  expect(seen.map(({ what }) => what)).toEqual(['connect', 'invoke', 'invoke'])
  expect(took).toBe(100)
  expect(state.dropped).toEqual(only(5))
})

const cancelled = 'the run was cancelled'

test('a stop ends what is in flight as given up, at the time of the stop', async () => {
  const takes = (i: number): number => (i === 0 ? 500 : Number.POSITIVE_INFINITY)
  const options: Options = { takes, stopAfter: [3000, cancelled] }
  const { invocations, took } = await driveVirtually('burst 2', options)
  expect(invocations.map(({ latency, answer }) => [latency, answer.kind])).toEqual([
    [500, 'answered'],
    [3000, 'failed'],
  ])
  expect(invocations[1]?.answer).toEqual({
    kind: 'failed',
    reason: 'in flight when the run was cancelled',
    gaveUp: true,
    hopeless: false,
  })
  expect(took).toBe(3000)
})

test('an answer that comes after the stop does not count a second time', async () => {
  const options: Options = { takes: () => 2000, stopAfter: [1000, cancelled] }
  const { invocations } = await driveVirtually('burst 1\npause 60s', options)
  expect(invocations.map(({ latency }) => latency)).toEqual([1000])
})

test.each<[string, number, number, number, string]>([
  ['rate 10/s for 2s', 950, 10, 10, 'arrivals that were still to come'],
  ['burst 4\nburst 6\nburst 5', 150, 10, 5, 'the steps that were still to come'],
  ['burst 4\nrecycle\nburst 6', 50, 4, 6, 'a recycle is not begun'],
  ['burst 4\npause 60s\nburst 6', 5000, 4, 6, 'a pause ends at once'],
  ['burst 4', 50, 4, 0, 'after the only step began'],
])('%s, stopped after %d ms: %d sent, %d dropped: %s', async (text, after, sent, dropped) => {
  const { state, seen, took } = await driveVirtually(text, { stopAfter: [after, cancelled] })
  expect(state).toMatchObject({ sent: only(sent), dropped: only(dropped), inFlight: 0 })
  expect(took).toBe(after)
  expect(seen.some(({ what }) => what === 'recycle')).toBe(false)
  expect(state.cutShort).toBe(dropped === 0 ? undefined : cancelled)
})

test('a stop while connections are opened sends nothing', async () => {
  const options: Options = { connectTakes: 5000, stopAfter: [1000, cancelled] }
  for (const text of ['burst 3', 'rate 3/s for 1s']) {
    const { state } = await driveVirtually(text, options)
    expect(state).toMatchObject({ sent: only(0), dropped: only(3), cutShort: cancelled })
  }
  const { state } = await driveVirtually('users 3 for 10s', options)
  expect(state).toMatchObject({ sent: only(0), cutShort: cancelled })
})

test('a stop wakes users from their wait and sends nothing more', async () => {
  const options: Options = { stopAfter: [1000, cancelled] }
  const { state, took } = await driveVirtually('users 5 for 60s wait 30s', options)
  expect(state).toMatchObject({ sent: only(5), cutShort: cancelled })
  expect(took).toBe(1000)
})

test('the reason for the first cut is kept, whatever follows', async () => {
  const options: Options = { spent: atMost(1), stopAfter: [50, cancelled] }
  const { state } = await driveVirtually('burst 2\nburst 2', options)
  expect(state.cutShort).toBe('1 were sent')
})

test('whatever happens, every request is recorded once and the counts add up', async () => {
  const n = fc.integer({ min: 1, max: 12 })
  const step = fc.oneof(
    n.map((count) => `burst ${count}`),
    fc.tuple(n, n, n).map(([a, b, c]) => `rate ${a}/s..${b}/s for ${c}00ms`),
    fc.constantFrom('recycle', 'pause 1s'),
  )
  const scenario = fc.record({
    steps: fc.array(step, { maxLength: 5 }).map((steps) => ['burst 2', ...steps]),
    times: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1 }),
    limit: fc.integer({ min: 0, max: 60 }),
    stop: fc.integer({ min: 1, max: 12_000 }),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ steps, times, limit, stop }) => {
      const text = steps.join('\n')
      const { state, invocations, seen } = await driveVirtually(text, {
        takes: (i) => times[i % times.length] ?? 0,
        spent: atMost(limit),
        stopAfter: [stop, cancelled],
      })
      expect(state.inFlight).toBe(0)
      const { candidate: sent } = state.sent
      const { candidate: dropped } = state.dropped
      expect([state.sent.baseline, state.dropped.baseline]).toEqual([0, 0])
      expect(invocations).toHaveLength(sent)
      expect(seen.filter(({ what }) => what === 'invoke')).toHaveLength(sent)
      expect(sent + dropped).toBe(plannedInvocations(planOf(text)))
      expect(sent).toBeLessThanOrEqual(limit)
      if (dropped > 0) expect(state.cutShort).toBeDefined()
      const ids = invocations.flatMap(({ answer }) =>
        answer.kind === 'answered' ? [answer.requestId] : [],
      )
      expect(new Set(ids).size).toBe(ids.length)
    }),
  )
})
