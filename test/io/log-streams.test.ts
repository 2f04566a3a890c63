import { expect, test } from '@jest/globals'
import { makeLogReader } from '../../src/io/logs.ts'
import { startFarEnd } from './far-end.ts'
import { event, GROUP, type Page, refusal } from './log-reading.ts'
import { useLoopback } from './loopback.ts'

const { keep } = useLoopback()
const QUERY = { streams: ['a', 'b'], from: 1_000.7, pattern: '"import time:"' }

/** Reads these streams once from a server that answers with these pages in turn. */
async function readStreams(...pages: readonly Page[]) {
  const calls: Readonly<Record<string, unknown>>[] = []
  const { url } = await keep(
    startFarEnd((_, response, body) => {
      calls.push(JSON.parse(body))
      const page = pages[calls.length - 1] ?? pages.at(-1)
      response.writeHead(page?.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(page?.body))
    }),
  )
  process.env.AWS_ACCESS_KEY_ID = 'A'
  process.env.AWS_SECRET_ACCESS_KEY = 's'
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = url
  const reader = makeLogReader('eu-west-1')
  await keep(Promise.resolve(reader))
  const messages: string[] = []
  const isWhole = await reader.readStreams(
    GROUP,
    QUERY,
    (events) => messages.push(...events.map(({ message }) => message)),
    new AbortController().signal,
  )
  return { calls, messages, isWhole }
}

test('asks for these streams and lines alone, page by page, past empty ones', async () => {
  const { calls, messages, isWhole } = await readStreams(
    { body: { events: [event('1')], nextToken: 't' } },
    { body: { events: [], nextToken: 'u' } },
    { body: { events: [event('2')] } },
  )
  const query = {
    logGroupName: GROUP,
    logStreamNames: ['a', 'b'],
    startTime: 1_000,
    filterPattern: '"import time:"',
  }
  expect(calls).toEqual([query, { ...query, nextToken: 't' }, { ...query, nextToken: 'u' }])
  expect([messages, isWhole]).toEqual([['1', '2'], true])
})

test('waits where AWS throttles', async () => {
  const { messages, isWhole } = await readStreams(refusal('ThrottlingException'), {
    body: { events: [event('1')] },
  })
  expect([messages, isWhole]).toEqual([['1'], true])
})

test('a refusal names the permission', async () => {
  await expect(readStreams(refusal('AccessDeniedException'))).rejects.toThrow(
    /logs:FilterLogEvents/,
  )
})
