import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { driveVirtually, type Options, only, T0 } from './virtual-world.ts'

/** When the requests left, as offsets from the start. */
async function sendTimes(text: string, options?: Options): Promise<readonly number[]> {
  const { seen } = await driveVirtually(text, options)
  return seen.flatMap(({ what, at }) => (what === 'invoke' ? [at] : []))
}

test('a user sends, awaits the answer, waits and sends again', async () => {
  const takes = (i: number): number => [300, 1200, 0][i] ?? 0
  // 0 + 300 + 2000 = 2300, + 1200 + 2000 = 5500, + 0 + 2000 = 7500, then 9500.
  expect(await sendTimes('users 1 for 10s wait 2s', { takes })).toEqual([0, 2300, 5500, 7500, 9500])
})

test('a user who does not wait sends as soon as the answer is there', async () => {
  expect(await sendTimes('users 1 for 1s', { takes: () => 250 })).toEqual([0, 250, 500, 750])
})

test('the step ends on time: a request that is due at its end is not sent', async () => {
  expect(await sendTimes('users 1 for 4s wait 2s', { takes: () => 0 })).toEqual([0, 2000])
})

test.each([
  [0, 1000],
  [0.25, 1500],
  [0.5, 2000],
  [0.999, 2998],
])('a draw of %d from a wait of 1s..3s waits %d ms', async (drawn, wait) => {
  const [, second] = await sendTimes('users 1 for 4s wait 1s..3s', {
    takes: () => 0,
    random: () => drawn,
  })
  expect(second).toBeCloseTo(wait, 6)
})

test('users start at the spawn rate, the first one at once', async () => {
  const text = 'users 4 for 10s spawn 2/s wait 60s'
  expect(await sendTimes(text)).toEqual([0, 500, 1000, 1500])
})

test('without a spawn rate all users start at once', async () => {
  expect(await sendTimes('users 4 for 10s wait 60s')).toEqual([0, 0, 0, 0])
})

test('users whose turn comes after the end of the step never start', async () => {
  expect(await sendTimes('users 10 for 2s spawn 1/s wait 60s')).toEqual([0, 1000])
})

test('the time of the step counts from when its connections are open', async () => {
  const options = { connectTakes: 5000, takes: () => 0 }
  expect(await sendTimes('users 1 for 2s wait 1s', options)).toEqual([5000, 6000])
})

test('requests in flight at the end of the step are awaited and recorded', async () => {
  const takes = (i: number): number => (i === 1 ? 29_000 : 100)
  const { invocations, took } = await driveVirtually('users 2 for 1s wait 5s', { takes })
  expect(invocations.map(({ latency }) => latency)).toEqual([100, 29_000])
  expect(took).toBe(29_000)
})

test('latency counts from when the user sent, as nobody wanted it sent before', async () => {
  const { invocations } = await driveVirtually('users 1 for 3s wait 1s', { takes: () => 800 })
  expect(invocations.map(({ intendedAt, latency }) => [intendedAt - T0, latency])).toEqual([
    [0, 800],
    [1800, 800],
  ])
})

test('a user who wakes late counts from when the wait was over', async () => {
  const { invocations } = await driveVirtually('users 1 for 3s wait 1s', { busy: [1000, 1500] })
  expect(
    invocations.map(({ intendedAt, clientDelay, latency }) => [
      intendedAt - T0,
      clientDelay,
      latency,
    ]),
  ).toEqual([
    [0, 0, 100],
    [1100, 400, 500],
    [2600, 0, 100],
  ])
})

test('no user has two requests in flight, and none sends after the end of the step', async () => {
  const scenario = fc.record({
    users: fc.integer({ min: 1, max: 6 }),
    seconds: fc.integer({ min: 1, max: 20 }),
    spawn: fc.integer({ min: 1, max: 10 }),
    times: fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }),
    drawn: fc.double({ min: 0, max: 0.999, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(scenario, async ({ users, seconds, spawn, times, drawn }) => {
      const text = `users ${users} for ${seconds}s spawn ${spawn}/s wait 500ms..2s`
      const takes = (i: number): number => times[i % times.length] ?? 1
      const { invocations, state } = await driveVirtually(text, { takes, random: () => drawn })
      expect(state).toMatchObject({
        sent: only(invocations.length),
        inFlight: 0,
        dropped: only(0),
      })
      for (const { intendedAt } of invocations) {
        expect(intendedAt - T0).toBeLessThan(seconds * 1000)
        const atOnce = invocations.filter(
          (one) => one.intendedAt <= intendedAt && one.intendedAt + one.latency > intendedAt,
        )
        expect(atOnce.length).toBeLessThanOrEqual(users)
      }
    }),
    { numRuns: 50 },
  )
})
