import { randomBytes } from 'node:crypto'
import { type Endpoint, hasBody } from '../config/endpoint.ts'
import { HANDLER_HEADER, type HttpHead, readHttpAnswer } from '../load/http-answer.ts'
import type { Answer } from '../load/invocation.ts'
import type { Ms } from '../units.ts'
import { type Channel, openChannel, openUnsigned, type SdkConfig } from './channel.ts'
import { headerOf } from './connections.ts'
import { makeExchange, type Reading, readFailure, refuse } from './exchange.ts'
import type { Invoker } from './invoke.ts'
import { AGENT } from './signed-requests.ts'
import type { Query } from './sigv4.ts'

/**
 * Sends requests to an HTTP endpoint, each once and with a trace of its own, by which its REPORT line
 * may be found where no request id tells.
 *
 * @param config where the credentials for a signature come from.
 * @param timeout for one answer; longer than the function can take.
 */
export function makeHttpInvoker(endpoint: Endpoint, config: SdkConfig, timeout: Ms): Invoker {
  const { open, send, close } = openEndpoint(endpoint, config, timeout)
  const isSent = hasBody(endpoint.method)
  const signing = endpoint.signing?.service
  const once = makeOnce()
  let leadsToFunction = false
  return {
    connect: (count, ahead) => open(count, isSent ? ahead : ['']),
    invoke: (event) =>
      new Promise((resolve) => {
        const traceId = makeTraceId()
        const reading: Reading<HttpHead> = {
          readHead,
          keepsBody: ({ status }) => status >= 400,
          readAnswer: (head, text, waited) => {
            const request = { traceId, signing, waited, leadsToFunction }
            const answer = once(readHttpAnswer(head, text, request))
            if (answer.kind === 'answered') leadsToFunction = true
            return answer
          },
          readFailure: (error, sentAt) => {
            const failure = readFailure(error)
            const mayHaveRun = { requestId: undefined, traceId, error: 'no answer' }
            return sentAt === null ? failure : { ...failure, mayHaveRun }
          },
        }
        const exchange = makeExchange(reading, resolve)
        const trace = ['x-amzn-trace-id', `Root=${traceId};Sampled=1`]
        send(isSent ? event : '', exchange, (error) => resolve(refuse(error)), trace)
      }),
    close,
  }
}

function openEndpoint(endpoint: Endpoint, config: SdkConfig, timeout: Ms): Channel {
  const { path, search, method, signing } = endpoint
  const origin = new URL(endpoint.origin)
  const given = Object.fromEntries(
    endpoint.headers.map(([name, value]) => [name.toLowerCase(), value]),
  )
  const content = hasBody(method) ? { 'content-type': 'application/json' } : {}
  const headers = { ...content, ...given }
  if (signing === undefined) {
    const [name, agent] = AGENT
    const all = { [name]: agent, ...headers }
    return openUnsigned({ origin, path: `${path}${search}`, method, headers: all }, timeout)
  }
  return openChannel(
    { origin, path, query: readQuery(search), method, headers },
    signing,
    config,
    timeout,
  )
}

function readQuery(search: string): Query {
  const query: Record<string, string[]> = {}
  for (const [name, value] of new URLSearchParams(search)) {
    query[name] = [...(Object.hasOwn(query, name) ? (query[name] ?? []) : []), value]
  }
  return query
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function makeTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000)
  return `1-${seconds.toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`
}

/** An id that comes again is that of a cached answer, and no start; proxies keep errors as well. */
function makeOnce(): (answer: Answer) => Answer {
  const seen = new Set<string>()
  return (answer) => {
    const requestId = idOf(answer)
    if (requestId === undefined) return answer
    if (!seen.has(requestId)) {
      seen.add(requestId)
      return answer
    }
    const reason =
      'an answer has the request id of an earlier one, so a cache answers in front of the function; turn it off for this url'
    return { kind: 'failed', reason, gaveUp: false, hopeless: true }
  }
}

function idOf(answer: Answer): string | undefined {
  if (answer.kind === 'answered') return answer.requestId
  return answer.kind === 'failed' ? answer.mayHaveRun?.requestId : undefined
}

function readHead(status: number, rawHeaders: readonly Buffer[]): HttpHead {
  const header = (name: string): string | undefined => headerOf(rawHeaders, name)
  return {
    status,
    requestId: header('x-amzn-requestid'),
    handlerId: header(HANDLER_HEADER),
    isApiGateway: (header('apigw-requestid') ?? header('x-amz-apigw-id')) !== undefined,
    errorType: header('x-amzn-errortype'),
    // A 201 names in its Location what was created.
    isRedirect: status >= 300 && status < 400 && header('location') !== undefined,
  }
}
