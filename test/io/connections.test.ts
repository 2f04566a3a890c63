import type { Socket } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { type Connections, makeConnections } from '../../src/io/connections.ts'
import { until } from '../until.ts'
import { type FarEnd, startFarEnd } from './far-end.ts'

const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function farEnd(...args: Parameters<typeof startFarEnd>): Promise<FarEnd> {
  const end = await startFarEnd(...args)
  closing.push(end.close)
  return end
}

function connectionsTo({ url }: FarEnd, timeout = 5_000): Connections {
  const connections = makeConnections(new URL(url), timeout)
  closing.push(connections.close)
  return connections
}

/** What became of a request, in order: "written", "200", the body, "end" or an error's code. */
function request({ dispatch }: Connections, path = '/'): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const seen: string[] = []
    dispatch(
      { method: 'POST', path, body: '{}' },
      {
        onWritten: () => seen.push('written'),
        onHead: (status) => seen.push(String(status)),
        onData: (chunk) => seen.push(chunk.toString()),
        onEnd: (error) => {
          seen.push(error === undefined ? 'end' : ((error as { code?: string }).code ?? 'error'))
          resolve(seen)
        },
      },
    )
  })
}

const COMPLETE = ['written', '200', 'yes', 'end']

test('a connection that is open carries its request before dispatch returns', async () => {
  const end = await farEnd((_, response) => response.end('yes'))
  const connections = connectionsTo(end)
  await connections.open(2)
  const seen: string[] = []
  const ended = new Promise<void>((resolve) => {
    connections.dispatch(
      { method: 'POST', path: '/', body: '{}' },
      {
        onWritten: () => seen.push('written'),
        onHead: () => seen.push('head'),
        onData: () => seen.push('data'),
        onEnd: () => resolve(),
      },
    )
  })
  expect(seen).toEqual(['written'])
  await ended
  expect(seen).toEqual(['written', 'head', 'data'])
})

test('opening connections sends nothing, and opens only what is missing', async () => {
  const asked: unknown[] = []
  const end = await farEnd(({ url }, response) => {
    asked.push(url)
    response.end('yes')
  })
  const connections = connectionsTo(end)
  await connections.open(3)
  await connections.open(5)
  await connections.open(2)
  expect(asked).toEqual([])
  await until(() => end.connections() >= 5)
  expect(await Promise.all(Array.from({ length: 5 }, () => request(connections)))).toEqual(
    Array(5).fill(COMPLETE),
  )
  expect(end.connections()).toBe(5)
})

test('the connection used last is used next', async () => {
  const ports: (number | undefined)[] = []
  const end = await farEnd(({ socket }, response) => {
    ports.push(socket.remotePort)
    response.end('yes')
  })
  const connections = connectionsTo(end)
  await connections.open(4)
  for (let i = 0; i < 5; i += 1) expect(await request(connections)).toEqual(COMPLETE)
  expect(new Set(ports).size).toBe(1)
})

test.each([
  ['that never carried a request', false],
  ['that already carried one', true],
])('an idle connection %s is not used once the server has closed it', async (_, isUsed) => {
  let requests = 0
  const end = await farEnd((_, response) => {
    requests += 1
    response.end('yes')
  })
  const connections = connectionsTo(end)
  await connections.open(3)
  if (isUsed) await Promise.all(Array.from({ length: 3 }, () => request(connections)))
  const before = requests
  await end.hangUp(3)
  expect(await Promise.all(Array.from({ length: 3 }, () => request(connections)))).toEqual(
    Array(3).fill(COMPLETE),
  )
  expect(requests - before).toBe(3)
  expect(end.connections()).toBe(6)
})

test('connections that the server has closed are opened again before a burst', async () => {
  const end = await farEnd((_, response) => response.end('yes'))
  const connections = connectionsTo(end)
  await connections.open(10)
  await end.hangUp(10)
  await connections.open(10)
  await until(() => end.connections() >= 20)
  await Promise.all(Array.from({ length: 10 }, () => request(connections)))
  expect(end.connections()).toBe(20)
})

test('a server that closes after each answer gets each request once', async () => {
  let requests = 0
  const end = await farEnd((_, response) => {
    requests += 1
    response.setHeader('connection', 'close').end('yes')
  })
  const connections = connectionsTo(end)
  for (let i = 0; i < 5; i += 1) expect(await request(connections)).toEqual(COMPLETE)
  expect([requests, end.connections()]).toEqual([5, 5])
})

test('a reset in the middle of an answer is an error after its head, and not repeated', async () => {
  let requests = 0
  const end = await farEnd((_, response) => {
    requests += 1
    response.writeHead(200, { 'content-length': 10 }).write('yes', () => {
      setTimeout(() => (response.socket as Socket).resetAndDestroy(), 50)
    })
  })
  const seen = await request(connectionsTo(end))
  expect(seen.slice(0, 3)).toEqual(['written', '200', 'yes'])
  expect(seen).toHaveLength(4)
  expect(seen[3]).not.toBe('end')
  expect(requests).toBe(1)
})

test('a body may take longer than the time limit, as long as it goes on', async () => {
  const end = await farEnd((_, response) => {
    response.writeHead(200)
    let left = 12
    const more = setInterval(() => {
      left -= 1
      if (left > 0) response.write('.')
      else {
        clearInterval(more)
        response.end()
      }
    }, 200)
  })
  const seen = await request(connectionsTo(end, 1_500))
  expect(seen.at(-1)).toBe('end')
  expect(seen.join('')).toContain('...........')
})

test.each([
  ['before the answer', 'UND_ERR_HEADERS_TIMEOUT'],
  ['within the answer', 'UND_ERR_BODY_TIMEOUT'],
])('silence %s ends at the time limit', async (where, code) => {
  const end = await farEnd((_, response) => {
    if (where === 'within the answer') response.writeHead(200).write('a')
  })
  expect((await request(connectionsTo(end, 500))).at(-1)).toBe(code)
})

test('300 requests at once are 300 answers on 300 connections, opened before or not', async () => {
  for (const opened of [300, 0]) {
    let waiting: (() => void)[] = []
    const end = await farEnd((_, response) => {
      waiting.push(() => response.end('yes'))
      if (waiting.length < 300) return
      for (const answer of waiting) answer()
      waiting = []
    })
    const connections = connectionsTo(end)
    await connections.open(opened)
    const all = await Promise.all(Array.from({ length: 300 }, () => request(connections)))
    expect(all.filter((seen) => seen.at(-1) !== 'end')).toEqual([])
    expect(end.connections()).toBe(300)
  }
})

test('closing ends what is in flight', async () => {
  const end = await farEnd(() => undefined)
  const connections = connectionsTo(end)
  const waiting = request(connections)
  await until(() => end.connections() > 0)
  await connections.close()
  expect((await waiting).at(-1)).toBe('UND_ERR_DESTROYED')
})
