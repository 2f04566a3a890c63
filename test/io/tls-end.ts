import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { authority, identity } from '../certificate/certificate.ts'

export type TlsEnd = {
  readonly port: number
  /** What happened, in order: a handshake that is finished, or the head of a request. */
  readonly seen: readonly ('secure' | 'request')[]
  /** Of each finished handshake; the name is false where the client sent none. */
  readonly handshakes: readonly { readonly name: string | false; readonly isResumed: boolean }[]
  /** From now on, tickets of before are worth nothing. */
  readonly forgetSessions: () => void
  readonly close: () => Promise<void>
}

/** A server behind TLS on loopback that answers as the test says. */
export async function startTlsEnd(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => {
    response.writeHead(200, { 'x-amzn-requestid': 'id' }).end('null')
  },
  host = '127.0.0.1',
): Promise<TlsEnd> {
  const seen: ('secure' | 'request')[] = []
  const handshakes: { name: string | false; isResumed: boolean }[] = []
  const server = createServer({ ...identity }, (request, response) => {
    seen.push('request')
    request.resume().once('end', () => answer(request, response))
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    seen.push('secure')
    handshakes.push({ name: socket.servername || false, isResumed: socket.isSessionReused() })
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    handshakes,
    forgetSessions: () => server.setTicketKeys(Buffer.alloc(48, handshakes.length)),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Trusts the authority of the tests in this process, as NODE_EXTRA_CA_CERTS does from its start.
 *
 * @returns a function that ends it.
 */
export function trustAuthority(): () => void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, authority])
  return () => setDefaultCACertificates(before)
}
