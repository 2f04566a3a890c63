import {
  type FunctionConfiguration,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { MeasurementError } from '../measurement-error.ts'
import { explainAwsError, isDenied, isPassing, readAwsError } from './aws-errors.ts'
import { now, sleepUntil } from './clock.ts'
import { readConfiguration } from './lambda.ts'

/** The environment variable whose change makes Lambda replace every environment of `$LATEST`. */
export const RECYCLE_VARIABLE = 'COLD_START_GATE_RECYCLE'

/** What must be undone, saved for the post step before anything is changed. */
export type Recycled = {
  readonly id: string
  readonly region: string
  /** The variable's value before; null when the function had none. */
  readonly previous: string | null
}

/** What is left to do by hand. */
export function describeLeft({ id, region }: Recycled): string {
  return `The environment variable ${RECYCLE_VARIABLE} is still on the function ${id} in ${region}; remove it by hand`
}

const POLL = 500
/** An image or a VPC can take minutes; so can somebody else's update of the same function. */
const UPDATE_TIMEOUT = 5 * 60_000

/** Changes functions, and remembers how each of them was before. */
export type Recycler = {
  /**
   * Gives `$LATEST` new environments, and waits until the change is live.
   *
   * @throws {MeasurementError}
   */
  readonly recycle: (id: string, signal: AbortSignal) => Promise<void>
  /**
   * Undoes all of it, on every function, whatever fails on another.
   *
   * @throws {MeasurementError}
   */
  readonly restore: (signal: AbortSignal) => Promise<void>
}

/**
 * @param save gets all that is to be undone, before anything more is changed and after each undoing.
 */
export function makeRecycler(
  client: LambdaClient,
  region: string,
  save: (recycled: readonly Recycled[]) => void,
  say: (line: string) => void,
): Recycler {
  /** By the function's own ARN: a name and an ARN may mean one function. */
  const changed = new Map<string, Recycled>()
  let values = 0
  const underWay = new Set<Promise<void>>()
  /** Aborts once undoing has begun: nothing may be changed after that. */
  const undoing = new AbortController()

  async function renew(id: string, signal: AbortSignal): Promise<void> {
    const found = await readConfiguration(client, { id, qualifier: '$LATEST' })
    const key = found.FunctionArn ?? id
    if (!changed.has(key)) {
      const previous = found.Environment?.Variables?.[RECYCLE_VARIABLE] ?? null
      changed.set(key, { id, region, previous })
      save([...changed.values()])
    }
    values += 1
    const value = `${Date.now()}-${values}`
    await changeVariables(
      client,
      id,
      (variables) => {
        if (undoing.signal.aborted) throw new MeasurementError('the recycling was given up')
        return { ...variables, [RECYCLE_VARIABLE]: value }
      },
      signal,
    )
    await waitUntilLive(client, id, signal)
  }

  return {
    recycle: async (id, signal) => {
      const change = renew(id, AbortSignal.any([signal, undoing.signal]))
      underWay.add(change)
      await change.finally(() => underWay.delete(change))
    },
    restore: async (signal) => {
      undoing.abort()
      // A change that is on its way would come after its undoing.
      await Promise.allSettled(underWay)
      const undone = await Promise.allSettled(
        [...changed].map(async ([key, one]) => {
          await restore(client, one, signal)
          changed.delete(key)
          say(`recycle: undone for ${one.id}`)
        }),
      )
      save([...changed.values()])
      const failure = undone.find(({ status }) => status === 'rejected')
      if (failure?.status === 'rejected') throw failure.reason
    },
  }
}

/** Takes the variable away again; variables that others changed meanwhile stay as they are. */
export async function restore(
  client: LambdaClient,
  { id, previous }: Recycled,
  signal: AbortSignal,
): Promise<void> {
  await changeVariables(
    client,
    id,
    ({ [RECYCLE_VARIABLE]: _, ...others }) =>
      previous === null ? others : { ...others, [RECYCLE_VARIABLE]: previous },
    signal,
  )
  await waitUntilLive(client, id, signal)
}

/**
 * Asks whether the configuration may be changed, without changing it: with a revision that does
 * not exist, a permitted call ends in a failed precondition, and one without permission in a 403.
 * The variables come along as they are, for a server that does not look at revisions.
 */
export async function checkUpdatePermission(
  client: LambdaClient,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const { Environment } = await readConfiguration(client, { id, qualifier: '$LATEST' })
  const Variables = Environment?.Variables ?? {}
  const RevisionId = '00000000-0000-0000-0000-000000000000'
  const update = { FunctionName: id, Environment: { Variables }, RevisionId }
  try {
    await client.send(new UpdateFunctionConfigurationCommand(update))
    await waitUntilLive(client, id, signal)
  } catch (error) {
    if (isDenied(error)) {
      throw explainAwsError(
        error,
        'lambda:UpdateFunctionConfiguration',
        'recycle the environments (or leave `recycle` out of the plan)',
      )
    }
  }
}

/**
 * The API replaces all variables at once, so each change is made of what is there right now. While
 * an update is under way, ours or somebody else's, AWS refuses another one.
 */
async function changeVariables(
  client: LambdaClient,
  id: string,
  change: (variables: Record<string, string>) => Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const until = now() + UPDATE_TIMEOUT
  for (;;) {
    const found = await readConfiguration(client, { id, qualifier: '$LATEST' })
    const before = readVariables(found)
    const Variables = change(before)
    if (JSON.stringify(Variables) === JSON.stringify(before)) return
    const revision = found.RevisionId === undefined ? {} : { RevisionId: found.RevisionId }
    const update = { FunctionName: id, Environment: { Variables }, ...revision }
    try {
      await client.send(new UpdateFunctionConfigurationCommand(update))
      return
    } catch (error) {
      if (now() > until || signal.aborted || !mayRetry(error)) {
        throw explainAwsError(
          error,
          'lambda:UpdateFunctionConfiguration',
          'change the environment variables of the function',
        )
      }
      await sleepUntil(now() + POLL, signal)
    }
  }
}

function readVariables({ Environment }: FunctionConfiguration): Record<string, string> {
  if (Environment?.Error !== undefined) {
    throw new MeasurementError(
      `the environment variables cannot be read (${Environment.Error.ErrorCode}), so changing one would lose the others; allow kms:Decrypt on their key`,
    )
  }
  return Environment?.Variables ?? {}
}

/** Somebody else's update is under way, or came between our reading and our writing. */
function mayRetry(error: unknown): boolean {
  const { name } = readAwsError(error)
  return (
    name === 'ResourceConflictException' ||
    name === 'PreconditionFailedException' ||
    isPassing(error)
  )
}

async function waitUntilLive(client: LambdaClient, id: string, signal: AbortSignal): Promise<void> {
  const until = now() + UPDATE_TIMEOUT
  while (!signal.aborted) {
    const found = await readConfiguration(client, { id, qualifier: '$LATEST' })
    if (found.LastUpdateStatus === 'Failed') {
      throw new MeasurementError(
        `the update that recycles the environments failed: ${found.LastUpdateStatusReason ?? 'no reason given'}`,
      )
    }
    const isBusy = found.LastUpdateStatus === 'InProgress' || found.State === 'Pending'
    if (!isBusy) return
    if (now() > until) {
      throw new MeasurementError(
        'the update that recycles the environments took more than 5 minutes',
      )
    }
    await sleepUntil(now() + POLL, signal)
  }
}
