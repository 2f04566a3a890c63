import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { identity } from './certificate/certificate.ts'

export type ProxyOptions = {
  /** The proxy itself is reached by TLS. */
  readonly isSecure?: boolean
  /** Answers every CONNECT with this status. */
  readonly refuse?: number
  /** Takes a CONNECT and does this instead of answering. */
  readonly instead?: (socket: Socket) => void
  /** The port on loopback that a host is reached at; by default the one that was asked for. */
  readonly portOf?: (target: string) => number
}

export type ProxyEnd = {
  /** Its URL, with a user name and a password where given. */
  readonly url: (login?: string) => string
  /** What it was asked, in order: `CONNECT host:port` or `GET http://host/path`. */
  readonly asked: readonly string[]
  readonly headers: readonly IncomingMessage['headers'][]
  /** All that clients sent through tunnels. */
  readonly carried: () => Buffer
  /** Connections that are open now. */
  readonly open: () => number
  /** Resets every tunnel. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/** A proxy on loopback; every host that it is asked for is loopback too. */
export async function startProxy(options: ProxyOptions = {}): Promise<ProxyEnd> {
  const {
    isSecure = false,
    refuse,
    instead,
    portOf = (target) => Number(/\d+$/.exec(target)),
  } = options
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const carried: Buffer[] = []
  const open = new Set<Socket>()
  const note = (request: IncomingMessage): void => {
    asked.push(`${request.method} ${request.url}`)
    headers.push(request.headers)
  }
  const server = isSecure ? createSecureServer({ ...identity }) : createServer()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', (request, response) => {
    note(request)
    response.end()
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request)
    socket.on('error', () => socket.destroy())
    if (refuse !== undefined) {
      socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    if (instead !== undefined) {
      instead(socket)
      return
    }
    const onward = connect(portOf(request.url ?? ''), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.on('data', (chunk) => carried.push(chunk))
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (login) => `http${isSecure ? 's' : ''}://${login ? `${login}@` : ''}127.0.0.1:${port}`,
    asked,
    headers,
    carried: () => Buffer.concat(carried),
    open: () => open.size,
    cut: () => {
      for (const socket of open) socket.resetAndDestroy()
    },
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
