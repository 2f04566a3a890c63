import type { Access } from '../access.ts'
import { type Answer, type ApiRequest, jsonAnswer, Refusal } from '../exchange.ts'
import type { FrontOptions } from '../options.ts'
import type { Fleet } from './fleet.ts'
import { makeEvent, parseResponse, traceHeaderOf } from './http-event.ts'
import type { Invoker } from './invoker.ts'

/**
 * A function behind HTTP, as a Function URL: `/function-url/NAME[:qualifier]/…`. Null for any other
 * path. https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function makeFunctionUrl(
  fleet: Fleet,
  invoker: Invoker,
  { authType = 'NONE' }: FrontOptions,
  access: Access,
): (request: ApiRequest) => Promise<Answer> | null {
  async function answer(request: ApiRequest, name: string, path: string): Promise<Answer> {
    const arrivedAt = Date.now()
    const requestId = crypto.randomUUID()
    const headers = { 'x-amzn-requestid': requestId }
    try {
      const target = fleet.find(name)
      if (authType === 'AWS_IAM') {
        // Both are needed: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
        access.check(request, 'lambda', 'InvokeFunctionUrl', target.arn)
        access.check(request, 'lambda', 'InvokeFunction', target.arn)
      }
      const event = makeEvent(request, path, requestId)
      const traceHeader = traceHeaderOf(request)
      const done = await invoker.invoke(target, event, { requestId, arrivedAt, traceHeader })
      if (done.error !== null) return { status: 502, headers, body: 'Internal Server Error' }
      const response = parseResponse(done.payload) ?? {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: done.payload,
      }
      return { ...response, headers: { ...response.headers, ...headers } }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { status, type, message, details } = error
      const isDenied =
        type === 'AccessDeniedException' || type === 'MissingAuthenticationTokenException'
      const name = isDenied ? 'AccessDeniedException' : type
      const body = { Message: isDenied ? 'Forbidden' : message, ...details }
      return jsonAnswer(status, body, { ...headers, 'x-amzn-errortype': name })
    }
  }

  return (request) => {
    const [, name, path = ''] = /^\/function-url\/([^/]+)(.*)$/.exec(request.path) ?? []
    return name === undefined ? null : answer(request, decodeURIComponent(name), path || '/')
  }
}
