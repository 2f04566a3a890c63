import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsRequest,
} from '@aws-sdk/client-cloudwatch-logs'
import { type LogPage, parseObject, parsePage } from '../logs/page.ts'
import type { Ms } from '../units.ts'
import { type Channel, openChannel } from './channel.ts'
import { type Exchange, headerOf } from './connections.ts'
import { makeRequestHandler } from './lambda.ts'
import { locate } from './locate.ts'

const TIMEOUT: Ms = 30_000

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'Logs_20140328.FilterLogEvents',
}

type Query = FilterLogEventsRequest & { readonly logGroupName: string }

/** One API call, made once. */
export type LogSearch = {
  /** Rejects with an error like the SDK's: `name` and, for an answer, `$metadata.httpStatusCode`. */
  readonly call: (query: Query, signal: AbortSignal) => Promise<LogPage>
  readonly close: () => Promise<void>
}

/**
 * FilterLogEvents without the SDK, whose reading of a page takes two to three times as long: a page has
 * thousands of events, and is read beside the requests that are measured.
 */
export function openLogSearch(region: string, clockOffset: () => Ms): LogSearch {
  const client = new CloudWatchLogsClient({ region, requestHandler: makeRequestHandler() })
  let opening: Promise<Channel> | undefined
  const open = async (): Promise<Channel> => {
    const command = new FilterLogEventsCommand({})
    // This client sends nothing itself, so no answer ever shows it how far the clocks are apart.
    const config = {
      credentials: client.config.credentials,
      get systemClockOffset() {
        return clockOffset()
      },
    }
    const location = await locate(command, () => client.send(command))
    const requests = { ...location, method: 'POST', headers: HEADERS } as const
    return openChannel(requests, { service: 'logs', region }, config, TIMEOUT)
  }
  return {
    call: async (query, signal) => {
      opening ??= open()
      // What fails here, such as missing credentials, is tried anew with the next call.
      opening.catch(() => {
        opening = undefined
      })
      const { send } = await opening
      return await new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const cancel = (): void => reject(signal.reason)
        signal.addEventListener('abort', cancel, { once: true })
        const exchange = makeExchange((error, head, chunks) => {
          signal.removeEventListener('abort', cancel)
          // What is thrown from here is lost, and nobody would ever hear of this call again.
          try {
            if (error !== undefined) reject(error)
            else resolve(readAnswer(head, chunks, query.logGroupName))
          } catch (reason) {
            reject(reason)
          }
        })
        send(JSON.stringify(query), exchange, reject)
      })
    },
    close: async () => {
      client.destroy()
      await opening?.then(
        ({ close }) => close(),
        () => undefined,
      )
    },
  }
}

type Head = { readonly status: number; readonly errorType: string | undefined }

function makeExchange(
  onEnd: (error: Error | undefined, head: Head, chunks: readonly Buffer[]) => void,
): Exchange {
  let head: Head = { status: 0, errorType: undefined }
  const chunks: Buffer[] = []
  return {
    onWritten: () => undefined,
    onHead: (status, rawHeaders) => {
      head = { status, errorType: headerOf(rawHeaders, 'x-amzn-errortype') }
    },
    onData: (chunk) => {
      chunks.push(chunk)
    },
    onEnd: (error) => onEnd(error, head, chunks),
  }
}

/** @throws an error like the SDK's. */
function readAnswer(
  { status, errorType }: Head,
  chunks: readonly Buffer[],
  group: string,
): LogPage {
  const body = Buffer.concat(chunks).toString()
  const page = status === 200 ? parsePage(body, group) : undefined
  if (page === undefined) throw readFailure(status, errorType, body)
  return page
}

/**
 * The protocol's error, whose type may stand in a header or in either field of the body, with a
 * namespace before it and a URL behind.
 */
function readFailure(status: number, errorType: string | undefined, body: string): Error {
  const refusal = parseObject(body)
  // AWS refuses with an object or a header; a 400 with neither is cut off, and its reason unknown.
  const isCut = status === 400 && errorType === undefined && refusal === undefined
  if (status === 200 || isCut) return new Error('the answer is no page of log events')
  const { __type, code, message, Message } = refusal ?? {}
  const name =
    /(?:^|#)([\w.]+)(?::.*)?$/.exec(String(errorType ?? code ?? __type ?? ''))?.[1] ??
    `HTTP ${status}`
  const error = new Error(String(message ?? Message ?? 'without a reason'))
  return Object.assign(error, { name, $metadata: { httpStatusCode: status } })
}
