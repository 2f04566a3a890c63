import { expect, test } from '@jest/globals'
import { MAX_IN_FLIGHT } from '../../src/load/send.ts'
import { answered, driveVirtually, only, T0 } from './virtual-world.ts'

test('the requests of a burst leave together, once their connections are open', async () => {
  const { seen } = await driveVirtually('burst 3', { connectTakes: 700 })
  expect(seen).toEqual([
    { what: 'connect', side: 'candidate', at: 0, count: 3 },
    { what: 'invoke', side: 'candidate', at: 700, event: '{}' },
    { what: 'invoke', side: 'candidate', at: 700, event: '{}' },
    { what: 'invoke', side: 'candidate', at: 700, event: '{}' },
  ])
})

test('the latency of a burst counts from its start and not from the opening of connections', async () => {
  const takes = (i: number): number => [250, 4000][i] ?? 0
  const { invocations } = await driveVirtually('burst 2', { connectTakes: 700, takes })
  const common = {
    side: 'candidate',
    step: 0,
    round: null,
    wave: 'fresh',
    intendedAt: T0 + 700,
    clientDelay: 0,
  }
  expect(invocations).toEqual([
    { ...common, latency: 250, answer: answered(0) },
    { ...common, latency: 4000, answer: answered(1) },
  ])
})

test('a step begins when the slowest request of the one before has ended', async () => {
  const takes = (i: number): number => (i === 1 ? 9000 : 100)
  const { seen, invocations } = await driveVirtually('burst 2\nburst 1', { takes })
  expect(seen.map(({ what, at }) => `${what} ${at}`)).toEqual([
    'connect 0',
    'invoke 0',
    'invoke 0',
    'connect 9000',
    'invoke 9000',
  ])
  expect(invocations.map(({ step }) => step)).toEqual([0, 0, 1])
})

test('a recycle turns the wave from fresh to settled, for good', async () => {
  const text = 'burst 1\nrecycle\nburst 1\nrecycle\nburst 1'
  const { invocations, seen } = await driveVirtually(text, { recycleTakes: 5000 })
  expect(invocations.map(({ step, wave }) => `${step} ${wave}`)).toEqual([
    '0 fresh',
    '2 settled',
    '4 settled',
  ])
  expect(seen.filter(({ what }) => what === 'invoke').map(({ at }) => at)).toEqual([
    0, 5100, 10_200,
  ])
})

test('a pause lasts its time and sends nothing', async () => {
  const { seen, took } = await driveVirtually('burst 1\npause 30s\nburst 1')
  expect(seen.filter(({ what }) => what === 'invoke').map(({ at }) => at)).toEqual([0, 30_100])
  expect(took).toBe(30_200)
})

test('events are used in turn, across steps', async () => {
  const { seen } = await driveVirtually('burst 2\nburst 3', { events: ['1', '2', '3'] })
  const events = seen.flatMap(({ what, event }) => (what === 'invoke' ? [event] : []))
  expect(events).toEqual(['1', '2', '3', '1', '2'])
})

test('connections are opened knowing the events that will go over them', async () => {
  const { ahead } = await driveVirtually('burst 2\nburst 3\nusers 1 for 1s\nrate 1/s for 1s', {
    events: ['1', '2', '3'],
    takes: () => 1000,
  })
  expect(ahead).toEqual([['1', '2'], ['3', '1', '2'], ['3'], ['1']])
})

test('requests that a burst has beyond the most in flight are dropped and counted', async () => {
  const { state, invocations, seen } = await driveVirtually(`burst ${MAX_IN_FLIGHT + 7}`)
  expect(state).toMatchObject({
    sent: only(MAX_IN_FLIGHT),
    dropped: only(7),
    cutShort: undefined,
  })
  expect(invocations).toHaveLength(MAX_IN_FLIGHT)
  expect(seen[0]).toEqual({ what: 'connect', side: 'candidate', at: 0, count: MAX_IN_FLIGHT })
})

test('the state tells where the load stands', async () => {
  const { state } = await driveVirtually('burst 2\npause 1s\nburst 3')
  expect(state).toEqual({
    step: 2,
    round: null,
    wave: 'fresh',
    inFlight: 0,
    sent: only(5),
    dropped: only(0),
    crowdedOut: 0,
    cutShort: undefined,
  })
})

test('a recycle that fails ends the load with its error', async () => {
  const failing = driveVirtually('burst 1\nrecycle\nburst 1', { recycleFails: 'no permission' })
  await expect(failing).rejects.toThrow('no permission')
})
