import { connect as tcpConnect } from 'node:net'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { now } from '../../src/io/clock.ts'
import { type Invoker, makeInvoker } from '../../src/io/invoke.ts'
import { proxyFor } from '../../src/io/proxy.ts'
import { until } from '../until.ts'
import { type FarEnd, startFarEnd } from './far-end.ts'

const credentials = { accessKeyId: 'A', secretAccessKey: 's' }
const target = { id: 'app', name: 'app', qualifier: '$LATEST', region: 'eu-west-1' }
const closing: (() => Promise<void>)[] = []
const before = { ...process.env }

beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']) delete process.env[name]
})

afterEach(async () => {
  process.env = { ...before }
  for (const close of closing.splice(0).reverse()) await close()
})

async function farEnd(...args: Parameters<typeof startFarEnd>): Promise<FarEnd> {
  const end = await startFarEnd(...args)
  closing.push(end.close)
  return end
}

async function invokerFor(
  endpoint: string,
  qualifier = '$LATEST',
  timeout = 5_000,
): Promise<Invoker> {
  const client = new LambdaClient({ region: target.region, endpoint, credentials })
  const invoker = await makeInvoker(client, { ...target, qualifier }, timeout)
  closing.push(invoker.close)
  return invoker
}

test('as many requests as the plan asks for are in flight at once, on connections opened before', async () => {
  let inFlight = 0
  let most = 0
  const end = await farEnd((_, response) => {
    inFlight += 1
    most = Math.max(most, inFlight)
    setTimeout(() => {
      inFlight -= 1
      response.writeHead(200, { 'x-amzn-requestid': 'id' }).end('null')
    }, 300)
  })
  const invoker = await invokerFor(end.url)
  await invoker.connect(120, ['{}'])
  await until(() => end.connections() >= 120)
  const answers = await Promise.all(Array.from({ length: 120 }, () => invoker.invoke('{}')))
  expect(most).toBe(120)
  expect(end.connections()).toBe(120)
  expect(answers.every(({ answer }) => answer.kind === 'answered')).toBe(true)
})

test('the request is the one that the SDK would send', async () => {
  const seen: string[] = []
  const end = await farEnd(({ method, url, headers }, response, body) => {
    seen.push([method, url, headers['x-amz-invocation-type'], headers.host, body].join(' '))
    response.writeHead(200, { 'x-amzn-requestid': 'id' }).end('{"big":"answer"}')
  })
  await (await invokerFor(`${end.url}/base`)).invoke('{"age":34}')
  await (await invokerFor(end.url, 'live')).invoke('1')
  expect(seen).toEqual([
    `POST /base/2015-03-31/functions/app/invocations RequestResponse 127.0.0.1:${end.port} {"age":34}`,
    `POST /2015-03-31/functions/app/invocations?Qualifier=live RequestResponse 127.0.0.1:${end.port} 1`,
  ])
})

test.each([
  { why: 'a connection reset', status: 0, says: /socket|closed|reset/i },
  { why: 'a fault of the service', status: 500, says: /HTTP 500/ },
  { why: 'a gateway without an answer', status: 503, says: /HTTP 503/ },
])('$why is one failed request, never sent again', async ({ status, says }) => {
  let requests = 0
  const end = await farEnd((request, response) => {
    requests += 1
    if (status === 0) request.socket.destroy()
    else response.writeHead(status).end('{"message":"no"}')
  })
  const { answer } = await (await invokerFor(end.url)).invoke('{}')
  expect(answer).toMatchObject({ kind: 'failed', gaveUp: false, hopeless: false })
  expect(answer.kind === 'failed' && answer.reason).toMatch(says)
  expect(requests).toBe(1)
})

test('a request that outlasts the time limit is given up, and known to be at least that long', async () => {
  const end = await farEnd(() => undefined)
  const invoker = await invokerFor(end.url, '$LATEST', 500)
  const startedAt = Date.now()
  const { answer } = await invoker.invoke('{}')
  expect(answer).toMatchObject({ kind: 'failed', gaveUp: true })
  // undici checks its timers once a second.
  expect(Date.now() - startedAt).toBeLessThan(3_000)
})

test('nobody listening is a failed request with the reason', async () => {
  const end = await startFarEnd(() => undefined)
  await end.close()
  const invoker = await invokerFor(end.url)
  await invoker.connect(3, [])
  const { answer } = await invoker.invoke('{}')
  expect(answer.kind === 'failed' && answer.reason).toContain('ECONNREFUSED')
})

