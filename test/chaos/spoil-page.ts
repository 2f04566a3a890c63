import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { fields } from '../cloud/exchange.ts'
import type { Spoiling } from './scenario.ts'

/** An answer as it came from the cloud. */
export type Page = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Heard = {
  readonly message: IncomingMessage
  readonly body: Buffer
  readonly pass: () => Promise<Page>
}

type OfPages = Extract<Spoiling, { kind: 'token' | 'twice' | 'scramble' }>

/**
 * Spoils a page of log events.
 *
 * @returns undefined where there is nothing to spoil, before the call was passed on.
 */
export async function spoilPage(
  fault: OfPages,
  { message, body, pass }: Heard,
): Promise<Page | undefined> {
  if (!String(message.headers['x-amz-target']).endsWith('FilterLogEvents')) return undefined
  const { nextToken } = fields(JSON.parse(body.toString()))
  if (fault.kind === 'token') {
    // The cloud would refuse these tokens, as it never gave them.
    if (fault.how === 'endless') return empty(crypto.randomUUID())
    if (fault.how === 'same' && nextToken === SAME) return empty(SAME)
    if (fault.how === 'expired') return nextToken === undefined ? undefined : expired()
  }
  const found = await pass()
  if (found.status !== 200) return found
  const answer = fields(JSON.parse(found.body.toString()))
  return { ...found, body: Buffer.from(JSON.stringify({ ...answer, ...changed(fault, answer) })) }
}

function changed(fault: OfPages, answer: Readonly<Record<string, unknown>>): object {
  const events = Array.isArray(answer.events) ? answer.events : []
  if (fault.kind === 'twice') return { events: [...events, ...events.toReversed()] }
  if (fault.kind === 'scramble') return { events: events.flatMap(scramble) }
  return { nextToken: fault.how === 'same' ? SAME : crypto.randomUUID() }
}

const SAME = 'the-same-again'

/** An event, and in turn what no service should ever send. */
function scramble(event: object, index: number): readonly unknown[] {
  const broken = [
    null,
    { ...event, message: null },
    { ...event, timestamp: 'yesterday', eventId: 7 },
    { logStreamName: {}, message: 'REPORT RequestId: \tDuration: ms\t' },
  ]
  return [event, broken[index % broken.length]]
}

const HEADERS = { 'content-type': 'application/x-amz-json-1.1' }

function empty(nextToken: string): Page {
  return {
    status: 200,
    headers: HEADERS,
    body: Buffer.from(JSON.stringify({ events: [], nextToken })),
  }
}

function expired(): Page {
  const text = {
    __type: 'InvalidParameterException',
    message: 'The specified nextToken has expired.',
  }
  return { status: 400, headers: HEADERS, body: Buffer.from(JSON.stringify(text)) }
}
