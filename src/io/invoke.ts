import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { Target } from '../config/target.ts'
import { type AnswerHead, readAnswer } from '../load/answer.ts'
import type { Ended, LoadSide } from '../load/send.ts'
import type { EpochMs, Ms } from '../units.ts'
import { now } from './clock.ts'
import { type Exchange, makeConnections } from './connections.ts'
import { makeCredentialStore } from './credentials.ts'
import { locateInvoke } from './lambda.ts'
import { makeSignedRequests } from './signed-requests.ts'

/** Sends invocations, each exactly once. */
export type Invoker = LoadSide & { readonly close: () => Promise<void> }

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
  const credentials = makeCredentialStore(() => client.config.credentials())
  const { origin, path, query } = await locateInvoke(client, target)
  const { requestFor, getReady } = makeSignedRequests({
    ...{ service: 'lambda', region: target.region, method: 'POST', path, query },
    headers: {
      'content-type': 'application/json',
      host: origin.host,
      'x-amz-invocation-type': 'RequestResponse',
    },
  })
  const { open, dispatch, close } = makeConnections(origin, timeout)
  return {
    connect: async (count, ahead) => {
      // A provider that fails fails again, with its reason, when a request needs it.
      const [known] = await Promise.all([credentials.renew().catch(() => undefined), open(count)])
      if (known !== undefined) getReady(ahead, known)
    },
    // In a burst, what waits here for as much as a microtask waits for all the others to be asked.
    invoke: (event) =>
      new Promise((resolve) => {
        const known = credentials.current()
        if (known !== undefined) {
          dispatch(requestFor(event, known), makeExchange(resolve))
          return
        }
        credentials.renew().then(
          (renewed) => dispatch(requestFor(event, renewed), makeExchange(resolve)),
          (error: unknown) => resolve(failed(error, null, null)),
        )
      }),
    close,
  }
}

function makeExchange(onEnded: (ended: Ended) => void): Exchange {
  let sentAt: EpochMs | null = null
  let firstByteAt: EpochMs | null = null
  let head: AnswerHead | undefined
  let text = ''
  return {
    onWritten: () => {
      sentAt = now()
    },
    onHead: (status, rawHeaders) => {
      firstByteAt = now()
      head = readHead(status, rawHeaders)
    },
    onData: (chunk) => {
      // A successful answer is only drained: nobody reads it, and it may be megabytes.
      const isPlain = head?.status === 200 && head.functionError === undefined
      if (!isPlain && text.length < MOST_ERROR_TEXT) text += chunk.toString('latin1')
    },
    onEnd: (error) => {
      if (error !== undefined || head === undefined) onEnded(failed(error, sentAt, firstByteAt))
      else {
        const utf8 = Buffer.from(text.slice(0, MOST_ERROR_TEXT), 'latin1').toString()
        onEnded({ answer: readAnswer(head, utf8), sentAt, firstByteAt, endedAt: now() })
      }
    },
  }
}

function readHead(status: number, rawHeaders: readonly Buffer[]): AnswerHead {
  const header = (name: string): string | undefined => {
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      const key = rawHeaders[i]
      if (key?.length === name.length && key.toString('latin1').toLowerCase() === name) {
        return rawHeaders[i + 1]?.toString('latin1')
      }
    }
    return undefined
  }
  return {
    status,
    requestId: header('x-amzn-requestid'),
    functionError: header('x-amz-function-error'),
    errorType: header('x-amzn-errortype'),
  }
}

function failed(error: unknown, sentAt: EpochMs | null, firstByteAt: EpochMs | null): Ended {
  const { code, message, name } = (error ?? {}) as {
    code?: string
    message?: string
    name?: string
  }
  const gaveUp = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  const hopeless = name === 'CredentialsProviderError'
  const reason = message || code || String(error)
  const answer = { kind: 'failed', reason, gaveUp, hopeless } as const
  return { answer, sentAt, firstByteAt, endedAt: now() }
}
