import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { type Endpoint, parseEndpoint } from '../../src/config/endpoint.ts'
import { makeHttpInvoker } from '../../src/io/http-invoke.ts'
import type { Invoker } from '../../src/io/invoke.ts'
import { makeSources } from '../config/sources.ts'
import { startFarEnd } from './far-end.ts'
import { reasonOf, useLoopback } from './loopback.ts'

const { keep } = useLoopback()
const config = {
  credentials: async () => ({ accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't' }),
  systemClockOffset: 0,
}
const TRACE = /^Root=(1-[0-9a-f]{8}-[0-9a-f]{24});Sampled=1$/

function endpointAt(url: string, given: Readonly<Record<string, string>> = {}): Endpoint {
  const endpoint = parseEndpoint(makeSources({ url, ...given }), { region: 'eu-west-1' }, [])
  if (endpoint === undefined) throw new Error(`${url} is refused`)
  return endpoint
}

function invokerAt(
  url: string,
  given?: Readonly<Record<string, string>>,
  timeout = 5_000,
): Promise<Invoker> {
  return keep(Promise.resolve(makeHttpInvoker(endpointAt(url, given), config, timeout)))
}

type Seen = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { readonly body: string }

/** A far end that notes what comes, and answers as told. */
async function watched(status = 200, headers: Readonly<Record<string, string>> = {}) {
  const seen: Seen[] = []
  const end = await keep(
    startFarEnd(({ method = '', url = '', headers: got }, response, body) => {
      seen.push({ method, url, headers: got, body })
      response.writeHead(status, headers).end('{"message":"Maria"}')
    }),
  )
  return { ...end, seen }
}

describe('what is sent', () => {
  test('is the event, with the headers that were given, to the path and query as they were written', async () => {
    const end = await watched()
    const headers = 'X-Api-Key: k=1\nContent-Type: text/plain\nUser-Agent: curl'
    const { invoke } = await invokerAt(`${end.url}/a%2Fb/c?x=1+2&x=%C3%A4`, { headers })
    await invoke('{"age":34}')
    expect(end.seen[0]).toMatchObject({
      ...{ method: 'POST', url: '/a%2Fb/c?x=1+2&x=%C3%A4', body: '{"age":34}' },
      headers: { 'x-api-key': 'k=1', 'content-type': 'text/plain', 'user-agent': 'curl' },
    })
    expect(end.seen[0]?.headers).not.toHaveProperty('authorization')
  })

  test('is JSON unless a header says otherwise', async () => {
    const end = await watched()
    await (await invokerAt(end.url)).invoke('{}')
    expect(end.seen[0]?.headers).toMatchObject({
      ...{ 'content-type': 'application/json', 'user-agent': 'lambda-cold-start-gate' },
      host: `127.0.0.1:${end.port}`,
    })
  })

  test.each(['GET', 'HEAD', 'OPTIONS'])(
    'has no body with %s, and the connection stays open for the next one',
    async (method) => {
      const end = await watched()
      const { connect, invoke } = await invokerAt(end.url, { method })
      await connect(1, ['{}'])
      for (let i = 0; i < 3; i += 1) await invoke('{"age":34}')
      expect(end.seen.map((one) => [one.method, one.body])).toEqual(Array(3).fill([method, '']))
      expect(end.seen[0]?.headers).not.toHaveProperty('content-type')
      expect(end.connections()).toBe(1)
    },
  )

  test('carries a trace of its own, which the answer is joined by', async () => {
    const end = await watched()
    const { connect, invoke } = await invokerAt(end.url)
    await connect(2, ['{}'])
    const answers = await Promise.all([invoke('{}'), invoke('{}')])
    const traces = answers.map(({ answer }) => answer.kind === 'answered' && answer.traceId)
    const sent = end.seen.map(({ headers }) => TRACE.exec(`${headers['x-amzn-trace-id']}`)?.[1])
    expect(new Set(sent).size).toBe(2)
    expect(sent.sort()).toEqual(traces.sort())
    const seconds = Number.parseInt(sent[0]?.slice(2, 10) ?? '', 16)
    expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60)
  })
})

describe('a signature', () => {
  test('is of the service and the region that the host names', () => {
    const signingOf = (url: string) => endpointAt(url, { auth: 'iam' }).signing
    expect([
      signingOf('https://abc.lambda-url.us-east-2.on.aws/'),
      signingOf('https://abc.execute-api.ap-south-1.amazonaws.com/prod'),
      signingOf('https://api.example.com/score'),
    ]).toEqual([
      { service: 'lambda', region: 'us-east-2' },
      { service: 'execute-api', region: 'ap-south-1' },
      { service: 'execute-api', region: 'eu-west-1' },
    ])
  })

  test('leaves the trace out, which differs from request to request', async () => {
    const end = await watched()
    const headers = 'X-Team: ml'
    const { connect, invoke } = await invokerAt(`${end.url}/x?b=2&a=1&b=1`, {
      auth: 'iam',
      headers,
    })
    await connect(2, ['{}'])
    await Promise.all([invoke('{}'), invoke('{}')])
    const [one, other] = end.seen.map((request) => request.headers.authorization)
    expect(one).toMatch(/Credential=A\/\d{8}\/eu-west-1\/lambda\/aws4_request/)
    expect(one).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-team, ',
    )
    expect(other).toBe(one)
    expect(end.seen[0]?.url).toBe('/x?a=1&b=1&b=2')
  })
})

