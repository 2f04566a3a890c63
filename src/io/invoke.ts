import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { Target } from '../config/target.ts'
import { type AnswerHead, readAnswer } from '../load/answer.ts'
import type { LoadSide } from '../load/send.ts'
import type { Ms } from '../units.ts'
import { openChannel } from './channel.ts'
import { headerOf } from './connections.ts'
import { makeExchange, type Reading, readFailure, refuse } from './exchange.ts'
import { address } from './lambda.ts'
import { locate } from './locate.ts'

/** Sends invocations, each exactly once. */
export type Invoker = LoadSide & { readonly close: () => Promise<void> }

const HEADERS = {
  'content-type': 'application/json',
  'x-amz-invocation-type': 'RequestResponse',
}

/**
 * Invokes one function.
 *
 * @param timeout for one answer; longer than the function can take.
 */
export async function makeInvoker(
  client: LambdaClient,
  target: Target,
  timeout: Ms,
): Promise<Invoker> {
  const command = new InvokeCommand(address(target))
  const location = await locate(command, () => client.send(command))
  const service = { service: 'lambda', region: target.region }
  const { open, send, close } = openChannel(
    { ...location, method: 'POST', headers: HEADERS },
    service,
    client.config,
    timeout,
  )
  return {
    connect: open,
    invoke: (event) =>
      new Promise((resolve) => {
        send(event, makeExchange(READING, resolve), (error) => resolve(refuse(error)))
      }),
    close,
  }
}

const READING: Reading<AnswerHead> = {
  readHead,
  keepsBody: ({ status, functionError }) => status !== 200 || functionError !== undefined,
  readAnswer,
  readFailure,
}

function readHead(status: number, rawHeaders: readonly Buffer[]): AnswerHead {
  const header = (name: string): string | undefined => headerOf(rawHeaders, name)
  return {
    status,
    requestId: header('x-amzn-requestid'),
    functionError: header('x-amz-function-error'),
    errorType: header('x-amzn-errortype'),
  }
}
