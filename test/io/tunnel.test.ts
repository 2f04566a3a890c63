import type { LookupFunction, Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeDialer } from '../../src/io/dial.ts'
import { connectThrough } from '../../src/io/proxy.ts'
import { type ProxyOptions, startProxy } from '../proxy-end.ts'
import { until } from '../until.ts'
import { startFarEnd } from './far-end.ts'
import { reasonOf, useLoopback } from './loopback.ts'
import { startTlsEnd, trustAuthority } from './tls-end.ts'

const { keep, invokerAt } = useLoopback()
let distrust: () => void

beforeEach(() => {
  distrust = trustAuthority()
})
afterEach(() => distrust())

const LOGIN = 'user:p%40ss%2Fword'
const BASIC = `Basic ${Buffer.from('user:p@ss/word').toString('base64')}`

/** A TLS server that only the proxy can find, as `lambda.test`. */
async function behindProxy(options: ProxyOptions = {}) {
  const end = await keep(startTlsEnd())
  const proxy = await keep(startProxy({ portOf: () => end.port, ...options }))
  return { end, proxy }
}

test.each([
  { name: 'HTTPS_PROXY', isSecure: false },
  { name: 'https_proxy', isSecure: false },
  { name: 'HTTPS_PROXY', isSecure: true },
])(
  '$name is a tunnel with TLS end to end; the proxy itself behind TLS: $isSecure',
  async ({ name, isSecure }) => {
    const { end, proxy } = await behindProxy({ isSecure })
    process.env[name] = proxy.url(LOGIN)
    const invoker = await invokerAt('https://lambda.test')
    await invoker.connect(3, ['{}'])
    const all = await Promise.all([1, 2, 3].map(() => invoker.invoke('{"a":"plain text"}')))
    expect(all.map(({ answer }) => answer.kind)).toEqual(Array(3).fill('answered'))
    expect(proxy.asked).toEqual(Array(3).fill('CONNECT lambda.test:443'))
    for (const headers of proxy.headers) {
      expect(headers).toMatchObject({ host: 'lambda.test:443', 'proxy-authorization': BASIC })
      expect(headers).not.toHaveProperty('authorization')
    }
    expect(end.handshakes.map((one) => one.name)).toEqual(Array(3).fill('lambda.test'))
    expect(proxy.carried().length).toBeGreaterThan(1_000)
    expect(proxy.carried().toString('latin1')).not.toMatch(/POST|plain text/)
  },
)

