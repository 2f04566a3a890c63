import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { Target } from '../config/target.ts'
import { type AnswerHead, readAnswer } from '../load/answer.ts'
import type { Ended, LoadSide } from '../load/send.ts'
import type { EpochMs, Ms } from '../units.ts'
import { openChannel } from './channel.ts'
import { now } from './clock.ts'
import { type Exchange, headerOf } from './connections.ts'
import { address } from './lambda.ts'
import { locate } from './locate.ts'

/** Sends invocations, each exactly once. */
export type Invoker = LoadSide & { readonly close: () => Promise<void> }

const HEADERS = {
  'content-type': 'application/json',
  'x-amz-invocation-type': 'RequestResponse',
}

/** An error body longer than this holds nothing more to learn. */
const MOST_ERROR_TEXT = 64_000

/**
 * Invokes one function.
 *
 * @param timeout for one answer; longer than the function can take.
 */
export async function makeInvoker(
  client: LambdaClient,
  target: Target,
  timeout: Ms,
): Promise<Invoker> {
  const command = new InvokeCommand(address(target))
  const location = await locate(command, () => client.send(command))
  const service = { service: 'lambda', region: target.region }
  const { open, send, close } = openChannel(location, service, HEADERS, client.config, timeout)
  return {
    connect: open,
    invoke: (event) =>
      new Promise((resolve) => {
        const refuse = (error: unknown): void => resolve(failed(error, null, null))
        send(event, makeExchange(resolve), refuse)
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
  const header = (name: string): string | undefined => headerOf(rawHeaders, name)
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
