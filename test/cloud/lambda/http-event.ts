import { type Answer, type ApiRequest, fields } from '../exchange.ts'

/** Payload format 2.0, near enough for all fronts: what a handler of these tests reads is the same. */
export function makeEvent(request: ApiRequest, path: string, requestId: string): Buffer {
  const event = {
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
  return Buffer.from(JSON.stringify(event))
}

/** The whole response that a handler returned; null when it returned something else. */
export function parseResponse(payload: Buffer): Answer | null {
  const result = fields(JSON.parse(payload.toString()))
  if (typeof result.statusCode !== 'number') return null
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

/** The trace that a caller chose. */
export function traceHeaderOf({ headers }: ApiRequest): string | undefined {
  const header = headers['x-amzn-trace-id']
  return typeof header === 'string' ? header : undefined
}
