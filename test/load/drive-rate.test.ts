import { expect, test } from '@jest/globals'
import { driveVirtually, only, T0 } from './virtual-world.ts'

test('arrivals keep their times whatever is in flight', async () => {
  const takes = (i: number): number => (i === 0 ? 60_000 : 3000)
  const { seen, invocations, took } = await driveVirtually('rate 2/s for 2s', { takes })
  expect(seen.map(({ what, at }) => `${what} ${at}`)).toEqual([
    'connect 0',
    'invoke 0',
    'invoke 500',
    'invoke 1000',
    'invoke 1500',
  ])
  expect(invocations.map(({ latency }) => latency)).toEqual([3000, 3000, 3000, 60_000])
  expect(took).toBe(60_000)
})

test('arrivals count from when the connections are open', async () => {
  const { invocations } = await driveVirtually('rate 2/s for 1s', { connectTakes: 4000 })
  expect(invocations.map(({ intendedAt }) => intendedAt - T0)).toEqual([4000, 4500])
})

test('the latency of an arrival that leaves late counts from its intended time', async () => {
  const { invocations } = await driveVirtually('rate 10/s for 500ms', { busy: [150, 1150] })
  expect(invocations.map(({ intendedAt, latency }) => [intendedAt - T0, latency])).toEqual([
    [0, 100],
    [100, 100],
    [200, 1050],
    [300, 950],
    [400, 850],
  ])
})

test('as many connections are opened as a second of the fastest rate needs', async () => {
  const { seen } = await driveVirtually('rate 0.5/s..7.2/s for 1s')
  expect(seen[0]).toEqual({ what: 'connect', side: 'candidate', at: 0, count: 8 })
})

test('an arrival that finds the most in flight is dropped and counted, never sent late', async () => {
  // One a millisecond for 6 s, each taking 5.4995 s: full after 5,000, free again from 5.5 s on.
  const takes = () => 5499.5
  const { state, invocations } = await driveVirtually('rate 1000/s for 6s', { takes })
  expect(state).toMatchObject({ sent: only(5500), dropped: only(500), inFlight: 0 })
  expect(state.cutShort).toBeUndefined()
  expect(invocations.filter(({ latency }) => latency > 5500)).toEqual([])
})

test('what an arrival waits for the client is the client’s own delay, and part of its latency', async () => {
  const { invocations } = await driveVirtually('rate 10/s for 500ms', { busy: [150, 1150] })
  expect(invocations.map(({ clientDelay }) => clientDelay)).toEqual([0, 0, 950, 850, 750])
})
