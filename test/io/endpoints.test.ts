import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Target } from '../../src/config/target.ts'
import { makeInvoker } from '../../src/io/invoke.ts'
import { address, makeLambdaClient } from '../../src/io/lambda.ts'
import { identity } from '../certificate/certificate.ts'
import { readRequest } from '../cloud/exchange.ts'
import { type Credentials, checkSignature } from '../cloud/sigv4.ts'
import { startProxy } from '../proxy-end.ts'
import { target, useLoopback } from './loopback.ts'
import { trustAuthority } from './tls-end.ts'

const { keep } = useLoopback()
const credentials: Credentials = {
  accessKeyId: 'ASIAENDPOINT00000001',
  secretAccessKey: 'secret/with+all=of it',
  sessionToken: `IQoJ//${'+/='.repeat(300)}`,
}
let distrust: () => void

beforeEach(() => {
  distrust = trustAuthority()
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  })
})
afterEach(() => distrust())

const scope = { service: 'lambda', region: target.region }

/** A server that answers what is signed right for the host and path that it was sent to. */
async function startVerifier(listens: string, isSecure: boolean, secret = credentials) {
  const asked: string[] = []
  const verify = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(message)
    asked.push(`${request.headers.host} ${message.url}`)
    try {
      checkSignature(request, { ...scope, credentials: secret, now: Date.now() })
      response.writeHead(200, { 'x-amzn-requestid': 'id' }).end('null')
    } catch (error) {
      response.writeHead(403).end(JSON.stringify({ message: String(error) }))
    }
  }
  const server = isSecure ? createSecureServer({ ...identity }, verify) : createServer(verify)
  await new Promise<void>((resolve) => server.listen(0, listens, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** An invocation as the gate sends it, and one that the SDK sends. */
async function invokeTwice(to: Target) {
  const client = makeLambdaClient(to.region)
  const invoker = await keep(makeInvoker(client, to, 5_000))
  const { answer } = await invoker.invoke('{"name":"Zoë 🐘"}')
  const sdk = await askSdk(client, to)
  return [answer, sdk] as const
}

async function askSdk(client: LambdaClient, to: Target): Promise<number | undefined> {
  const { StatusCode } = await client.send(new InvokeCommand({ ...address(to), Payload: '{}' }))
  client.destroy()
  return StatusCode
}

const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
const hasIPv6 = addresses.some((one) => one.address === '::1')
const IPV4 = '127.0.0.1'

test.each([
  { url: 'http://127.0.0.1:PORT', path: '', listens: IPV4, why: 'an address' },
  { url: 'http://127.0.0.1:PORT/', path: '', listens: IPV4, why: 'with a slash' },
  { url: 'http://localhost:PORT/base', path: '/base', listens: IPV4, why: 'a prefix' },
  { url: 'http://localhost:PORT/a/b', path: '/a/b', listens: IPV4, why: 'a long prefix' },
  { url: 'http://localhost:PORT/a%20b', path: '/a%20b', listens: IPV4, why: 'an encoded prefix' },
  { url: 'https://localhost:PORT', path: '', listens: IPV4, why: 'TLS' },
  { url: 'https://127.0.0.1:PORT/base', path: '/base', listens: IPV4, why: 'TLS, address, prefix' },
  ...(hasIPv6
    ? [
        { url: 'http://[::1]:PORT/base', path: '/base', listens: '::1', why: 'IPv6' },
        { url: 'https://[::1]:PORT', path: '', listens: '::1', why: 'IPv6 and TLS' },
      ]
    : []),
])('$url is sent to, signed as a server there expects it: $why', async ({ url, path, listens }) => {
  const verifier = await keep(startVerifier(listens, url.startsWith('https:')))
  const endpoint = url.replace('PORT', String(verifier.port))
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_LAMBDA']) {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:9/wrong'
    process.env[name] = endpoint
    const [answer, sdk] = await invokeTwice(target)
    expect([name, answer, sdk]).toMatchObject([name, { kind: 'answered' }, 200])
  }
  const { host } = new URL(endpoint)
  const one = `${host} ${path}/2015-03-31/functions/app/invocations`
  expect(verifier.asked).toEqual(Array(4).fill(one))
})

test.each(['https://lambda.test', 'https://lambda.test:443', 'https://LAMBDA.test/'])(
  '%s has a Host header without a port',
  async (url) => {
    const verifier = await keep(startVerifier(IPV4, true))
    const proxy = await keep(startProxy({ portOf: () => verifier.port }))
    Object.assign(process.env, { AWS_ENDPOINT_URL: url, HTTPS_PROXY: proxy.url() })
    const invoker = await keep(makeInvoker(makeLambdaClient(target.region), target, 5_000))
    expect((await invoker.invoke('{}')).answer).toMatchObject({ kind: 'answered' })
    expect(verifier.asked).toEqual(['lambda.test /2015-03-31/functions/app/invocations'])
  },
)

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:app'

test.each([
  { why: 'an ARN', id: ARN, qualifier: '$LATEST' },
  { why: 'an ARN and an alias', id: ARN, qualifier: 'live' },
  { why: 'a partial ARN', id: '123456789012:function:app', qualifier: '$LATEST' },
  { why: 'a partial ARN and a version', id: '123456789012:app', qualifier: '42' },
  { why: 'another partition', id: ARN.replace('aws', 'aws-us-gov'), qualifier: 'a_b-C' },
  { why: 'the longest name', id: 'f'.repeat(64), qualifier: 'q'.repeat(128) },
])('$why is asked for and signed as by the SDK', async ({ id, qualifier }) => {
  const verifier = await keep(startVerifier(IPV4, false))
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${verifier.port}/base`
  const [answer, sdk] = await invokeTwice({ ...target, id, qualifier })
  expect([answer, sdk]).toMatchObject([{ kind: 'answered' }, 200])
  const [own, theirs] = verifier.asked
  expect(own).toBe(theirs)
  expect(verifier.asked).toHaveLength(2)
})

test('a server takes the signature of any name, qualifier, token and event', async () => {
  const name = fc.stringMatching(/^[\w:-]{1,40}$/)
  const qualifier = fc.oneof(fc.constant('$LATEST'), fc.stringMatching(/^[\w$-]{1,20}$/))
  const event = fc.string({ unit: 'grapheme', maxLength: 30 })
  const token = fc.stringMatching(/^[\w/+=.:~-]{1,60}$/)
  const run = async (id: string, of: string, text: string, sessionToken: string): Promise<void> => {
    const secret = { ...credentials, sessionToken }
    const verifier = await startVerifier(IPV4, false, secret)
    process.env.AWS_ENDPOINT_URL = `http://localhost:${verifier.port}/a/b`
    const client = makeLambdaClient(target.region)
    client.config.credentials = async () => secret
    const invoker = await makeInvoker(client, { ...target, id, qualifier: of }, 5_000)
    const { answer } = await invoker.invoke(text)
    await invoker.close()
    await verifier.close()
    expect(answer).toMatchObject({ kind: 'answered' })
  }
  await fc.assert(fc.asyncProperty(name, qualifier, event, token, run), { numRuns: 40 })
})
