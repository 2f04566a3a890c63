import { isIP, type Socket, connect as tcpConnect } from 'node:net'
import { createSecureContext, connect as tlsConnect } from 'node:tls'
import { Pool } from 'undici'
import { connectThrough, proxyFor, secure } from './proxy.ts'

/** Keep-alive connections to one origin, one request each at a time. */
export type Connections = {
  readonly pool: Pool
  /** Opens connections (TCP and TLS) until that many are free; never rejects. */
  readonly open: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

type Ready = { readonly socket: Socket; readonly openedAt: number }

/** A server may close an idle connection unnoticed; sent on an older one, a request may be lost. */
const FRESH = 10_000
const CONNECT_TIMEOUT = 10_000
/** More handshakes at once only wait for each other. */
const AT_ONCE = 32

/**
 * @param timeout for an answer, in ms; undici's default of 300 s would cut long inits off.
 */
export function makeConnections(origin: URL, timeout: number): Connections {
  const ready: Ready[] = []
  const openSocket = makeOpener(origin)
  const pool = new Pool(origin, {
    connections: null,
    pipelining: 1,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    // The default of 4 s would drop warmed connections between two steps.
    keepAliveTimeout: 30_000,
    allowH2: false,
    connect: (_, callback) => {
      takeOpen(ready)
        .then((socket) => socket ?? openSocket())
        .then(
          (socket) => callback(null, socket),
          (error: Error) => callback(error, null),
        )
    },
  })
  return {
    pool,
    open: async (count) => {
      let missing = count - ready.filter(isOpen).length - pool.stats.free
      const openSome = async (): Promise<void> => {
        while (missing > 0) {
          missing -= 1
          // A refused connection shows again, as a failed request, when it is needed.
          const socket = await openSocket().catch(() => undefined)
          if (socket === undefined) return
          ready.push({ socket, openedAt: Date.now() })
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, openSome))
    },
    close: async () => {
      for (const { socket } of ready.splice(0)) socket.destroy()
      await pool.destroy()
    },
  }
}

/** Asynchronous, because undici hangs when a connector calls back at once. */
async function takeOpen(ready: Ready[]): Promise<Socket | undefined> {
  for (let one = ready.pop(); one !== undefined; one = ready.pop()) {
    if (isOpen(one)) return one.socket
    one.socket.destroy()
  }
  return undefined
}

function isOpen({ socket, openedAt }: Ready): boolean {
  return !socket.destroyed && Date.now() - openedAt < FRESH
}

function makeOpener(origin: URL): () => Promise<Socket> {
  const proxy = proxyFor(origin, process.env)
  const isSecure = origin.protocol === 'https:'
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  const port = Number(origin.port || (isSecure ? 443 : 80))
  // Options given per connection would build a new context each time, 200 µs of CPU apiece.
  const secureContext = isSecure ? createSecureContext() : undefined
  const servername = isIP(host) ? '' : host
  const ALPNProtocols = ['http/1.1']
  return async () => {
    if (proxy !== undefined) {
      const tunnel = await connectThrough(proxy, origin, CONNECT_TIMEOUT)
      return isSecure ? untilOpen(secure(tunnel, servername), 'secureConnect') : tunnel
    }
    return secureContext === undefined
      ? untilOpen(tcpConnect({ host, port, noDelay: true }), 'connect')
      : untilOpen(
          tlsConnect({ host, port, servername, secureContext, ALPNProtocols }).setNoDelay(true),
          'secureConnect',
        )
  }
}

function untilOpen(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(CONNECT_TIMEOUT, () =>
      fail(new Error('the connection was not accepted in time')),
    )
    socket.once('error', fail)
    socket.once(event, () => {
      socket.setTimeout(0)
      socket.off('error', fail)
      // Until undici takes it over, a reset of an idle connection must not end the process.
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
  })
}
