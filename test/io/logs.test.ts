import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeLogReader } from '../../src/io/logs.ts'
import type { LogWindow } from '../../src/logs/bearings.ts'
import { type FarEnd, startFarEnd } from './far-end.ts'

type Call = {
  readonly filterPattern?: string
  readonly nextToken?: string
  readonly startTime: number
  readonly endTime?: number
  readonly logStreamNamePrefix?: string
  readonly logGroupName: string
}
type Page = { readonly status?: number; readonly body: object }

const before = { ...process.env }
let end: FarEnd | undefined

beforeEach(() => {
  process.env.AWS_ACCESS_KEY_ID = 'A'
  process.env.AWS_SECRET_ACCESS_KEY = 's'
})

afterEach(async () => {
  process.env = { ...before }
  await end?.close()
})

/** Reads passes from a server; the last one's outcome counts. */
async function readPasses(
  count: number,
  answer: (call: Call, i: number) => Page | undefined,
  signal = new AbortController().signal,
  patience?: number,
  window: LogWindow = { from: 1_000.7 },
) {
  const calls: Call[] = []
  const times: number[] = []
  end = await startFarEnd((_, response, body) => {
    calls.push(JSON.parse(body))
    times.push(performance.now())
    const page = answer(calls.at(-1) as Call, calls.length - 1)
    response.writeHead(page?.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify(page?.body ?? {}))
  })
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = end.url
  const messages: string[] = []
  const reader = makeLogReader('eu-west-1', patience)
  let isWhole = false
  for (let pass = 0; pass < count; pass += 1) {
    isWhole = await reader.read(
      '/aws/lambda/app',
      window,
      (events) => messages.push(...events.map(({ message }) => message)),
      signal,
    )
  }
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0))
  return { calls, pauses, messages, isWhole }
}

/** Reads one pass from a server that answers with these pages in turn, then with the last one. */
const readPass = (...pages: readonly Page[]) => readPasses(1, (_, i) => pages[i] ?? pages.at(-1))

const event = (message: string) => ({
  logStreamName: 's',
  timestamp: 2_000,
  message,
  eventId: message,
})
const refusal = (type: string): Page => ({ status: 400, body: { __type: type, message: 'no' } })

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
  const { calls } = await readPasses(1, () => ({ body: {} }), undefined, undefined, window)
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
  const rounded = pauses.map((pause) => Math.round(pause / 200) * 200)
  expect(rounded).toEqual([200, 400, 800, 1_600, 2_000, 200])
}, 20_000)

test('throttling that never ends is left to the next pass', async () => {
  const throttle = () => refusal('ThrottlingException')
  const { calls, isWhole } = await readPasses(1, throttle, undefined, 1_000)
  expect(isWhole).toBe(false)
  expect(calls).toHaveLength(3)
})

test('a throttled call ends when the signal aborts', async () => {
  const begunAt = performance.now()
  const throttle = () => refusal('ThrottlingException')
  const { isWhole } = await readPasses(1, throttle, AbortSignal.timeout(700))
  expect(isWhole).toBe(false)
  expect(performance.now() - begunAt).toBeLessThan(1_300)
})

test('a pass ends as broken after five faults of the service', async () => {
  const { calls, isWhole } = await readPass({ status: 503, body: {} })
  expect(calls).toHaveLength(5)
  expect(isWhole).toBe(false)
}, 15_000)

test('a log group that does not exist yet has no events', async () => {
  const { messages, isWhole } = await readPass(refusal('ResourceNotFoundException'))
  expect(messages).toEqual([])
  expect(isWhole).toBe(true)
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

test.each([
  ['AccessDeniedException', /AWS refused logs:FilterLogEvents.*role's policy/],
  ['InvalidOperationException', /only groups of class STANDARD/],
  ['UnrecognizedClientException', /did not accept the credentials/],
  ['ExpiredTokenException', /did not accept the credentials/],
])('%s cannot be cured by waiting, and the message says what to do', async (type, says) => {
  await expect(readPass(refusal(type))).rejects.toThrow(says)
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

const report = { body: { events: [event('REPORT RequestId: 0')] } }
const isFiltered = ({ filterPattern }: Call): boolean => filterPattern !== undefined

test('a filter that the server refuses is given up', async () => {
  const { calls, messages } = await readPasses(3, (call) =>
    isFiltered(call) ? refusal('InvalidParameterException') : report,
  )
  expect(calls.map(isFiltered)).toEqual([true, false, false])
  expect(messages).toHaveLength(2)
})

test('a filter that lets nothing through where REPORT lines are is given up', async () => {
  const { calls } = await readPasses(7, (call) => (isFiltered(call) ? { body: {} } : report))
  expect(calls.map(isFiltered)).toEqual([true, true, true, false, true, false, false])
})

test('a pass whose filter proved useless is not whole', async () => {
  const { isWhole } = await readPasses(5, (call) => (isFiltered(call) ? { body: {} } : report))
  expect(isWhole).toBe(false)
})

test('a filter that works is kept, though the first lines came late', async () => {
  const { calls } = await readPasses(8, (_, i) => (i < 3 ? { body: {} } : report))
  expect(calls.map(isFiltered)).toEqual([true, true, true, false, true, true, true, true])
})
