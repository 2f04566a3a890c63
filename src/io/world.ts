import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import type { Config } from '../config/config.ts'
import type { Target } from '../config/target.ts'
import { MeasurementError } from '../measurement-error.ts'
import { describeLeft } from '../run/recycled.ts'
import type { FunctionAccess, World } from '../run/world.ts'
import type { Ms } from '../units.ts'
import { now, sleepUntil } from './clock.ts'
import { type Invoker, makeInvoker } from './invoke.ts'
import {
  address,
  makeFacts,
  makeLambdaClient,
  NoSuchFunctionError,
  readConcurrency,
  readConfiguration,
} from './lambda.ts'
import { makeLogReader } from './logs.ts'
import { checkUpdatePermission, makeRecycler, type Recycler } from './recycle.ts'
import type { Stage } from './stage.ts'
import { endBy } from './stop.ts'
import { keyOf, makeWatch, type Watch } from './watch.ts'

/** Above the function's own limit: an init of 10 s, a pull and the network come on top. */
const CLIENT_MARGIN: Ms = 90_000

/** Wires the real services. Endpoints and credentials come from the environment, as the SDK reads it. */
export function connect(
  config: Config,
  stop: AbortSignal,
  stage: Stage,
): World & { readonly close: () => Promise<void> } {
  const { target, baseline, logGroup } = config
  const lambda = makeLambdaClient(target.region)
  const logs = makeLogReader(target.region, undefined, () => lambda.config.systemClockOffset)
  const { say, group, showProgress, progressInterval, save, undoUntil } = stage
  const watch = makeWatch()
  const recycler = makeRecycler(lambda, target.region, save, say, watch)
  const invokers: Invoker[] = []
  const access = (one: Target, ownGroup: string | undefined): FunctionAccess =>
    accessTo(one, ownGroup, { lambda, recycler, watch, invokers, stop, say })

  return {
    now,
    sleepUntil,
    random: Math.random,
    candidate: access(target, logGroup),
    // The input names the log group of the candidate; the baseline's is in its configuration.
    baseline: baseline.kind === 'function' ? access(baseline.target, undefined) : undefined,
    restore: async () => {
      try {
        await endBy(undoUntil, 'undoing took too long', recycler.restore(undoUntil))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        throw new MeasurementError([reason, ...recycler.left().map(describeLeft)].join('; '))
      }
    },
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
  readonly watch: Watch
  /** Gets every invoker that is opened, to be closed at the end. */
  readonly invokers: Invoker[]
  readonly stop: AbortSignal
  readonly say: Stage['say']
}

function accessTo(
  target: Target,
  logGroup: string | undefined,
  { lambda, recycler, watch, invokers, stop, say }: Shared,
): FunctionAccess {
  let first: FunctionConfiguration | undefined
  return {
    readFunction: async () => {
      const found = await readConfiguration(lambda, target)
      watch.note(found, undefined)
      first = found
      return makeFacts(found, target, logGroup)
    },
    readChanges: async () => {
      try {
        const found = await readConfiguration(lambda, target)
        if (first === undefined) return []
        const key = keyOf(first)
        if (keyOf(found) !== key) return [`version ${first.Version} became ${found.Version}`]
        watch.look(found, recycler.recycledOf(first.FunctionArn ?? target.id))
        return watch.changesOf(key)
      } catch (error) {
        if (error instanceof NoSuchFunctionError) return 'deleted'
        throw error
      }
    },
    // Its answer is an error by design: an inactive function only begins to load.
    wake: async () => {
      await lambda.send(new InvokeCommand(address(target))).catch(() => undefined)
    },
    readConcurrency: () => readConcurrency(lambda, target),
    checkRecycle: async () => {
      const found = await checkUpdatePermission(lambda, target.id, stop)
      if (found !== undefined) watch.note(found, undefined)
    },
    recycle: async (extra) => {
      say(`recycle: new environments of ${target.name}`)
      await recycler.recycle(target.id, stop, extra)
    },
    openInvoker: async ({ timeout }) => {
      const invoker = await makeInvoker(lambda, target, timeout + CLIENT_MARGIN)
      invokers.push(invoker)
      return invoker
    },
  }
}
