import { expect, test } from '@jest/globals'
import { event, refusal, useLogReader } from './log-reading.ts'

const { readPass, readPasses } = useLogReader()

test('all pages are read, and an empty one is not the end', async () => {
  const { calls, messages, isWhole } = await readPass(
    { body: { events: [event('a')], nextToken: '1' } },
    { body: { events: [], nextToken: '2' } },
    { body: { events: [event('b')] } },
  )
  expect(messages).toEqual(['a', 'b'])
  expect(isWhole).toBe(true)
  expect(calls.map(({ nextToken }) => nextToken)).toEqual([undefined, '1', '2'])
  expect(calls[0]).toMatchObject({ startTime: 1_000, logGroupName: '/aws/lambda/app' })
})

test('a window with an end and a stream prefix asks for no more', async () => {
  const window = {
    from: 1,
    to: 2_000.2,
    prefixOf: (group: string) => `2026/11/22/[${group.length}]`,
  }
  const { calls } = await readPasses(1, () => ({ body: {} }), { windowOf: () => window })
  expect(calls[0]).toMatchObject({
    startTime: 1,
    endTime: 2_001,
    logStreamNamePrefix: '2026/11/22/[15]',
  })
})

test('a throttled call is made again with its token, after pauses that grow until it succeeds', async () => {
  const throttled = refusal('ThrottlingException')
  const { calls, pauses, messages, isWhole } = await readPass(
    { body: { events: [event('a')], nextToken: '1' } },
    ...Array.from({ length: 4 }, () => throttled),
    { body: { events: [event('b')], nextToken: '2' } },
    { body: { events: [event('c')] } },
  )
  expect(messages).toEqual(['a', 'b', 'c'])
  expect(isWhole).toBe(true)
  expect(calls.map(({ nextToken }) => nextToken)).toEqual([undefined, ...'11111'.split(''), '2'])
  const least = [200, 400, 800, 1_600, 2_000, 200]
  expect(pauses).toHaveLength(least.length)
  // A busy machine may add some.
  for (const [i, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThan((least[i] ?? 0) - 50)
    expect(pause).toBeLessThan((least[i] ?? 0) + 700)
  }
}, 20_000)

test('throttling that never ends is left to the next pass', async () => {
  const throttle = () => refusal('ThrottlingException')
  const { calls, isWhole } = await readPasses(1, throttle, { patience: 1_000 })
  expect(isWhole).toBe(false)
  expect(calls).toHaveLength(3)
})

test('a throttled call ends when the signal aborts', async () => {
  const begunAt = performance.now()
  const throttle = () => refusal('ThrottlingException')
  const { isWhole } = await readPasses(1, throttle, { signal: AbortSignal.timeout(700) })
  expect(isWhole).toBe(false)
  expect(performance.now() - begunAt).toBeLessThan(1_300)
})

test('an expired token ends the pass as broken, so that it is begun anew', async () => {
  const { isWhole } = await readPass(
    { body: { events: [event('a')], nextToken: '1' } },
    refusal('InvalidParameterException'),
  )
  expect(isWhole).toBe(false)
})

test('a token that repeats itself ends the list', async () => {
  const { calls, isWhole } = await readPass({ body: { events: [event('a')], nextToken: 'same' } })
  expect(calls).toHaveLength(2)
  expect(isWhole).toBe(true)
})

test('calls keep within the smallest quota of an account', async () => {
  const startedAt = Date.now()
  await readPass(
    ...['1', '2', '3', '4'].map((nextToken) => ({ body: { events: [], nextToken } })),
    { body: { events: [] } },
  )
  // Five calls, so four pauses of a fifth of a second, less what the clock may be off.
  expect(Date.now() - startedAt).toBeGreaterThan(780)
})

test('requests carry the time that AWS has, as far as other answers showed it', async () => {
  const hour = 3_600_000
  let offset = 0
  const { aheads } = await readPasses(
    1,
    (_, i) => {
      offset = hour
      return { body: { events: [], ...(i === 0 ? { nextToken: '1' } : {}) } }
    },
    { clockOffset: () => offset },
  )
  // Within 50 s.
  expect(aheads[0]).toBeCloseTo(0, -5)
  expect(aheads[1]).toBeCloseTo(hour, -5)
})
