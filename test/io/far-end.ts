import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type FarEnd = {
  readonly url: string
  readonly port: number
  /** Connections that were ever opened. */
  readonly connections: () => number
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
  server.on('connection', () => {
    connections += 1
  })
  if (onConnect) server.on('connect', (request, socket) => onConnect(request, socket as Socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
