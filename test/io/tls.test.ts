import { createServer, type LookupFunction, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { makeDialer } from '../../src/io/dial.ts'
import { makeLogReader } from '../../src/io/logs.ts'
import { startProxy } from '../proxy-end.ts'
import { until } from '../until.ts'
import { reasonOf, useLoopback } from './loopback.ts'
import { startTlsEnd, trustAuthority } from './tls-end.ts'

const { keep, invokerAt } = useLoopback()
let distrust: () => void

beforeEach(() => {
  distrust = trustAuthority()
})
afterEach(() => distrust())

const interfaces = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
const hasIPv6 = interfaces.some(({ address }) => address === '::1')

test.each([
  { host: 'localhost', listens: '127.0.0.1', name: 'localhost', why: 'a name is sent' },
  { host: '127.0.0.1', listens: '127.0.0.1', name: false, why: 'RFC 6066 allows no address' },
  ...(hasIPv6 ? [{ host: '[::1]', listens: '::1', name: false, why: 'nor one of IPv6' }] : []),
])('SNI for $host is $name: $why', async ({ host, listens, name }) => {
  const end = await keep(startTlsEnd(undefined, listens))
  const invoker = await invokerAt(`https://${host}:${end.port}`)
  expect((await invoker.invoke('{}')).answer).toMatchObject({ kind: 'answered', requestId: 'id' })
  expect(end.handshakes).toEqual([{ name, isResumed: false }])
})

test('all handshakes of a burst are finished before its first request', async () => {
  const end = await keep(startTlsEnd())
  const invoker = await invokerAt(`https://localhost:${end.port}`)
  await invoker.connect(20, ['{}'])
  // The far end may see the end of a handshake later than the near one.
  await until(() => end.seen.length === 20)
  await Promise.all(Array.from({ length: 20 }, () => invoker.invoke('{}')))
  const handshakes = Array(20).fill('secure')
  expect(end.seen).toEqual([...handshakes, ...Array(20).fill('request')])
})

test('later connections resume the session of the first', async () => {
  const end = await keep(startTlsEnd())
  const invoker = await invokerAt(`https://localhost:${end.port}`)
  await invoker.invoke('{}')
  await invoker.connect(9, [])
  await until(() => end.handshakes.length === 9)
  expect(end.handshakes.map(({ isResumed }) => isResumed)).toEqual([false, ...Array(8).fill(true)])
})

test('a server that has forgotten the session gets a full handshake, and later ones resume again', async () => {
  const end = await keep(startTlsEnd())
  const invoker = await invokerAt(`https://localhost:${end.port}`)
  await invoker.invoke('{}')
  end.forgetSessions()
  for (const count of [2, 3, 4]) {
    await invoker.connect(count, [])
    await Promise.all(Array.from({ length: count }, () => invoker.invoke('{}')))
  }
  expect(end.handshakes.map(({ isResumed }) => isResumed)).toEqual([false, false, false, true])
})

test('a certificate of an unknown authority is a failed request that says what to do', async () => {
  distrust()
  const end = await keep(startTlsEnd())
  const invoker = await invokerAt(`https://localhost:${end.port}`)
  await invoker.connect(5, ['{}'])
  const ended = await invoker.invoke('{}')
  expect(reasonOf(ended)).toMatch(
    /^the certificate of localhost is not trusted: .+; .*NODE_EXTRA_CA_CERTS/,
  )
  expect(ended).toMatchObject({ answer: { gaveUp: false }, sentAt: null, firstByteAt: null })
  expect(end.seen).not.toContain('request')
})

test('logs behind an unknown authority are given up at once, saying once what to do', async () => {
  distrust()
  const end = await keep(startTlsEnd())
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: `https://localhost:${end.port}` },
    ...{ AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's' },
  })
  const reader = await keep(Promise.resolve(makeLogReader('eu-west-1')))
  const window = { from: 0, to: 1, prefixOf: undefined }
  const startedAt = Date.now()
  await expect(
    reader.read('/aws/lambda/app', window, () => undefined, new AbortController().signal),
  ).rejects.toThrow(
    /^could not read the log group \/aws\/lambda\/app by logs:FilterLogEvents: .*localhost is not trusted: (?!.*CA_CERTS.*CA_CERTS).*NODE_EXTRA_CA_CERTS/,
  )
  expect(Date.now() - startedAt).toBeLessThan(2_000)
})

test('a certificate for another name is a failed request that names both, without false advice', async () => {
  const end = await keep(startTlsEnd())
  const proxy = await keep(startProxy({ portOf: () => end.port }))
  process.env.HTTPS_PROXY = proxy.url()
  const invoker = await invokerAt('https://other.test')
  await invoker.connect(5, ['{}'])
  const reason = reasonOf(await invoker.invoke('{}'))
  expect(reason).toMatch(/^the certificate of other.test is not trusted: .*lambda\.test/)
  expect(reason).not.toContain('NODE_EXTRA_CA_CERTS')
  expect(end.seen).not.toContain('request')
})

test('a process that is busy while it connects does not give up the first address of a name for the next', async () => {
  const end = await keep(startTlsEnd())
  // Nobody listens at the second.
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }))
  const keepBusy = (): void => {
    for (const free = Date.now() + 400; Date.now() < free; );
  }
  const lookup: LookupFunction = (_, __, done) => {
    done(null, addresses)
    // Once the first address is under way.
    process.nextTick(() => process.nextTick(keepBusy))
  }
  const socket = await makeDialer(new URL(`https://localhost:${end.port}`), 5_000, lookup)()
  expect(socket.remoteAddress).toBe('127.0.0.1')
  socket.destroy()
})

/** A server without TLS behind its port, and whether all its connections have ended. */
async function startMute(onSocket: (socket: Socket) => void) {
  let open = 0
  const server = createServer((socket) => {
    open += 1
    socket.on('error', () => undefined).resume()
    socket.once('close', () => {
      open -= 1
    })
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  return { origin: new URL(`https://localhost:${port}`), open: () => open, close }
}

test.each([
  ['is silent', () => undefined, /not accepted in time/],
  ['closes at once', (socket: Socket) => socket.end(), /disconnected before secure TLS/],
  ['resets', (socket: Socket) => socket.resetAndDestroy(), /ECONNRESET|disconnected/],
  ['speaks HTTP', (socket: Socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'), /wrong version/i],
])(
  'a server that %s instead of a handshake is an error in bounded time, and its connection is closed',
  async (_, onSocket, says) => {
    const mute = await keep(startMute(onSocket))
    await expect(makeDialer(mute.origin, 300)()).rejects.toThrow(says)
    await until(() => mute.open() === 0)
  },
)
