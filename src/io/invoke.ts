import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { Target } from '../config/target.ts'
import { type AnswerHead, readAnswer } from '../load/answer.ts'
import type { Ended } from '../load/send.ts'
import type { Ms } from '../units.ts'
import { now } from './clock.ts'
import { type Connections, makeConnections } from './connections.ts'
import { locateInvoke } from './lambda.ts'
import { canonicalQuery, makeSigner } from './sigv4.ts'

/** Sends invocations, each exactly once. */
export type Invoker = {
  readonly connect: Connections['open']
  readonly invoke: (event: string) => Promise<Ended>
  readonly close: () => Promise<void>
}

/** An error body longer than this holds nothing more to learn. */
const MOST_ERROR_TEXT = 64_000

/**
 * Invokes over own connections instead of the SDK, which would queue beyond 50 sockets, retry
 * unseen, and spend more CPU on a request than a burst leaves.
 *
 * @param timeout for one answer; longer than the function can take.
 */
export async function makeInvoker(
  client: LambdaClient,
  target: Target,
  timeout: Ms,
): Promise<Invoker> {
  const { origin, path, query } = await locateInvoke(client, target)
  const sign = makeSigner('lambda', target.region)
  const connections = makeConnections(origin, timeout)
  const fullPath = Object.keys(query).length === 0 ? path : `${path}?${canonicalQuery(query)}`
  const base = {
    'content-type': 'application/json',
    host: origin.host,
    'x-amz-invocation-type': 'RequestResponse',
  }

  // A burst sends one event many times within a second, and the same signature is good for each.
  let signedAt = 0
  let signed = new Map<string, Record<string, string>>()

  async function headersFor(event: string): Promise<Record<string, string>> {
    const second = Math.floor(Date.now() / 1000)
    if (second !== signedAt) {
      signedAt = second
      signed = new Map()
    }
    const known = signed.get(event)
    if (known !== undefined) return known
    const headers = { ...base, 'content-length': String(Buffer.byteLength(event)) }
    const request = { method: 'POST', path, query, headers, body: event } as const
    const signature = sign(request, await client.config.credentials(), new Date())
    const all = { ...headers, ...signature, 'user-agent': 'lambda-cold-start-gate' }
    signed.set(event, all)
    return all
  }

  async function send(event: string): Promise<Ended> {
    const headers = await headersFor(event)
    const request = { method: 'POST', path: fullPath, headers, body: event } as const
    const response = await connections.pool.request(request)
    const isPlain = response.statusCode === 200 && !('x-amz-function-error' in response.headers)
    // A successful answer is only drained: nobody reads it, and it may be megabytes.
    const text = isPlain
      ? await drain(response.body)
      : (await response.body.text()).slice(0, MOST_ERROR_TEXT)
    const endedAt = now()
    return { answer: readAnswer(readHead(response), text), endedAt }
  }

  return {
    connect: async (count) => {
      // The credentials are resolved, and the signer is warm, before anything is timed.
      await Promise.all([connections.open(count), headersFor('{}')])
    },
    invoke: async (event) => {
      try {
        return await send(event)
      } catch (error) {
        return { answer: readFailure(error), endedAt: now() }
      }
    },
    close: connections.close,
  }
}

async function drain(body: AsyncIterable<unknown>): Promise<string> {
  for await (const _ of body);
  return ''
}

function readHead({
  statusCode,
  headers,
}: {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}): AnswerHead {
  const header = (name: string): string | undefined => {
    const value = headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return {
    status: statusCode,
    requestId: header('x-amzn-requestid'),
    functionError: header('x-amz-function-error'),
    errorType: header('x-amzn-errortype'),
  }
}

function readFailure(error: unknown): Ended['answer'] {
  const { code, message, name } = error as { code?: string; message?: string; name?: string }
  const gaveUp = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  const hopeless = name === 'CredentialsProviderError'
  return { kind: 'failed', reason: message || code || String(error), gaveUp, hopeless }
}
