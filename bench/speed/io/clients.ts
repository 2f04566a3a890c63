import { Agent } from 'node:https'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Target } from '../../../src/config/target.ts'
import { now } from '../../../src/io/clock.ts'
import { makeInvoker } from '../../../src/io/invoke.ts'
import { makeLambdaClient } from '../../../src/io/lambda.ts'
import type { LoadSide } from '../../../src/load/send.ts'
import type { ClientName } from '../job.ts'

const REGION = 'us-east-1'
const TIMEOUT = 120_000

/** The SDK does not tell. */
const UNKNOWN = { sentAt: null, firstByteAt: null } as const

export type OpenClient = LoadSide & { readonly close: () => Promise<void> }

/** Endpoint and credentials come from the environment, for each client alike. */
export async function openClient(client: ClientName, hold: number): Promise<OpenClient> {
  const name = `hold-${hold}`
  const target: Target = { id: name, name, qualifier: '$LATEST', region: REGION }
  if (client === 'ours') return await makeInvoker(makeLambdaClient(REGION), target, TIMEOUT)
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

/** As many sockets as it asks for, all of them kept, and no request sent twice. */
function makeTunedClient(): LambdaClient {
  const { POSITIVE_INFINITY: maxSockets } = Number
  const httpsAgent = new Agent({ keepAlive: true, maxSockets, maxFreeSockets: maxSockets })
  return new LambdaClient({ region: REGION, maxAttempts: 1, requestHandler: { httpsAgent } })
}
