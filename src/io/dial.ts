import { isIP, type LookupFunction, type Socket, connect as tcpConnect } from 'node:net'
import { createSecureContext, type TLSSocket, connect as tlsConnect } from 'node:tls'
import type { Ms } from '../units.ts'
import { adviseOnCertificate } from './certificates.ts'
import { makeLookup } from './lookup.ts'
import { connectThrough, proxyFor } from './proxy.ts'

const CONNECT_TIMEOUT: Ms = 10_000
/**
 * Until the next address of a name is tried instead. Node's 250 ms give up connections that are open
 * already when a burst keeps the process busy, and those to a server half the world away.
 */
const NEXT_ADDRESS_AFTER: Ms = 1_500
/** Probes keep a NAT's entry alive under a long answer (an AWS one forgets it after 350 s). */
const PROBE_AFTER = 15_000

/**
 * Opens connections to an origin, TLS finished, through the proxy that the environment names.
 *
 * @param timeout for each of what it takes: TCP, the proxy's answer, TLS.
 * @param lookup gets the one name that connections go to: the origin's, or the proxy's.
 * @returns a function that rejects when the connection is not open in time.
 */
export function makeDialer(
  origin: URL,
  timeout: Ms = CONNECT_TIMEOUT,
  lookup: LookupFunction = makeLookup(),
): () => Promise<Socket> {
  const proxy = proxyFor(origin, process.env)
  const isSecure = origin.protocol === 'https:'
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  const port = Number(origin.port || (isSecure ? 443 : 80))
  const secure = isSecure ? makeSecure(host, timeout) : undefined
  const found = { lookup, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER }
  const dialTcp = async (): Promise<Socket> =>
    proxy === undefined
      ? untilOpen(tcpConnect({ host, port, ...found }), 'connect', timeout)
      : connectThrough(proxy, origin, timeout, found)
  return async () => {
    const socket = (await dialTcp()).setNoDelay(true).setKeepAlive(true, PROBE_AFTER)
    return secure === undefined ? socket : secure(socket)
  }
}

/** TLS on top of an open connection. */
function makeSecure(host: string, timeout: Ms): (socket: Socket) => Promise<Socket> {
  // Options given per connection would build a new context each time, 200 µs of CPU apiece.
  const secureContext = createSecureContext()
  const servername = isIP(host) ? '' : host
  // Held here, as a weak reference is gone with the next garbage collection. A resumed handshake
  // costs less than half of a full one.
  let session: Buffer | undefined
  return async (socket) => {
    const resumed = session
    const secured = tlsConnect({
      ...{ socket, host, servername, secureContext, ALPNProtocols: ['http/1.1'] },
      ...(resumed === undefined ? {} : { session: resumed }),
    })
    if (resumed === undefined) {
      secured.on('session', (ticket) => {
        session = ticket
      })
    }
    await untilOpen(secured, 'secureConnect', timeout).catch((error: Error) => {
      throw explainTls(error, secured, host)
    })
    // The server has new keys, so the next connection brings a session that is worth keeping.
    if (resumed !== undefined && resumed === session && !secured.isSessionReused()) {
      session = undefined
    }
    return secured
  }
}

/** OpenSSL's words for a certificate say neither whose it is nor what to do. */
function explainTls(error: Error, { authorizationError }: TLSSocket, host: string): Error {
  if (!authorizationError) return error
  const advice = adviseOnCertificate(String(authorizationError))
  const message = `the certificate of ${host} is not trusted: ${error.message}${advice}`
  return Object.assign(new Error(message), { code: String(authorizationError) })
}

function untilOpen<T extends Socket>(
  socket: T,
  event: 'connect' | 'secureConnect',
  timeout: Ms,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy()
      reject(error)
    }
    socket.setTimeout(timeout, () => fail(new Error('the connection was not accepted in time')))
    socket.once('error', fail)
    socket.once(event, () => {
      socket.setTimeout(0)
      socket.removeAllListeners('timeout')
      socket.off('error', fail)
      // Until somebody takes it over, a reset must not end the process.
      socket.on('error', () => socket.destroy())
      resolve(socket)
    })
  })
}
