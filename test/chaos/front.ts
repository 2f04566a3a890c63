import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { listen, readBody, shut } from '../cloud/exchange.ts'
import { type Fault, kindOf, type Place } from './scenario.ts'
import { type Heard, type Page, spoilPage } from './spoil-page.ts'

/** What became of an invocation that reached the front. */
export type Passed = {
  /** Null when it was not passed on, or not served. */
  requestId: string | null
  /** `whole`: the caller got all of an answer; `unsure`: it may have. */
  delivery: 'none' | 'part' | 'unsure' | 'whole'
}

/** Stands between the action and the local cloud, and spoils what the scenario says. */
export type Front = {
  readonly url: string
  /** Faults that really happened, by kind. */
  readonly injected: ReadonlyMap<string, number>
  readonly invocations: readonly Passed[]
  readonly close: () => Promise<void>
}

/**
 * @param onCall is told of each call before it is answered, with its number at its place.
 */
export async function startFront(
  cloudUrl: string,
  faults: readonly Fault[],
  onCall: (place: Place, call: number) => void,
): Promise<Front> {
  const agent = new Agent({ keepAlive: true })
  const injected = new Map<string, number>()
  const invocations: Passed[] = []
  const calls = { invoke: 0, control: 0, logs: 0, github: 0 }
  const closing = new AbortController()

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message)
    const place = placeOf(message)
    const call = calls[place]
    calls[place] += 1
    const passed: Passed = { requestId: null, delivery: 'none' }
    if (place === 'invoke') invocations.push(passed)
    onCall(place, call)
    const heard: Heard = { message, body, pass: () => passOn(agent, cloudUrl, message, body) }
    const fault = faults.find((one) => isDue(one, place, call))
    const isSpoiled = fault !== undefined && (await spoil(fault, heard, response, passed))
    if (isSpoiled) injected.set(kindOf(fault), (injected.get(kindOf(fault)) ?? 0) + 1)
    else deliver(await heard.pass(), response, passed)
  }

  /** @returns false when the fault has nothing to spoil here. */
  async function spoil(
    fault: Fault,
    heard: Heard,
    response: ServerResponse,
    passed: Passed,
  ): Promise<boolean> {
    const { socket } = heard.message
    switch (fault.kind) {
      case 'stall':
        await sleep(fault.ms, undefined, { signal: closing.signal })
        deliver(await heard.pass(), response, passed)
        return true
      case 'refuse':
        // A throttled request is not lost.
        if (fault.status === 429) passed.delivery = 'whole'
        send(response, refusal(fault))
        return true
      case 'gateway':
        send(response, page(fault.status))
        return true
      case 'slow':
        await trickle(await heard.pass(), response, passed, fault.ms)
        return true
      case 'half': {
        const found = note(await heard.pass(), passed)
        passed.delivery = 'whole'
        send(response, { ...found, body: found.body.subarray(0, found.body.length / 2) })
        return true
      }
      case 'reset':
        if (fault.when === 'before') socket.resetAndDestroy()
        else await cut(fault.when, await heard.pass(), response, passed)
        return true
      default: {
        const found = await spoilPage(fault, heard)
        if (found !== undefined) send(response, found)
        return found !== undefined
      }
    }
  }

  const server = createServer((message, response) => {
    // The cloud may be closed before the last of it is answered.
    answer(message, response).catch(() => message.socket.destroy())
  })
  server.on('connection', (socket) => socket.on('error', () => undefined))
  server.keepAliveTimeout = 120_000
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    injected,
    invocations,
    close: async () => {
      closing.abort()
      await shut(server)
      agent.destroy()
    },
  }
}

/** Connections that will be reset: what else comes on them may be lost. */
const doomed = new WeakSet<Socket>()

function placeOf({ url = '', headers }: IncomingMessage): Place {
  if (headers['x-amz-target'] !== undefined) return 'logs'
  if (/^\/(repos|user)/.test(url)) return 'github'
  return url.includes('/invocations') ? 'invoke' : 'control'
}

function isDue({ place, from, times }: Fault, at: Place, call: number): boolean {
  return place === at && call >= from && (times === null || call < from + times)
}

/** The host stays as it was signed. */
function passOn(
  agent: Agent,
  cloudUrl: string,
  { method, url, rawHeaders }: IncomingMessage,
  body: Buffer,
): Promise<Page> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(cloudUrl)
    const headers = rawHeaders
    const onward = request({ agent, hostname, port, method, path: url, headers }, (answer) => {
      readBody(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }),
        reject,
      )
    })
    onward.once('error', reject)
    onward.end(body)
  })
}

function note(answer: Page, passed: Passed): Page {
  const id = answer.headers['x-amzn-requestid']
  passed.requestId = answer.status === 200 && typeof id === 'string' ? id : null
  return answer
}

function deliver(answer: Page, response: ServerResponse, passed: Passed): void {
  note(answer, passed)
  const { socket } = response
  passed.delivery = socket === null || socket.destroyed || doomed.has(socket) ? 'unsure' : 'whole'
  send(response, answer)
}

function send(response: ServerResponse, { status, headers, body }: Page): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  response.end(body)
}

async function trickle(
  answer: Page,
  response: ServerResponse,
  passed: Passed,
  ms: number,
): Promise<void> {
  const { status, headers, body } = note(answer, passed)
  passed.delivery = 'unsure'
  response.writeHead(status, { ...headers, 'content-length': body.length })
  const size = Math.max(1, Math.ceil(body.length / 10))
  for (let from = 0; from < body.length; from += size) {
    response.write(body.subarray(from, from + size))
    await sleep(ms)
  }
  response.end()
}

async function cut(
  when: 'unanswered' | 'middle' | 'after',
  answer: Page,
  response: ServerResponse,
  passed: Passed,
): Promise<void> {
  const { status, headers, body } = note(answer, passed)
  if (when !== 'unanswered') {
    passed.delivery = when === 'middle' ? 'part' : 'unsure'
    if (response.socket !== null) doomed.add(response.socket)
    response.writeHead(status, { ...headers, 'content-length': body.length })
    response.write(when === 'middle' ? body.subarray(0, body.length / 2) : body)
    // A reset takes with it what the other end has not read yet.
    await sleep(100)
  }
  response.socket?.resetAndDestroy()
}

/** In each service's own protocol. */
function refusal({ place, status, type }: Fault & { kind: 'refuse' }): Page {
  const message = 'refused by the scenario'
  const text = place === 'logs' ? { __type: type, message } : { Type: 'User', message }
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': crypto.randomUUID(),
      ...(place === 'github' || place === 'logs' ? {} : { 'x-amzn-errortype': type }),
    },
    body: Buffer.from(JSON.stringify(text)),
  }
}

function page(status: number): Page {
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from('<html><body><h1>Bad Gateway</h1></body></html>'),
  }
}
