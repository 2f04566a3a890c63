// The process inside an execution environment: what the managed Node runtime does, and no more, so
// that Init Duration is the handler's own. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'

const { env } = process
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':')
let requestId

// Image chunks that init has to wait for (PullOptions.during).
const pullMs = Number(env.LOCAL_CLOUD_PULL_MS ?? 0)
delete env.LOCAL_CLOUD_PULL_MS

// HTTP by hand, because importing node:http doubles the time that a Node process takes to start.
const socket = connect(Number(port), host).setNoDelay()
let received = Buffer.alloc(0)
let answered = () => undefined
socket.on('data', (chunk) => {
  received = Buffer.concat([received, chunk])
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return
  const headers = parseHeaders(received.subarray(0, headEnd).toString('latin1'))
  const bodyEnd = headEnd + 4 + Number(headers['content-length'])
  if (received.length < bodyEnd) return
  const body = received.subarray(headEnd + 4, bodyEnd)
  received = received.subarray(bodyEnd)
  answered({ headers, body })
})
// The cloud is gone, so nobody will ever call again.
socket.on('error', () => process.exit(0))
socket.on('close', () => process.exit(0))

function parseHeaders(head) {
  const lines = head.split('\r\n').slice(1)
  return Object.fromEntries(
    lines.map((line) => {
      const [name, value] = line.split(/: (.*)/s)
      return [name.toLowerCase(), value]
    }),
  )
}

/** One call at a time, as the runtime makes them. */
function call(method, path, body = '', headers = {}) {
  const all = {
    host: env.AWS_LAMBDA_RUNTIME_API,
    'content-length': Buffer.byteLength(body),
    'x-local-max-rss-kb': process.resourceUsage().maxRSS,
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`${method} /2018-06-01/runtime/${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
  return new Promise((resolve) => {
    answered = resolve
  })
}

function print(level, ...values) {
  const timestamp = new Date().toISOString()
  const message = format(...values)
  process.stdout.write(
    env.AWS_LAMBDA_LOG_FORMAT === 'JSON'
      ? `${JSON.stringify({ timestamp, level, requestId, message })}\n`
      : `${timestamp}\t${requestId}\t${level}\t${message.replaceAll('\n', '\r')}\n`,
  )
}

for (const [name, level] of Object.entries({
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
})) {
  console[name] = (...values) => print(level, ...values)
}

async function loadHandler() {
  const [, module, name] = /^(.*?[^/.]+)\.([^/]+)$/.exec(env._HANDLER) ?? []
  const file = ['mjs', 'js', 'cjs']
    .map((extension) => join(env.LAMBDA_TASK_ROOT, `${module}.${extension}`))
    .find(existsSync)
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`)
  const exported = await import(pathToFileURL(file).href).catch((error) => {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error))
    if (error?.code === 'ERR_MODULE_NOT_FOUND') {
      throw named('Runtime.ImportModuleError', String(error))
    }
    throw error
  })
  const handler = name
    .split('.')
    .reduce((value, key) => value?.[key], { ...exported.default, ...exported })
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${env._HANDLER} is undefined or not exported`)
  }
  return handler
}

function named(name, message) {
  return Object.assign(new Error(message), { name })
}

function report(path, label, thrown) {
  const errorType = thrown?.name ?? typeof thrown
  const error = {
    errorType,
    errorMessage: thrown?.message ?? String(thrown),
    trace: String(thrown?.stack ?? thrown).split('\n'),
  }
  print('ERROR', `${label} \t${JSON.stringify(error)}`)
  return call('POST', path, JSON.stringify(error), {
    'lambda-runtime-function-error-type': errorType,
  })
}

function makeContext(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
}

async function answer(handler, { headers, body }) {
  try {
    const result = await handler(JSON.parse(body.toString()), makeContext(headers))
    await call(
      'POST',
      `invocation/${requestId}/response`,
      JSON.stringify(result === undefined ? null : result),
    )
  } catch (thrown) {
    await report(`invocation/${requestId}/error`, 'Invoke Error', thrown)
  }
}

if (pullMs > 0) await new Promise((resolve) => setTimeout(resolve, pullMs))
const handler = await loadHandler().catch(async (thrown) => {
  await report('init/error', 'Uncaught Exception', thrown)
  process.exit(1)
})
for (;;) {
  const event = await call('GET', 'invocation/next')
  requestId = event.headers['lambda-runtime-aws-request-id']
  if (event.headers['lambda-runtime-trace-id']) {
    env._X_AMZN_TRACE_ID = event.headers['lambda-runtime-trace-id']
  }
  await answer(handler, event)
}
