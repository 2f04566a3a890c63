import { LambdaClient } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach } from '@jest/globals'
import type { Target } from '../../src/config/target.ts'
import { type Invoker, makeInvoker } from '../../src/io/invoke.ts'
import type { Ended } from '../../src/load/send.ts'

export const target: Target = {
  ...{ id: 'app', name: 'app', qualifier: '$LATEST', region: 'eu-west-1' },
}
const credentials = { accessKeyId: 'A', secretAccessKey: 's' }

type Closable = { readonly close: () => Promise<void> }

/** For each test of a file: an environment that names no proxy and no endpoint, and an end of all that it opened. */
export function useLoopback() {
  const before = { ...process.env }
  const open: Closable[] = []
  beforeEach(() => {
    for (const name of Object.keys(process.env)) {
      if (/_proxy$|^AWS_/i.test(name)) delete process.env[name]
    }
  })
  afterEach(async () => {
    process.env = { ...before }
    for (const one of open.splice(0).reverse()) await one.close()
  })
  async function keep<T extends Closable>(starting: Promise<T>): Promise<T> {
    const started = await starting
    open.push(started)
    return started
  }
  return {
    keep,
    invokerAt: (endpoint: string, timeout = 5_000): Promise<Invoker> =>
      keep(
        makeInvoker(
          new LambdaClient({ region: target.region, endpoint, credentials }),
          target,
          timeout,
        ),
      ),
  }
}

/** Why it failed; throws when it did not. */
export function reasonOf({ answer }: Ended): string {
  if (answer.kind !== 'failed') throw new Error(`It was ${answer.kind}.`)
  return answer.reason
}
