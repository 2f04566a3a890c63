import { randomUUID } from 'node:crypto'
import type { Access } from '../access.ts'
import { type Answer, type ApiRequest, fields, jsonAnswer, Refusal } from '../exchange.ts'
import type { Change } from './deployed-function.ts'
import type { Fleet, Target } from './fleet.ts'
import { renderCode } from './function-configuration.ts'
import type { Invoker } from './invoker.ts'
import { account } from './settings.ts'

type Call = { readonly request: ApiRequest; readonly name: string; readonly requestId: string }

type Route = {
  readonly method: string
  readonly path: RegExp
  readonly action: string
  readonly run: (call: Call) => Promise<Answer> | Answer
}

/** Lambda's REST-JSON API; null for a request to another service. */
export function makeLambdaApi(
  fleet: Fleet,
  invoker: Invoker,
  region: string,
  access: Access,
): (request: ApiRequest) => Promise<Answer> | null {
  const find = ({ name, request }: Call): Target =>
    fleet.find(name, new URLSearchParams(request.query).get('Qualifier'))

  async function invoke(call: Call): Promise<Answer> {
    const { request, requestId } = call
    const target = find(call)
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
    if (type === 'DryRun') return { status: 204, body: '' }
    const payload = request.body.length === 0 ? Buffer.from('{}') : request.body
    assertJson(payload)
    const traceHeader = request.headers['x-amzn-trace-id']
    const invoked = invoker.invoke(target, payload, {
      requestId,
      arrivedAt: Date.now(),
      traceHeader: typeof traceHeader === 'string' ? traceHeader : undefined,
    })
    if (type === 'Event') {
      invoked.catch(() => undefined)
      return { status: 202, body: '' }
    }
    const done = await invoked
    return {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': done.version,
        ...(done.error === null ? {} : { 'x-amz-function-error': 'Unhandled' }),
        ...(request.headers['x-amz-log-type'] === 'Tail'
          ? { 'x-amz-log-result': Buffer.from(done.tail).subarray(-4096).toString('base64') }
          : {}),
      },
      body: done.payload,
    }
  }

  function getConfiguration(call: Call): Answer {
    const target = find(call)
    const configuration = target.function.configuration(target.qualifier)
    const { kmsKeyArn } = target.function.settings()
    if (kmsKeyArn === undefined || access.may('kms:Decrypt', kmsKeyArn)) {
      return jsonAnswer(200, configuration)
    }
    const hidden = { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt' }
    return jsonAnswer(200, { ...configuration, Environment: { Error: hidden } })
  }

  function listTags(call: Call): Answer {
    return jsonAnswer(200, { Tags: find(call).function.settings().tags })
  }

  /** With the qualifier, wherever it was named. */
  function resourceOf(name: string, { query }: ApiRequest): string {
    if (name === '') return '*'
    const qualifier = new URLSearchParams(query).get('Qualifier')
    const plain = name.replace(/^(?:arn:aws[^:]*:lambda:[^:]+:)?\d{12}:function:/, '')
    const qualified = qualifier === null ? plain : `${plain}:${qualifier}`
    return `arn:aws:lambda:${region}:${account}:function:${qualified}`
  }

  function getFunction(call: Call): Answer {
    const target = find(call)
    const configuration = target.function.configuration(target.qualifier)
    const digest = String(configuration.CodeSha256)
    return jsonAnswer(200, {
      Configuration: configuration,
      Code: renderCode(target.function.settings(), digest),
    })
  }

  function updateConfiguration(call: Call): Answer {
    const target = find(call)
    if (target.qualifier !== null && target.qualifier !== '$LATEST') {
      throw new Refusal(
        400,
        'InvalidParameterValueException',
        'A published version cannot be updated.',
      )
    }
    const input = fields(JSON.parse(call.request.body.toString()))
    const revisionId = typeof input.RevisionId === 'string' ? input.RevisionId : undefined
    target.function.update(parseChange(input), revisionId)
    return jsonAnswer(200, target.function.configuration(null))
  }

  function getConcurrency(call: Call): Answer {
    const { reservedConcurrency } = find(call).function.settings()
    return jsonAnswer(
      200,
      reservedConcurrency === undefined
        ? {}
        : { ReservedConcurrentExecutions: reservedConcurrency },
    )
  }

  function getAccountSettings(): Answer {
    const { total, unreserved } = invoker.concurrency()
    return jsonAnswer(200, {
      AccountLimit: {
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: total,
        TotalCodeSize: 80_530_636_800,
        UnreservedConcurrentExecutions: unreserved,
      },
      AccountUsage: { FunctionCount: fleet.functions.length, TotalCodeSize: 1_234_567 },
    })
  }

  const functions = '/2015-03-31/functions/([^/]+)'
  const routes: readonly Route[] = [
    route('POST', `${functions}/invocations`, 'InvokeFunction', invoke),
    route('GET', `${functions}/configuration`, 'GetFunctionConfiguration', getConfiguration),
    route('PUT', `${functions}/configuration`, 'UpdateFunctionConfiguration', updateConfiguration),
    route('GET', functions, 'GetFunction', getFunction),
    route(
      'GET',
      '/2019-09-30/functions/([^/]+)/concurrency',
      'GetFunctionConcurrency',
      getConcurrency,
    ),
    route('GET', '/2017-03-31/tags/([^/]+)', 'ListTags', listTags),
    route('GET', '/2016-08-19/account-settings/?', 'GetAccountSettings', getAccountSettings),
  ]

  async function answer(request: ApiRequest): Promise<Answer> {
    const requestId = randomUUID()
    try {
      const [found, name = ''] = match(routes, request)
      access.check(request, 'lambda', found.action, resourceOf(name, request))
      const done = await found.run({ request, name, requestId })
      return { ...done, headers: { ...done.headers, 'x-amzn-requestid': requestId } }
    } catch (error) {
      if (error instanceof Refusal) return refuse(error, requestId)
      throw error
    }
  }

  return (request) => (/^\/20\d\d-\d\d-\d\d\//.test(request.path) ? answer(request) : null)
}

function route(method: string, path: string, action: string, run: Route['run']): Route {
  return { method, path: new RegExp(`^${path}$`), action, run }
}

function match(routes: readonly Route[], request: ApiRequest): readonly [Route, string?] {
  for (const one of routes) {
    const found = one.method === request.method ? one.path.exec(request.path) : null
    if (found) return [one, decodeURIComponent(found[1] ?? '')]
  }
  throw new Refusal(
    404,
    'UnknownOperationException',
    `${request.method} ${request.path} is not part of the local cloud`,
  )
}

/** Environment replaces all variables, and what is not named stays. */
function parseChange(input: Readonly<Record<string, unknown>>): Change {
  const variables = fields(fields(input.Environment).Variables)
  return {
    ...(input.Environment === undefined
      ? {}
      : {
          variables: Object.fromEntries(
            Object.entries(variables).map(([name, value]) => [name, String(value)]),
          ),
        }),
    ...(typeof input.MemorySize === 'number' ? { memoryMB: input.MemorySize } : {}),
    ...(typeof input.Timeout === 'number' ? { timeoutS: input.Timeout } : {}),
  }
}

function assertJson(payload: Buffer): void {
  try {
    JSON.parse(payload.toString())
  } catch (error) {
    throw new Refusal(
      400,
      'InvalidRequestContentException',
      `Could not parse request body into json: ${error instanceof Error ? error.message : error}`,
    )
  }
}

function refuse({ status, type, message, details }: Refusal, requestId: string): Answer {
  // Lambda spells the member both ways; a client has to read either.
  const name = ['AccessDeniedException', 'ResourceNotFoundException'].includes(type)
    ? 'Message'
    : 'message'
  return jsonAnswer(
    status,
    { Type: status < 500 ? 'User' : 'Service', [name]: message, ...details },
    { 'x-amzn-errortype': type, 'x-amzn-requestid': requestId },
  )
}
