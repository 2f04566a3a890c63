import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { Config } from '../config/config.ts'
import type { Endpoint } from '../config/endpoint.ts'
import type { Target } from '../config/target.ts'
import type { FunctionAccess, World } from '../run/world.ts'
import type { Ms } from '../units.ts'
import { now, sleepUntil } from './clock.ts'
import { makeHttpInvoker } from './http-invoke.ts'
import { type Invoker, makeInvoker } from './invoke.ts'
import {
  address,
  makeFacts,
  makeLambdaClient,
  readConcurrency,
  readConfiguration,
} from './lambda.ts'
import { makeLogReader } from './logs.ts'
import { checkUpdatePermission, makeRecycler, type Recycler } from './recycle.ts'
import type { Stage } from './stage.ts'

/** Above the function's own limit: an init of 10 s, a pull and the network come on top. */
const CLIENT_MARGIN: Ms = 90_000
const WAKE_TIMEOUT: Ms = 30_000

/** Wires the real services. Endpoints and credentials come from the environment, as the SDK reads it. */
export function connect(
  config: Config,
  stop: AbortSignal,
  stage: Stage,
): World & { readonly close: () => Promise<void> } {
  const { target, endpoint, baseline, logGroup } = config
  const lambda = makeLambdaClient(target.region)
  const logs = makeLogReader(target.region, undefined, () => lambda.config.systemClockOffset)
  const { say, group, showProgress, progressInterval, save, undoUntil } = stage
  const recycler = makeRecycler(lambda, target.region, save, say)
  const invokers: Invoker[] = []
  const shared = { lambda, recycler, invokers, stop, say }

  return {
    now,
    sleepUntil,
    random: Math.random,
    candidate: accessTo(target, logGroup, endpoint, shared),
    // The input names the log group of the candidate; the baseline's is in its configuration.
    baseline:
      baseline.kind === 'function'
        ? accessTo(baseline.target, undefined, undefined, shared)
        : undefined,
    restore: () => recycler.restore(undoUntil),
    readLogs: logs.read,
    ...{ say, group, showProgress, progressInterval },
    every: (ms, callback) => {
      const timer = setInterval(callback, ms)
      return () => clearInterval(timer)
    },
    close: async () => {
      stage.close()
      await Promise.all([...invokers, logs].map(({ close }) => close()))
      lambda.destroy()
    },
  }
}

type Shared = {
  readonly lambda: LambdaClient
  readonly recycler: Recycler
  /** Gets every invoker that is opened, to be closed at the end. */
  readonly invokers: Invoker[]
  readonly stop: AbortSignal
  readonly say: Stage['say']
}

function accessTo(
  target: Target,
  logGroup: string | undefined,
  endpoint: Endpoint | undefined,
  { lambda, recycler, invokers, stop, say }: Shared,
): FunctionAccess {
  return {
    readFunction: async () => makeFacts(await readConfiguration(lambda, target), target, logGroup),
    // Its answer is an error by design: an inactive function only begins to load.
    wake: async () => {
      if (endpoint !== undefined) {
        const { invoke, close } = makeHttpInvoker(endpoint, lambda.config, WAKE_TIMEOUT)
        await invoke('{}').finally(close)
        return
      }
      await lambda.send(new InvokeCommand(address(target))).catch(() => undefined)
    },
    readConcurrency: () => readConcurrency(lambda, target),
    checkRecycle: () => checkUpdatePermission(lambda, target.id, stop),
    recycle: async () => {
      say(`recycle: new environments of ${target.name}`)
      await recycler.recycle(target.id, stop)
    },
    openInvoker: async ({ timeout }) => {
      const longest = timeout + CLIENT_MARGIN
      const invoker =
        endpoint === undefined
          ? await makeInvoker(lambda, target, longest)
          : makeHttpInvoker(endpoint, lambda.config, longest)
      invokers.push(invoker)
      return invoker
    },
  }
}