describe('what comes back', () => {
  const id = '79b5e81f-9cdd-4145-b1f6-7c50ef8a2a36'

  test('names its request by the header that is told by Lambda or by the handler', async () => {
    const handler = '1e0e6f2b-7a31-4d4c-9c0e-6b1d1f2a3b4c'
    const idOf = async (headers: Readonly<Record<string, string>>) => {
      const { answer } = await (await invokerAt((await watched(200, headers)).url)).invoke('{}')
      return answer.kind === 'answered' && answer.requestId === answer.traceId
        ? 'its trace'
        : answer.kind === 'answered' && answer.requestId
    }
    expect(await idOf({ 'x-amzn-RequestId': id })).toBe(id)
    expect(await idOf({ 'x-amzn-RequestId': id, 'X-Lambda-Request-Id': handler })).toBe(handler)
    expect(await idOf({ 'x-amzn-RequestId': id, 'x-amz-apigw-id': 'abc=' })).toBe('its trace')
    expect(await idOf({ 'Apigw-Requestid': 'abc=' })).toBe('its trace')
  })

  test('with an id that came before is from a cache, and no start', async () => {
    const { url } = await watched(200, { 'x-lambda-request-id': id })
    const { invoke } = await invokerAt(url)
    expect((await invoke('{}')).answer.kind).toBe('answered')
    const second = await invoke('{}')
    expect(reasonOf(second)).toContain('a cache answers in front of the function')
    expect(second.answer).toMatchObject({ hopeless: true })
  })

  test.each([503, 404])('with a %i that came before is from a cache as well', async (status) => {
    const { url } = await watched(status, { 'x-amzn-requestid': id })
    const { invoke } = await invokerAt(url)
    expect((await invoke('{}')).answer).toMatchObject({ mayHaveRun: { requestId: id } })
    const second = await invoke('{}')
    expect(reasonOf(second)).toContain('a cache answers in front of the function')
    expect(second.answer).toMatchObject({ hopeless: true })
  })

  test('is a refusal only as long as the function has not answered', async () => {
    let count = 0
    const end = await keep(
      startFarEnd((_, response) => {
        count += 1
        const isFine = count === 2
        const body = isFine ? '' : '{"message":"Not Found"}'
        response.writeHead(isFine ? 200 : 404, { 'apigw-requestid': 'abc=' }).end(body)
      }),
    )
    const { invoke } = await invokerAt(end.url)
    expect((await invoke('{}')).answer).toMatchObject({ hopeless: true })
    expect((await invoke('{}')).answer).toMatchObject({ kind: 'answered' })
    expect((await invoke('{}')).answer).toMatchObject({ hopeless: false, mayHaveRun: {} })
  })

  test('may name what was created', async () => {
    const { url } = await watched(201, { location: '/things/7', 'x-amzn-requestid': id })
    const { answer } = await (await invokerAt(url)).invoke('{}')
    expect(answer).toMatchObject({ kind: 'answered', requestId: id, functionError: undefined })
  })

  test('is never shown, whatever its status is', async () => {
    const { url } = await watched(500)
    const { answer } = await (await invokerAt(url)).invoke('{}')
    expect(reasonOf({ answer, sentAt: null, firstByteAt: null, endedAt: 0 })).toBe('HTTP 500')
  })

  test('is not followed when it leads elsewhere', async () => {
    const end = await watched(302, { location: '/elsewhere' })
    const ended = await (await invokerAt(end.url)).invoke('{}')
    expect(reasonOf(ended)).toContain('the answer is a redirect (HTTP 302), which is not followed')
    expect(end.seen).toHaveLength(1)
  })
})

describe('nothing is sent twice', () => {
  test.each(['POST', 'GET'])(
    '%s: a connection that is reset is a failure, whose function may have run',
    async (method) => {
      let requests = 0
      const end = await keep(
        startFarEnd(({ socket }) => {
          requests += 1
          socket.destroy()
        }),
      )
      const { connect, invoke } = await invokerAt(end.url, { method })
      await connect(1, ['{}'])
      const { answer } = await invoke('{}')
      expect(answer).toMatchObject({ kind: 'failed', mayHaveRun: { error: 'no answer' } })
      expect(requests).toBe(1)
    },
  )

  test('where nobody listens no function has run', async () => {
    const end = await startFarEnd(() => undefined)
    await end.close()
    const { answer } = await (await invokerAt(end.url)).invoke('{}')
    expect(answer).not.toHaveProperty('mayHaveRun')
    expect(answer.kind === 'failed' && answer.reason).toContain('ECONNREFUSED')
  })
})
