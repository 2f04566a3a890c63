import { type Answer, type ApiRequest, fields, jsonAnswer, Refusal } from '../exchange.ts'
import type { Fleet } from './fleet.ts'
import type { Invoker } from './invoker.ts'

/**
 * A function behind HTTP, as a Function URL with AuthType NONE: `/function-url/NAME[:qualifier]/…`.
 * Null for any other path. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function makeFunctionUrl(
  fleet: Fleet,
  invoker: Invoker,
): (request: ApiRequest) => Promise<Answer> | null {
  async function answer(request: ApiRequest, name: string, path: string): Promise<Answer> {
    const arrivedAt = Date.now()
    const requestId = crypto.randomUUID()
    const headers = { 'x-amzn-requestid': requestId }
    try {
      const event = Buffer.from(JSON.stringify(makeEvent(request, path, requestId)))
      const done = await invoker.invoke(fleet.find(name), event, { requestId, arrivedAt })
      if (done.error !== null) return { status: 502, headers, body: 'Internal Server Error' }
      const response = parseResponse(done.payload)
      return { ...response, headers: { ...response.headers, ...headers } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return jsonAnswer(error.status, { Message: error.message }, headers)
    }
  }

  return (request) => {
    const [, name, path = ''] = /^\/function-url\/([^/]+)(.*)$/.exec(request.path) ?? []
    return name === undefined ? null : answer(request, decodeURIComponent(name), path || '/')
  }
}

function makeEvent(request: ApiRequest, path: string, requestId: string): unknown {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: request.query,
    headers: request.headers,
    requestContext: {
      requestId,
      http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      timeEpoch: Date.now(),
    },
    body: request.body.toString(),
    isBase64Encoded: false,
  }
}

/** A handler returns a whole response, or just its JSON body. */
function parseResponse(payload: Buffer): Answer {
  const result = fields(JSON.parse(payload.toString()))
  if (typeof result.statusCode !== 'number') {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: payload }
  }
  const headers = Object.entries(fields(result.headers)).map(([name, value]) => [
    name,
    String(value),
  ])
  return {
    status: result.statusCode,
    headers: Object.fromEntries(headers),
    body: String(result.body ?? ''),
  }
}
