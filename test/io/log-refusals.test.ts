import { describe, expect, test } from '@jest/globals'
import { event, type Page, refusal, useLogReader } from './log-reading.ts'

const { readPass, readPasses } = useLogReader()

test.each([
  ['AccessDeniedException', /AWS refused logs:FilterLogEvents.*role's policy/],
  ['InvalidOperationException', /only groups of class STANDARD/],
  ['UnrecognizedClientException', /did not accept the credentials/],
  ['ExpiredTokenException', /did not accept the credentials/],
])('%s cannot be cured by waiting, and the message says what to do', async (type, says) => {
  await expect(readPass(refusal(type))).rejects.toThrow(says)
})

test('a log group that does not exist yet has no events', async () => {
  const { messages, isWhole } = await readPass(refusal('ResourceNotFoundException'))
  expect(messages).toEqual([])
  expect(isWhole).toBe(true)
})

/** Of an error's type, where an answer may say it. */
const PLACES: readonly [string, (type: string) => Page][] = [
  ['a header', (type) => ({ headers: { 'x-amzn-errortype': type }, body: '' })],
  [
    'a header with a URL behind',
    (type) => ({
      headers: { 'X-Amzn-ErrorType': `${type}:http://internal.amazon.com/` },
      body: {},
    }),
  ],
  ['the field code', (type) => ({ body: { code: type, message: 'no' } })],
  [
    '__type with a namespace',
    (type) => ({ body: { __type: `com.amazon.coral.service#${type}`, Message: 'no' } }),
  ],
  [
    '__type with a URL behind',
    (type) => ({ body: { __type: `${type}:http://internal.amazon.com/coral/#service` } }),
  ],
  [
    '__type with both',
    (type) => ({ body: { __type: `com.amazonaws.logs#${type}:http://internal.amazon.com/` } }),
  ],
]

describe.each(PLACES)('an error whose type is in %s', (_, say) => {
  const refuse = (type: string): Page => ({ status: 400, ...say(type) })

  test('is made again when it is throttling', async () => {
    const good = { body: { events: [event('a')] } }
    const { calls, messages, isWhole } = await readPass(refuse('ThrottlingException'), good)
    expect(calls).toHaveLength(2)
    expect(messages).toEqual(['a'])
    expect(isWhole).toBe(true)
  })

  test('names the permission when it is a denial', async () => {
    const denied = readPass(refuse('AccessDeniedException'))
    await expect(denied).rejects.toThrow(/AWS refused logs:FilterLogEvents.*AccessDeniedException/)
  })

  test('has no events when there is no such log group', async () => {
    const { calls, messages, isWhole } = await readPass(refuse('ResourceNotFoundException'))
    expect(calls).toHaveLength(1)
    expect(messages).toEqual([])
    expect(isWhole).toBe(true)
  })
})

/** Each is one that a careless reader takes for a page, or never comes back from. */
const ODD: readonly Page[] = [
  { body: { events: [event('a'), null] } },
  { body: { events: { 0: event('a') } } },
  { body: '{"events":[]' },
  { body: [] },
  // Of this one no text can be made.
  { status: 503, body: { message: { toString: null } } },
]

test('answers that are no pages are faults, and five of them end the pass as broken', async () => {
  const { calls, messages, isWhole } = await readPasses(2, (_, i) =>
    i === 0 ? { body: {} } : ODD[i - 1],
  )
  expect(calls).toHaveLength(6)
  expect(messages).toEqual([])
  expect(isWhole).toBe(false)
}, 20_000)

test('logs that no call ever reached are told, and waiting longer is of no use', async () => {
  const away = { status: 503, body: { __type: 'ServiceUnavailableException', message: 'no' } }
  await expect(readPasses(1, () => away)).rejects.toThrow(
    'could not read the log group /aws/lambda/app by logs:FilterLogEvents: ServiceUnavailableException, HTTP 503: no',
  )
}, 20_000)

test.each([
  ['no page', { body: { events: [null] } }],
  ['half a refusal', { status: 400, body: '{"__type":"ResourceNotFoundEx' }],
])('a pass goes on where an answer was %s', async (_, odd) => {
  const { calls, messages, isWhole } = await readPass(odd, { body: { events: [event('b')] } })
  expect(calls).toHaveLength(2)
  expect(messages).toEqual(['b'])
  expect(isWhole).toBe(true)
})

test.each([
  ['answers that are no pages', { body: { events: [null] } }],
  ['no answer', 'silence'],
] as const)('when the signal aborts, a call ends at once that has %s', async (_, answer) => {
  const begunAt = performance.now()
  const { isWhole } = await readPasses(1, () => answer, { signal: AbortSignal.timeout(700) })
  expect(isWhole).toBe(false)
  expect(performance.now() - begunAt).toBeLessThan(1_300)
})
