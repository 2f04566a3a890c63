import { Agent } from 'node:https'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { Client } from 'undici'
import type { Target } from '../../../src/config/target.ts'
import { now } from '../../../src/io/clock.ts'
import { makeInvoker } from '../../../src/io/invoke.ts'
import { makeLambdaClient } from '../../../src/io/lambda.ts'
import type { Answer } from '../../../src/load/invocation.ts'
import type { LoadSide } from '../../../src/load/send.ts'
import type { ClientName } from '../job.ts'

const REGION = 'us-east-1'
const TIMEOUT = 120_000
/** As long as a role's. */
const SESSION_TOKEN = process.env.AWS_SESSION_TOKEN ?? ''

/** The SDK does not tell. */
const UNKNOWN = { sentAt: null, firstByteAt: null } as const

export type OpenClient = LoadSide & { readonly close: () => Promise<void> }

/** Endpoint and credentials come from the environment, for each client alike. */
export async function openClient(client: ClientName, hold: number): Promise<OpenClient> {
  const name = `hold-${hold}`
  const target: Target = { id: name, name, qualifier: '$LATEST', region: REGION }
  if (client === 'ours') return await makeInvoker(makeLambdaClient(REGION), target, TIMEOUT)
  if (client === 'bare') return openBareClient(name)
  const lambda = client === 'sdk' ? new LambdaClient({ region: REGION }) : makeTunedClient()
  return {
    connect: async () => {},
    invoke: async (event) => {
      try {
        const command = new InvokeCommand({ FunctionName: name, Payload: event })
        const { $metadata } = await lambda.send(command)
        const requestId = $metadata.requestId ?? ''
        const answer = { kind: 'answered', requestId, functionError: undefined } as const
        return { answer, ...UNKNOWN, endedAt: now() }
      } catch (error) {
        const answer = {
          kind: 'failed',
          reason: String(error),
          gaveUp: false,
          hopeless: false,
        } as const
        return { answer, ...UNKNOWN, endedAt: now() }
      }
    },
    close: async () => lambda.destroy(),
  }
}

/** One request at a time on each connection, the one used last first. */
function openBareClient(name: string): OpenClient {
  const origin = process.env.AWS_ENDPOINT_URL_LAMBDA ?? ''
  const path = `/2015-03-31/functions/${name}/invocations`
  const headers = ['content-type', 'application/json', 'x-amz-security-token', SESSION_TOKEN]
  const clients: Client[] = []
  const free: Client[] = []
  const open = (): Client => {
    const client = new Client(origin, { pipelining: 1, allowH2: false, keepAliveTimeout: TIMEOUT })
    clients.push(client)
    return client
  }
  return {
    connect: async () => {},
    invoke: (body) =>
      new Promise((resolve) => {
        const client = free.pop() ?? open()
        const end = (answer: Answer): void => {
          free.push(client)
          resolve({ answer, ...UNKNOWN, endedAt: now() })
        }
        client.dispatch(
          { method: 'POST', path, headers, body },
          {
            onConnect: () => undefined,
            onHeaders: () => true,
            onData: () => true,
            onComplete: () => end({ kind: 'answered', requestId: '', functionError: undefined }),
            onError: ({ message: reason }) =>
              end({ kind: 'failed', reason, gaveUp: false, hopeless: false }),
          },
        )
      }),
    close: async () => {
      await Promise.all(clients.map((client) => client.destroy()))
    },
  }
}

/** As many sockets as it asks for, all of them kept, and no request sent twice. */
function makeTunedClient(): LambdaClient {
  const { POSITIVE_INFINITY: maxSockets } = Number
  const httpsAgent = new Agent({ keepAlive: true, maxSockets, maxFreeSockets: maxSockets })
  return new LambdaClient({ region: REGION, maxAttempts: 1, requestHandler: { httpsAgent } })
}
