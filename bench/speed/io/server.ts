import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { type Hold, makeHold } from '../hold.ts'
import { makePage } from '../log-page.ts'
import { readRequest } from '../request.ts'
import { monotonic } from './monotonic.ts'

/*
 * node server.ts DIRECTORY: a process that answers like Lambda's Invoke API over TLS, and, on a
 * second port without TLS, with one page of log events. Its parent asks for what arrived.
 *
 * HTTP is read by hand: node's own server takes several times the CPU, and would be what a burst
 * measures.
 */

export type Arrivals = {
  readonly count: number
  /** On the machine's clock, in ms; undefined before the first request. */
  readonly first: number | undefined
  readonly last: number | undefined
  /** Of this process, since it was asked to begin anew. */
  readonly cpuMs: number
}

const BODY = '{"statusCode":200,"body":"hello"}'
const HEAD = [
  'HTTP/1.1 200 OK',
  'Date: Sun, 22 Nov 2026 12:00:00 GMT',
  'Content-Type: application/json',
  `Content-Length: ${BODY.length}`,
  'Connection: keep-alive',
  'X-Amz-Executed-Version: $LATEST',
  'X-Amzn-Trace-Id: Root=1-6564f3f0-0123456789abcdef01234567;Sampled=0',
  'x-amzn-RequestId: 00000000-0000-4000-8000-',
].join('\r\n')

let count = 0
let first: number | undefined
let last: number | undefined
let total = 0
let cpu = process.cpuUsage()
const holds = new Map<number, Hold<Socket>>()

function answer(socket: Socket): void {
  total += 1
  if (socket.writable) {
    socket.write(`${HEAD}${String(total).padStart(12, '0')}\r\n\r\n${BODY}`, 'latin1')
  }
}

function receive(socket: Socket, hold: number): void {
  const now = monotonic()
  count += 1
  first ??= now
  last = now
  if (hold === 0) answer(socket)
  else holdFor(socket, hold, now + hold)
}

function holdFor(socket: Socket, ms: number, due: number): void {
  const hold = holds.get(ms) ?? makeHold<Socket>()
  holds.set(ms, hold)
  const isIdle = hold.next() === undefined
  hold.add(socket, due)
  if (isIdle) wake(hold)
}

function wake(hold: Hold<Socket>): void {
  for (const socket of hold.takeDue(monotonic())) answer(socket)
  const next = hold.next()
  if (next !== undefined) setTimeout(wake, Math.max(1, next - monotonic()), hold)
}

function serve(socket: Socket): void {
  let pending = ''
  socket.setEncoding('latin1')
  socket.setNoDelay(true)
  // A client that is stopped closes thousands of connections at once.
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    pending = pending === '' ? String(chunk) : pending + chunk
    for (let one = readRequest(pending); one !== undefined; one = readRequest(pending)) {
      pending = pending.slice(one.length)
      receive(socket, one.hold)
    }
  })
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, resolve)
  })
  return (server.address() as AddressInfo).port
}

const directory = process.argv[2] ?? '.'
const key = readFileSync(join(directory, 'key.pem'))
const cert = readFileSync(join(directory, 'certificate.pem'))
const page = Buffer.from(JSON.stringify(makePage(10_000)))
const port = await listen(createServer({ key, cert }, serve))
const logPort = await listen(
  createHttpServer((request, response) => {
    request.resume().on('end', () => {
      response
        .writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r' })
        .end(page)
    })
  }),
)

process.on('message', (question) => {
  if (question === 'begin') {
    count = 0
    first = undefined
    last = undefined
    cpu = process.cpuUsage()
  }
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({ count, first, last, cpuMs: (user + system) / 1000 } satisfies Arrivals)
})
process.on('disconnect', () => process.exit())
process.send?.({ port, logPort })
