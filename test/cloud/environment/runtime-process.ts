import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { listen, readBody, shut } from '../exchange.ts'

export type Boot =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly errorType: string; readonly payload: Buffer }
  | Exit

export type Reply =
  | { readonly kind: 'response'; readonly payload: Buffer }
  | { readonly kind: 'error'; readonly errorType: string; readonly payload: Buffer }
  | Exit

export type Exit = { readonly kind: 'exit'; readonly reason: string }

export type Delivery = {
  readonly requestId: string
  readonly payload: Buffer
  readonly functionArn: string
  readonly deadline: number
  readonly traceId: string | null
}

/** One process behind its own Runtime API. */
export type RuntimeProcess = {
  readonly startedAt: number
  /** The end of init: the first call for an event, a reported error, or the end of the process. */
  readonly booted: Promise<Boot>
  handle(delivery: Delivery): Promise<Reply>
  /** The peak of its memory, as it told with its last call. */
  usedMB(): number
  kill(): Promise<void>
}

const bootstrap = fileURLToPath(new URL('runtime.mjs', import.meta.url))
const bareProcessMB = 45

// If our own process ends without a close, its children end with it.
const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

export async function startRuntime(
  variables: Readonly<Record<string, string>>,
  directory: string,
  print: (line: string) => void,
): Promise<RuntimeProcess> {
  const boot = Promise.withResolvers<Boot>()
  let reply = Promise.withResolvers<Reply>()
  let parked = Promise.withResolvers<ServerResponse>()
  let usedMB = bareProcessMB

  const server = createServer((request, response) => {
    usedMB = Math.round(Number(request.headers['x-local-max-rss-kb']) / 1024) || usedMB
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? ''
    if (path === 'invocation/next') {
      boot.resolve({ kind: 'ready' })
      parked.resolve(response)
      return
    }
    void readBody(request).then(
      (payload) => {
        response.writeHead(202, { 'content-length': 0 }).end()
        const errorType = String(request.headers['lambda-runtime-function-error-type'])
        if (path === 'init/error') boot.resolve({ kind: 'failed', errorType, payload })
        else if (path.endsWith('/error')) reply.resolve({ kind: 'error', errorType, payload })
        else reply.resolve({ kind: 'response', payload })
      },
      // The process died while it was answering; its exit says so.
      () => undefined,
    )
  })
  const port = await listen(server)
  await takeTurn()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [bootstrap], {
    cwd: directory,
    env: { ...variables, AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    readLines(stream, print)
  }
  const gone = new Promise<Exit>((resolve) => {
    child.once('error', (error) => resolve({ kind: 'exit', reason: error.message }))
    child.once('exit', (code, signal) => resolve({ kind: 'exit', reason: sayExit(code, signal) }))
  })
  children.add(child)
  void gone.then(() => children.delete(child))

  return {
    startedAt,
    booted: Promise.race([boot.promise, gone]),
    usedMB: () => usedMB,
    async handle(delivery) {
      reply = Promise.withResolvers()
      const next = await Promise.race([parked.promise, gone])
      if (!('writeHead' in next)) return next
      parked = Promise.withResolvers()
      next.writeHead(200, {
        'content-type': 'application/json',
        'content-length': delivery.payload.length,
        'lambda-runtime-aws-request-id': delivery.requestId,
        'lambda-runtime-deadline-ms': String(delivery.deadline),
        'lambda-runtime-invoked-function-arn': delivery.functionArn,
        ...(delivery.traceId === null ? {} : { 'lambda-runtime-trace-id': delivery.traceId }),
      })
      next.end(delivery.payload)
      return Promise.race([reply.promise, gone])
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
      await shut(server)
    },
  }
}

/** To spawn blocks for milliseconds: between two of a burst, warm calls get their answers. */
let lastTurn: Promise<void> = Promise.resolve()
function takeTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => setImmediate())
  return lastTurn
}

/** A carriage return ends no line: the runtime prints it for the line feeds inside a message. */
function readLines(stream: Readable, print: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) print(line)
  })
}

function sayExit(code: number | null, signal: string | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal}`
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`
}
