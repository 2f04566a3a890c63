import type { Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import { makeDialer } from './dial.ts'

/** Keep-alive connections to one origin, one request each at a time. */
export type Connections = {
  /**
   * Sends a request, before this returns where a new connection is free: the one used last, as it
   * is the least likely to have been closed. Nothing is sent twice; only connecting is repeated.
   */
  readonly dispatch: (request: Dispatcher.DispatchOptions, exchange: Exchange) => void
  /** Opens connections (TCP and TLS) until that many are free; never rejects. */
  readonly open: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** What becomes of one request, in this order; after the end nothing follows. */
export type Exchange = {
  /** The request is handed to its socket. */
  readonly onWritten: () => void
  /** @param rawHeaders names and values in turn. */
  readonly onHead: (status: number, rawHeaders: readonly Buffer[]) => void
  readonly onData: (chunk: Buffer) => void
  /** @param error undefined when the answer is complete. */
  readonly onEnd: (error: Error | undefined) => void
}

/** undici's client with its one connection. */
type Lane = {
  readonly client: Client
  readonly handler: Dispatcher.DispatchHandler
  /** Undefined until it is connected. */
  socket: Socket | undefined
  exchange: Exchange | undefined
}

/** A NAT may forget idle connections after 4 minutes; a server that closes one tells. */
const KEEP_IDLE = 120_000
/** About as many handshakes as one core finishes within the round trips of one, 50 ms. */
const AT_ONCE = 128

/**
 * @param timeout for an answer, in ms; undici's default of 300 s would cut long inits off.
 */
export function makeConnections(origin: URL, timeout: number): Connections {
  const dial = makeDialer(origin)
  const lanes = new Set<Lane>()
  let free: Lane[] = []

  function makeLane(): Lane {
    const client = new Client(origin, {
      pipelining: 1,
      allowH2: false,
      headersTimeout: timeout,
      bodyTimeout: timeout,
      // The default of 4 s would drop warmed connections between two steps.
      keepAliveTimeout: KEEP_IDLE,
      keepAliveMaxTimeout: KEEP_IDLE,
      // Never calls back at once, which undici could not stand.
      connect: (_, callback) => {
        dial().then(
          (socket) => {
            lane.socket = socket
            callback(null, socket)
          },
          (error: Error) => callback(error, null),
        )
      },
    })
    const lane: Lane = {
      client,
      handler: handlerOf(() => lane),
      socket: undefined,
      exchange: undefined,
    }
    lanes.add(lane)
    return lane
  }

  function handlerOf(lane: () => Lane): Dispatcher.DispatchHandler {
    return {
      onConnect: () => lane().exchange?.onWritten(),
      onHeaders: (status, rawHeaders) => {
        if (status >= 200) lane().exchange?.onHead(status, rawHeaders)
        return true
      },
      onData: (chunk) => {
        lane().exchange?.onData(chunk)
        return true
      },
      onComplete: () => end(lane(), undefined),
      onError: (error) => end(lane(), error),
    }
  }

  function end(lane: Lane, error: Error | undefined): void {
    const { exchange } = lane
    lane.exchange = undefined
    if (error === undefined) free.push(lane)
    else drop(lane)
    exchange?.onEnd(error)
  }

  function drop(lane: Lane): void {
    lanes.delete(lane)
    void lane.client.destroy()
  }

  function takeFree(): Lane | undefined {
    for (let lane = free.pop(); lane !== undefined; lane = free.pop()) {
      if (isOpen(lane)) return lane
      drop(lane)
    }
    return undefined
  }

  async function openSome(missing: number): Promise<void> {
    const openOneByOne = async (): Promise<void> => {
      while (missing > 0) {
        missing -= 1
        const lane = makeLane()
        // A refused connection shows again, as a failed request, when it is needed.
        if (!(await attach(lane.client))) return drop(lane)
        free.push(lane)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, openOneByOne))
  }

  return {
    dispatch: (request, exchange) => {
      const lane = takeFree() ?? makeLane()
      lane.exchange = exchange
      lane.client.dispatch(request, lane.handler)
    },
    open: async (count) => {
      for (const lane of free) if (!isOpen(lane)) drop(lane)
      free = free.filter(isOpen)
      await openSome(count - free.length)
    },
    close: async () => {
      free = []
      const closing = [...lanes].map(({ client }) => client.destroy())
      lanes.clear()
      await Promise.all(closing)
    },
  }
}

/** @param name in lower case. */
export function headerOf(rawHeaders: readonly Buffer[], name: string): string | undefined {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const key = rawHeaders[i]
    if (key?.length === name.length && key.toString('latin1').toLowerCase() === name) {
      return rawHeaders[i + 1]?.toString('latin1')
    }
  }
  return undefined
}

function isOpen({ socket }: Lane): boolean {
  return socket !== undefined && !socket.destroyed
}

const ATTACHED = new Error('attached')

/**
 * Connects a client without a request. undici connects for a request only, and gives up one whose
 * handler throws before anything of it is written; the connection stays.
 *
 * @returns whether it is connected.
 */
function attach(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    client.dispatch(
      { method: 'GET', path: '/' },
      {
        onConnect: () => {
          throw ATTACHED
        },
        onHeaders: () => true,
        onData: () => true,
        onComplete: () => undefined,
        onError: (error) => resolve(error === ATTACHED),
      },
    )
  })
}
