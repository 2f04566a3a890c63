import { createServer, type Socket } from 'node:net'
import { expect, test } from '@jest/globals'
import type { Ended } from '../../src/load/send.ts'
import { until } from '../until.ts'
import { reasonOf, useLoopback } from './loopback.ts'

const { keep, invokerAt } = useLoopback()

const ANSWER = 'HTTP/1.1 200 OK\r\nx-amzn-requestid: id\r\ncontent-length: 2\r\n\r\nok'

type Received = {
  readonly body: string
  readonly socket: Socket
  /** How many requests the connection carried before. */
  readonly earlier: number
}

/** A server that reads whole requests and does with each what the test says. */
async function startReader(onRequest: (received: Received) => void) {
  const executed: string[] = []
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = ''
    let earlier = 0
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => open.delete(socket))
    socket.once('end', () => socket.end())
    socket.on('data', (chunk) => {
      text += chunk
      const [, size, body = ''] = /content-length: (\d+).*?\r\n\r\n(.*)$/is.exec(text) ?? []
      if (size === undefined || body.length < Number(size)) return
      text = ''
      executed.push(body)
      onRequest({ body, socket, earlier })
      earlier += 1
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    executed,
    open,
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const isAnswered = ({ answer }: Ended): boolean => answer.kind === 'answered'

test.each<{ how: string; end: (socket: Socket) => void }>([
  { how: 'resets', end: (socket) => socket.resetAndDestroy() },
  { how: 'closes', end: (socket) => socket.destroy() },
  { how: 'ends its side of', end: (socket) => socket.end() },
  {
    how: 'answers with half a head and closes',
    end: (socket) => socket.end('HTTP/1.1 200 OK\r\n'),
  },
  { how: 'answers something else and closes', end: (socket) => socket.end('SSH-2.0\r\n') },
])(
  'a server that reads a request and $how the connection gets it once, new or used before',
  async ({ end }) => {
    const reader = await keep(
      startReader(({ socket, earlier, body }) => {
        if (earlier < Number(body)) socket.write(ANSWER)
        else end(socket)
      }),
    )
    const invoker = await invokerAt(reader.url)
    // Each event says how many requests its connection is to carry before it breaks.
    expect(reasonOf(await invoker.invoke('0'))).not.toBe('')
    await invoker.connect(1, [])
    expect(isAnswered(await invoker.invoke('1'))).toBe(true)
    const broken = await invoker.invoke('01')
    expect(reasonOf(broken)).not.toBe('')
    expect(broken).toMatchObject({ answer: { gaveUp: false, hopeless: false } })
    expect(broken.sentAt).toBeGreaterThan(0)
    // Whatever would be sent again would be sent by now.
    expect(isAnswered(await invoker.invoke('2'))).toBe(true)
    expect(reader.executed).toEqual(['0', '1', '01', '2'])
  },
)

test('all connections of a burst break after their requests were read: each was sent once', async () => {
  const waiting: Socket[] = []
  const reader = await keep(
    startReader(({ socket }) => {
      if (waiting.push(socket) === 30) for (const one of waiting) one.resetAndDestroy()
    }),
  )
  const invoker = await invokerAt(reader.url)
  await invoker.connect(30, [])
  const events = Array.from({ length: 30 }, (_, i) => String(i))
  const all = await Promise.all(events.map((event) => invoker.invoke(event)))
  expect(all.filter(isAnswered)).toEqual([])
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(reader.executed.toSorted()).toEqual(events.toSorted())
})

test('a server that closes its idle connections between two steps costs no request', async () => {
  const reader = await keep(startReader(({ socket }) => socket.write(ANSWER)))
  const invoker = await invokerAt(reader.url)
  for (const step of [1, 2, 3]) {
    const before = reader.executed.length
    await invoker.connect(8, [])
    await until(() => reader.open.size === 8)
    const all = await Promise.all(Array.from({ length: 8 }, () => invoker.invoke(String(step))))
    expect(all.filter((one) => !isAnswered(one))).toEqual([])
    expect(reader.executed.length - before).toBe(8)
    for (const socket of reader.open) socket.end()
    await until(() => reader.open.size === 0)
  }
})

test('a connection that ends in the moment of its request: failed or answered, executed at most once', async () => {
  let turn = 0
  const reader = await keep(
    startReader(({ socket }) => {
      socket.write(ANSWER)
      turn += 1
      const end = (): void => void (turn % 2 === 0 ? socket.end() : socket.resetAndDestroy())
      // From with the answer to after the next request.
      if (turn % 5 === 0) process.nextTick(end)
      else if (turn % 5 < 3) setImmediate(end)
      else setTimeout(end, turn % 3)
    }),
  )
  const invoker = await invokerAt(reader.url)
  const outcomes = new Map<string, boolean>()
  for (let i = 0; i < 400; i += 1) {
    const event = `"${i}"`
    outcomes.set(event, isAnswered(await invoker.invoke(event)))
    if (i % 3 === 0) await new Promise(setImmediate)
  }
  expect(new Set(reader.executed).size).toBe(reader.executed.length)
  const answered = [...outcomes].filter(([, is]) => is).map(([event]) => event)
  expect(answered.filter((event) => !reader.executed.includes(event))).toEqual([])
  expect(answered.length).toBeGreaterThan(100)
})