test('a proxy from the environment is used, with its password, unless NO_PROXY names the host', async () => {
  const end = await farEnd((_, response) => {
    response.writeHead(200, { 'x-amzn-requestid': 'id' }).end()
  })
  const asked: string[] = []
  const proxy = await farEnd(
    () => undefined,
    (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`)
      const onward = tcpConnect(end.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      socket.on('error', () => onward.destroy())
      onward.on('error', () => socket.destroy())
    },
  )
  process.env.HTTP_PROXY = `http://user:p%40ss@127.0.0.1:${proxy.port}`
  const { answer } = await (await invokerFor(end.url)).invoke('{}')
  expect(answer.kind).toBe('answered')
  const login = Buffer.from('user:p@ss').toString('base64')
  expect(asked).toEqual([`127.0.0.1:${end.port} Basic ${login}`])
  process.env.NO_PROXY = '127.0.0.1'
  await (await invokerFor(end.url)).invoke('{}')
  expect(asked).toHaveLength(1)
})

test.each([
  ['https://lambda.eu-west-1.amazonaws.com', { HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
  [
    'https://lambda.eu-west-1.amazonaws.com',
    { https_proxy: 'http://q:1', HTTPS_PROXY: 'http://p:1' },
    'http://q:1/',
  ],
  ['http://127.0.0.1:9', { HTTPS_PROXY: 'http://p:1' }, undefined],
  [
    'https://a.example.com',
    { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'b.org, .example.com' },
    undefined,
  ],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com' }, undefined],
  ['https://an-example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example.com' }, 'http://p:1/'],
  [
    'https://a.example.com:8443',
    { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example.com:443' },
    'http://p:1/',
  ],
  ['https://a.example.com', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
] as const)('%s with %j goes through %s', (url, env, proxy) => {
  expect(proxyFor(new URL(url), env)?.href).toBe(proxy)
})

test('the request is written, the answer begins and the answer ends, in this order', async () => {
  const end = await farEnd((_, response) => {
    setTimeout(() => {
      response.writeHead(200, { 'x-amzn-requestid': 'id' }).write('a')
      setTimeout(() => response.end('b'), 60)
    }, 60)
  })
  const invoker = await invokerFor(end.url)
  await invoker.connect(1, ['{}'])
  const from = now()
  const { sentAt, firstByteAt, endedAt } = await invoker.invoke('{}')
  expect((sentAt ?? 0) - from).toBeGreaterThanOrEqual(0)
  expect((firstByteAt ?? 0) - (sentAt ?? 0)).toBeGreaterThan(55)
  expect(endedAt - (firstByteAt ?? 0)).toBeGreaterThan(50)
})

test('a request that was never written has no such time', async () => {
  const end = await startFarEnd(() => undefined)
  await end.close()
  const { sentAt, firstByteAt } = await (await invokerFor(end.url)).invoke('{}')
  expect([sentAt, firstByteAt]).toEqual([null, null])
})

test('a request that got no answer has been written all the same', async () => {
  const end = await farEnd(({ socket }) => socket.destroy())
  const { sentAt, firstByteAt } = await (await invokerFor(end.url)).invoke('{}')
  expect(sentAt).toBeGreaterThan(0)
  expect(firstByteAt).toBeNull()
})

test('a burst of one event carries one signature, and another event its own', async () => {
  const seen = new Map<string, Set<string | undefined>>()
  const end = await farEnd(({ headers }, response, body) => {
    const signatures = seen.get(body) ?? new Set()
    seen.set(body, signatures.add(headers.authorization))
    response.writeHead(200, { 'x-amzn-requestid': 'id' }).end()
  })
  const invoker = await invokerFor(end.url)
  await invoker.connect(6, ['{}', '1'])
  await Promise.all(['{}', '1', '{}', '1', '{}', '{}'].map((event) => invoker.invoke(event)))
  expect([...seen.values()].map(({ size }) => size)).toEqual([1, 1])
  expect(new Set([...seen.values()].flatMap((one) => [...one])).size).toBe(2)
})

test('without credentials no request is sent, and none can succeed', async () => {
  let requests = 0
  const end = await farEnd((_, response) => {
    requests += 1
    response.end()
  })
  const noCredentials = async (): Promise<never> => {
    throw Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' })
  }
  const client = new LambdaClient({ region: target.region, endpoint: end.url, credentials })
  const invoker = await makeInvoker(client, target, 5_000)
  client.config.credentials = noCredentials
  closing.push(invoker.close)
  await invoker.connect(1, ['{}'])
  const { answer, sentAt } = await invoker.invoke('{}')
  expect(answer).toMatchObject({ kind: 'failed', reason: 'no credentials', hopeless: true })
  expect([sentAt, requests]).toEqual([null, 0])
})

test('an error of the function is read as text, in any alphabet', async () => {
  const end = await farEnd((_, response) => {
    response.writeHead(200, { 'X-Amzn-RequestId': 'id', 'X-Amz-Function-Error': 'Unhandled' })
    const text = Buffer.from(JSON.stringify({ errorType: 'Größe', errorMessage: 'ж'.repeat(200) }))
    // In the middle of a letter.
    response.write(text.subarray(0, 18))
    response.end(text.subarray(18))
  })
  const { answer } = await (await invokerFor(end.url)).invoke('{}')
  expect(answer).toMatchObject({ functionError: { type: 'Größe' } })
})
