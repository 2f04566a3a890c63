import type { Answer } from '../load/invocation.ts'
import type { Ended } from '../load/send.ts'
import type { EpochMs, Ms } from '../units.ts'
import { now } from './clock.ts'
import type { Exchange } from './connections.ts'

/** How the answers of one kind of server are read. */
export type Reading<Head> = {
  readonly readHead: (status: number, rawHeaders: readonly Buffer[]) => Head
  /** Whether its body is of use: any other is only drained, for it may be megabytes. */
  readonly keepsBody: (head: Head) => boolean
  /** @param waited from the sending to the head. */
  readonly readAnswer: (head: Head, text: string, waited: Ms) => Answer
  /** @param sentAt null when nothing was sent. */
  readonly readFailure: (error: unknown, sentAt: EpochMs | null) => Answer
}

/** An error body longer than this holds nothing more to learn. */
const MOST_ERROR_TEXT = 64_000

/** Notes when what happened to one request, and reads its answer. */
export function makeExchange<Head>(
  { readHead, keepsBody, readAnswer, readFailure }: Reading<Head>,
  onEnded: (ended: Ended) => void,
): Exchange {
  let sentAt: EpochMs | null = null
  let firstByteAt: EpochMs | null = null
  let head: Head | undefined
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
      if (head !== undefined && keepsBody(head) && text.length < MOST_ERROR_TEXT) {
        text += chunk.toString('latin1')
      }
    },
    onEnd: (error) => {
      const endedAt = now()
      if (error !== undefined || head === undefined) {
        onEnded({ answer: readFailure(error, sentAt), sentAt, firstByteAt, endedAt })
      } else {
        const utf8 = Buffer.from(text.slice(0, MOST_ERROR_TEXT), 'latin1').toString()
        const waited = (firstByteAt ?? endedAt) - (sentAt ?? endedAt)
        onEnded({ answer: readAnswer(head, utf8, waited), sentAt, firstByteAt, endedAt })
      }
    },
  }
}

/** A request that got no answer. */
export function readFailure(error: unknown): Answer & { readonly kind: 'failed' } {
  const { code, message, name } = (error ?? {}) as {
    code?: string
    message?: string
    name?: string
  }
  const gaveUp = code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  const hopeless = name === 'CredentialsProviderError'
  return { kind: 'failed', reason: message || code || String(error), gaveUp, hopeless }
}

/** Without credentials nothing is sent. */
export function refuse(error: unknown): Ended {
  return { answer: readFailure(error), sentAt: null, firstByteAt: null, endedAt: now() }
}
