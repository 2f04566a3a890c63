import { randomBytes } from 'node:crypto'
import { within } from '../environment/within.ts'
import { type Answer, type ApiRequest, jsonAnswer, Refusal } from '../exchange.ts'
import type { FrontOptions } from '../options.ts'
import type { Fleet } from './fleet.ts'
import { makeEvent, parseResponse, traceHeaderOf } from './http-event.ts'
import type { Invoker } from './invoker.ts'

type Kind = 'rest-api' | 'http-api' | 'alb'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const LIMITS: Readonly<Record<Kind, number>> = {
  'rest-api': 29_000,
  'http-api': 30_000,
  alb: 60_000,
}

/**
 * Functions behind API Gateway and a load balancer, which tell ids of their own or none, and answer
 * themselves when a function takes too long: `/rest-api/NAME`, `/http-api/NAME`, `/alb/NAME`. Null
 * for any other path.
 *
 * A caller's trace reaches Lambda's own tracing behind REST APIs only:
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html,
 * https://github.com/aws/aws-xray-sdk-java/issues/301
 */
export function makeGateways(
  fleet: Fleet,
  invoker: Invoker,
  { limitMs, stageTracing = false }: FrontOptions,
): (request: ApiRequest) => Promise<Answer> | null {
  async function answer(kind: Kind, request: ApiRequest, name: string): Promise<Answer> {
    const trace = traceOf(request)
    const headers = headersOf(kind, trace)
    const isPassedOn = kind === 'rest-api' && stageTracing
    try {
      const invoked = invoker.invoke(
        fleet.find(name),
        makeEvent(request, '/', crypto.randomUUID()),
        { arrivedAt: Date.now(), traceHeader: isPassedOn ? trace : undefined },
      )
      // It goes on when nobody waits any more.
      invoked.catch(() => undefined)
      const done = await within(limitMs ?? LIMITS[kind], invoked)
      if (done === null) return refuse(CUT_OFF[kind], headers)
      const response = done.error === null ? parseResponse(done.payload) : null
      if (response === null) return refuse(FAULT[kind], headers)
      return { ...response, headers: { ...response.headers, ...headers } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return refuse(error.status === 404 ? NOTHING[kind] : FAULT[kind], headers)
    }
  }

  return (request) => {
    const [, kind, name] = /^\/(rest-api|http-api|alb)\/([^/]+)/.exec(request.path) ?? []
    if (name === undefined) return null
    return answer(kind as Kind, request, decodeURIComponent(name))
  }
}

type Told = readonly [status: number, message: string | null]

/** Messages as AWS writes them; a load balancer answers in HTML. */
const CUT_OFF: Readonly<Record<Kind, Told>> = {
  'rest-api': [504, 'Endpoint request timed out'],
  'http-api': [503, 'Service Unavailable'],
  alb: [504, null],
}
const FAULT: Readonly<Record<Kind, Told>> = {
  'rest-api': [502, 'Internal server error'],
  'http-api': [500, 'Internal Server Error'],
  alb: [502, null],
}
const NOTHING: Readonly<Record<Kind, Told>> = {
  'rest-api': [403, 'Missing Authentication Token'],
  'http-api': [404, 'Not Found'],
  alb: [404, null],
}

function refuse([status, message]: Told, headers: Readonly<Record<string, string>>): Answer {
  if (message !== null) return jsonAnswer(status, { message }, headers)
  const body = `<html>\r\n<head><title>${status}</title></head>\r\n</html>\r\n`
  return { status, headers: { 'content-type': 'text/html', ...headers }, body }
}

/** A caller's root is kept. */
function traceOf(request: ApiRequest): string {
  const own = traceHeaderOf(request)
  if (own !== undefined) return own
  const seconds = Math.floor(Date.now() / 1000).toString(16)
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`
}

function headersOf(kind: Kind, trace: string): Readonly<Record<string, string>> {
  const id = randomBytes(11).toString('base64url')
  if (kind === 'alb') return { server: 'awselb/2.0' }
  if (kind === 'http-api') return { 'apigw-requestid': `${id}=` }
  return {
    'x-amzn-requestid': crypto.randomUUID(),
    'x-amz-apigw-id': `${id}=`,
    'x-amzn-trace-id': trace,
  }
}
