import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { until } from '../until.ts'

export type FarEnd = {
  readonly url: string
  readonly port: number
  /** Connections that were ever opened. */
  readonly connections: () => number
  /** Ends so many connections, as a server does with idle ones; resolves when both sides have. */
  readonly hangUp: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** A server on loopback that answers as the test says; the test sees its sockets. */
export async function startFarEnd(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  onConnect?: (request: IncomingMessage, socket: Socket) => void,
): Promise<FarEnd> {
  let connections = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    answer(request, response, body)
  })
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    connections += 1
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  if (onConnect) server.on('connect', (request, socket) => onConnect(request, socket as Socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    hangUp: async (count) => {
      // The far end may see a connection later than the near one.
      await until(() => open.size >= count)
      for (const socket of open) socket.end()
      await until(() => open.size === 0)
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
