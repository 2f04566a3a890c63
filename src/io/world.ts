import * as core from '@actions/core'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import type { Config } from '../config/config.ts'
import type { World } from '../run/world.ts'
import type { Ms } from '../units.ts'
import { now, sleepUntil } from './clock.ts'
import { say } from './desk.ts'
import { type Invoker, makeInvoker } from './invoke.ts'
import {
  address,
  makeFacts,
  makeLambdaClient,
  readConcurrency,
  readConfiguration,
} from './lambda.ts'
import { makeLogReader } from './logs.ts'
import { checkUpdatePermission, readVariable, recycle, restore } from './recycle.ts'
import { forgetRecycled, saveRecycled } from './state.ts'

/** Above the function's own limit: an init of 10 s, a pull and the network come on top. */
const CLIENT_MARGIN: Ms = 90_000

/** Wires the real services. Endpoints and credentials come from the environment, as the SDK reads it. */
export function connect(
  config: Config,
  stop: AbortSignal,
): World & { readonly close: () => Promise<void> } {
  const { target } = config
  const lambda = makeLambdaClient(target.region)
  const logs = makeLogReader(target.region)
  let invoker: Invoker | undefined
  let recycled: { readonly previous: string | null } | undefined
  let groupIsOpen = false

  return {
    now,
    sleepUntil,
    random: Math.random,
    readFunction: async () =>
      makeFacts(await readConfiguration(lambda, target), target, config.logGroup),
    // Its answer is an error by design: an inactive function only begins to load.
    wake: async () => {
      await lambda.send(new InvokeCommand(address(target))).catch(() => undefined)
    },
    readConcurrency: () => readConcurrency(lambda, target),
    checkRecycle: () => checkUpdatePermission(lambda, target.id, stop),
    recycle: async () => {
      if (recycled === undefined) {
        recycled = { previous: await readVariable(lambda, target.id) }
        saveRecycled({ id: target.id, region: target.region, ...recycled })
      }
      say('recycle: new environments')
      await recycle(lambda, target.id, stop)
    },
    restore: async () => {
      if (recycled === undefined) return
      await restore(lambda, { id: target.id, region: target.region, ...recycled }, stop)
      say('recycle: undone')
      recycled = undefined
      forgetRecycled()
    },
    openInvoker: async ({ timeout }) => {
      invoker = await makeInvoker(lambda, target, timeout + CLIENT_MARGIN)
      return invoker
    },
    readLogs: logs.read,
    say,
    group: (title) => {
      if (groupIsOpen) core.endGroup()
      groupIsOpen = true
      core.startGroup(title)
    },
    every: (ms, callback) => {
      const timer = setInterval(callback, ms)
      return () => clearInterval(timer)
    },
    close: async () => {
      if (groupIsOpen) core.endGroup()
      await invoker?.close()
      lambda.destroy()
    },
  }
}