test('HTTP_PROXY is a tunnel for a plain endpoint, and asks for no login where it has none', async () => {
  const end = await keep(
    startFarEnd((_, response) => response.writeHead(200, { 'x-amzn-requestid': 'id' }).end()),
  )
  const proxy = await keep(startProxy())
  process.env.HTTP_PROXY = proxy.url()
  const invoker = await invokerAt(end.url)
  expect((await invoker.invoke('{}')).answer.kind).toBe('answered')
  expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${end.port}`])
  expect(proxy.headers[0]).not.toHaveProperty('proxy-authorization')
})

const drip = (socket: Socket): void => {
  const more = setInterval(() => socket.write('X'), 50).unref()
  socket.write('HTTP/1.1 200 OK\r\nx-header: ')
  socket.once('close', () => clearInterval(more))
}

test.each<{ why: string; options: ProxyOptions; says: RegExp }>([
  {
    why: 'wants a login',
    options: { refuse: 407 },
    says: /answered 407 to CONNECT lambda.test:443/,
  },
  { why: 'forbids the host', options: { refuse: 403 }, says: /answered 403 to CONNECT/ },
  { why: 'cannot reach it', options: { refuse: 502 }, says: /answered 502 to CONNECT/ },
  { why: 'hangs up', options: { instead: (socket) => socket.end() }, says: /hang up/ },
  {
    why: 'resets',
    options: { instead: (socket) => socket.resetAndDestroy() },
    says: /hang up|RESET/,
  },
  {
    why: 'speaks no HTTP',
    options: { instead: (socket) => socket.end('no\n') },
    says: /Parse Error/,
  },
])(
  'a proxy that $why is a failed request that names the proxy but not its login',
  async ({ options, says }) => {
    const { end, proxy } = await behindProxy(options)
    process.env.HTTPS_PROXY = proxy.url(LOGIN)
    const invoker = await invokerAt('https://lambda.test')
    await invoker.connect(2, ['{}'])
    const ended = await invoker.invoke('{}')
    const reason = reasonOf(ended)
    expect(reason).toMatch(says)
    expect(reason).toContain(`the proxy ${new URL(proxy.url()).host} `)
    expect(reason).not.toMatch(/user|p%40ss|p@ss|Basic/)
    expect([ended.sentAt, end.seen]).toEqual([null, []])
  },
)

test('a proxy that nobody listens for is a failed request that names it', async () => {
  const proxy = await startProxy()
  await proxy.close()
  process.env.HTTPS_PROXY = proxy.url(LOGIN)
  const reason = reasonOf(await (await invokerAt('https://lambda.test')).invoke('{}'))
  expect(reason).toMatch(/^the proxy 127\.0\.0\.1:\d+ could not be used: .*ECONNREFUSED/)
})

test('a proxy behind TLS whose authority is unknown is told with what to do', async () => {
  distrust()
  const { end, proxy } = await behindProxy({ isSecure: true })
  process.env.HTTPS_PROXY = proxy.url(LOGIN)
  const reason = reasonOf(await (await invokerAt('https://lambda.test')).invoke('{}'))
  expect(reason).toMatch(/^the proxy 127\.0\.0\.1:\d+ could not be used: .*NODE_EXTRA_CA_CERTS/)
  expect([proxy.asked, end.seen]).toEqual([[], []])
})

test.each<{ why: string; instead: (socket: Socket) => void }>([
  { why: 'is silent', instead: () => undefined },
  { why: 'never ends its answer', instead: drip },
])('a proxy that $why is given up in time, and its connection closed', async ({ instead }) => {
  const proxy = await keep(
    startProxy({
      instead: (socket) => {
        socket.resume().once('end', () => socket.destroy())
        instead(socket)
      },
    }),
  )
  process.env.HTTPS_PROXY = proxy.url(LOGIN)
  const startedAt = Date.now()
  await expect(makeDialer(new URL('https://lambda.test'), 300)()).rejects.toThrow(
    /^the proxy 127\.0\.0\.1:\d+ did not answer CONNECT lambda\.test:443 in time$/,
  )
  expect(Date.now() - startedAt).toBeLessThan(3_000)
  await until(() => proxy.open() === 0)
})

test('a tunnel lives on after the time limit of its opening, and what came with the answer is kept', async () => {
  const proxy = await keep(
    startProxy({
      instead: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\nearly')
        socket.once('data', (chunk) => socket.end(`, ${chunk}`))
      },
    }),
  )
  const socket = await connectThrough(new URL(proxy.url()), new URL('http://a.test'), 200)
  await new Promise((resolve) => setTimeout(resolve, 400))
  socket.write('late')
  let text = ''
  for await (const chunk of socket) text += chunk
  expect(text).toBe('early, late')
})

test("a burst's tunnels resolve the name of the proxy by the one lookup, and no other name", async () => {
  const { proxy } = await behindProxy()
  process.env.HTTPS_PROXY = proxy.url().replace('127.0.0.1', 'proxy.test')
  const names: string[] = []
  const lookup: LookupFunction = (name, _, done) => {
    names.push(name)
    done(null, [{ address: '127.0.0.1', family: 4 }])
  }
  const dial = makeDialer(new URL('https://lambda.test'), 5_000, lookup)
  for (const socket of await Promise.all([dial(), dial()])) socket.destroy()
  expect(names).toEqual(['proxy.test', 'proxy.test'])
})

const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

test('open tunnels have no timers left, and a reset before their use only closes them', async () => {
  const { proxy } = await behindProxy()
  const before = timers()
  const open = (): Promise<Socket> =>
    connectThrough(new URL(proxy.url()), new URL('http://a.test'), 60_000)
  const tunnels = await Promise.all(Array.from({ length: 10 }, open))
  expect(timers() - before).toBeLessThan(5)
  proxy.cut()
  await until(() => tunnels.every(({ destroyed }) => destroyed))
})

test('tunnels that a proxy resets between two steps cost no request', async () => {
  const { end, proxy } = await behindProxy()
  process.env.HTTPS_PROXY = proxy.url()
  const invoker = await invokerAt('https://lambda.test')
  await invoker.connect(3, ['{}'])
  expect((await invoker.invoke('{}')).answer.kind).toBe('answered')
  proxy.cut()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const all = await Promise.all([1, 2, 3].map(() => invoker.invoke('{}')))
  expect(all.map(({ answer }) => answer.kind)).toEqual(Array(3).fill('answered'))
  expect(end.seen.filter((one) => one === 'request')).toHaveLength(4)
})
