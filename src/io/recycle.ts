import {
  type FunctionConfiguration,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { MeasurementError } from '../measurement-error.ts'
import {
  RECYCLE_VARIABLE,
  type Recycled,
  renew,
  settle,
  undo,
  type Variables,
} from '../run/recycled.ts'
import { whyNoRoom } from '../run/room.ts'
import { explainAwsError, isDenied, isPassing, readAwsError } from './aws-errors.ts'
import { now, sleepUntil } from './clock.ts'
import { NoSuchFunctionError, readConfiguration } from './lambda.ts'
import type { Watch } from './watch.ts'

const POLL = 500
/** An image or a VPC can take minutes; so can somebody else's update of the same function. */
const UPDATE_TIMEOUT = 5 * 60_000

/** Changes functions, and remembers what it added to each of them. */
export type Recycler = {
  /**
   * Gives `$LATEST` new environments, and waits until the change is live.
   *
   * @param extra words for variables that these environments have and the next ones no longer.
   * @throws {MeasurementError}
   */
  readonly recycle: (id: string, signal: AbortSignal, extra?: Variables) => Promise<void>
  /**
   * Undoes all of it, on every function, whatever fails on another.
   *
   * @throws {MeasurementError}
   */
  readonly restore: (signal: AbortSignal) => Promise<void>
  /** What is not undone. */
  readonly left: () => readonly Recycled[]
  /** What is to be undone on the function with this ARN, whatever its qualifier. */
  readonly recycledOf: (arn: string) => Recycled | undefined
}

/**
 * @param save gets all that is to be undone, before anything more is changed and after each undoing.
 */
export function makeRecycler(
  client: LambdaClient,
  region: string,
  save: (recycled: readonly Recycled[]) => void,
  say: (line: string) => void,
  watch: Watch,
): Recycler {
  /** By the function's own ARN: a name and an ARN may mean one function. */
  const changed = new Map<string, Recycled>()
  let values = 0
  const underWay = new Set<Promise<void>>()
  /** Aborts once undoing has begun: nothing may be changed after that. */
  const undoing = new AbortController()

  async function change(id: string, wanted: Variables, signal: AbortSignal): Promise<void> {
    let key = id
    await changeVariables(
      client,
      id,
      (found) => {
        // Nothing may be changed once undoing has begun, nor after a stop: that leaves it no time.
        if (signal.aborted) throw new MeasurementError('the recycling was given up')
        key = found.FunctionArn ?? id
        const known = changed.get(key)
        const before = readVariables(found)
        // An update whose answer was lost may have taken place all the same.
        if (isThere(before, wanted)) watch.noteOurs(found, known)
        else watch.look(found, known)
        const of = known ?? { id, region }
        const { variables, recycled } = renew(before, wanted, known, of)
        changed.set(key, recycled)
        save([...changed.values()])
        return variables
      },
      signal,
    )
    const live = await waitUntilLive(client, id, signal)
    const done = changed.get(key)
    // A change that was not waited for may still be on its way.
    if (done === undefined || live === undefined) return
    changed.set(key, settle(done, wanted))
    watch.noteOurs(live, changed.get(key))
  }

  return {
    recycle: async (id, signal, extra = {}) => {
      values += 1
      const wanted = { ...extra, [RECYCLE_VARIABLE]: `${Date.now()}-${values}` }
      const renewing = change(id, wanted, AbortSignal.any([signal, undoing.signal]))
      underWay.add(renewing)
      await renewing.finally(() => underWay.delete(renewing))
    },
    restore: async (signal) => {
      undoing.abort()
      // A change that is on its way would come after its undoing.
      await Promise.allSettled(underWay)
      const undone = await Promise.allSettled(
        [...changed].map(async ([key, one]) => {
          const isThere = await restore(client, one, signal).then(() => true, ignoreGone)
          changed.delete(key)
          say(
            isThere
              ? `recycle: undone for ${one.id}`
              : `recycle: ${one.id} is gone, so nothing is to be undone`,
          )
        }),
      )
      save([...changed.values()])
      const failure = undone.find(({ status }) => status === 'rejected')
      if (failure?.status === 'rejected') throw failure.reason
    },
    left: () => [...changed.values()],
    recycledOf: (arn) => changed.get(arn.split(':').slice(0, 7).join(':')),
  }
}

/** No other update has this marker. */
function isThere(variables: Variables, wanted: Variables): boolean {
  const marker = wanted[RECYCLE_VARIABLE] ?? ''
  return marker !== '' && (variables[RECYCLE_VARIABLE] ?? '').split(' ').includes(marker)
}

/** In the process that changed it: the post step may have credentials of another account. */
function ignoreGone(error: unknown): false {
  if (error instanceof NoSuchFunctionError) return false
  throw error
}

/** Takes our variables away again; what others changed meanwhile stays as it is. */
export async function restore(
  client: LambdaClient,
  recycled: Recycled,
  signal: AbortSignal,
): Promise<void> {
  const { id } = recycled
  await changeVariables(client, id, (found) => undo(readVariables(found), recycled), signal)
  await waitUntilLive(client, id, signal)
}

/**
 * Asks whether the configuration may be changed, without changing it: with a revision that does
 * not exist, a permitted call ends in a failed precondition, and one without permission in a 403.
 * The variables come along as they are, for a server that does not look at revisions.
 *
 * @returns how the function is after such a server made an update of it.
 */
export async function checkUpdatePermission(
  client: LambdaClient,
  id: string,
  signal: AbortSignal,
): Promise<FunctionConfiguration | undefined> {
  const { Environment } = await readConfiguration(client, { id, qualifier: '$LATEST' })
  const Variables = Environment?.Variables ?? {}
  const noRoom = whyNoRoom(Variables)
  if (noRoom !== undefined) {
    throw new MeasurementError(
      `the environments cannot be recycled: ${noRoom} (or leave \`recycle\` out of the plan)`,
    )
  }
  const RevisionId = '00000000-0000-0000-0000-000000000000'
  const update = { FunctionName: id, Environment: { Variables }, RevisionId }
  try {
    await client.send(new UpdateFunctionConfigurationCommand(update))
    return await waitUntilLive(client, id, signal)
  } catch (error) {
    if (isDenied(error)) {
      throw explainAwsError(
        error,
        'lambda:UpdateFunctionConfiguration',
        'recycle the environments (or leave `recycle` out of the plan)',
      )
    }
    return undefined
  }
}

/**
 * The API replaces all variables at once, so each change is made of what is there right now. While
 * an update is under way, ours or somebody else's, AWS refuses another one.
 */
async function changeVariables(
  client: LambdaClient,
  id: string,
  change: (found: FunctionConfiguration) => Variables,
  signal: AbortSignal,
): Promise<void> {
  const until = now() + UPDATE_TIMEOUT
  for (;;) {
    const found = await readConfiguration(client, { id, qualifier: '$LATEST' })
    const Variables = change(found)
    if (JSON.stringify(Variables) === JSON.stringify(readVariables(found))) return
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

/** @throws {MeasurementError} when Lambda could not decrypt them. */
export function readVariables({ Environment }: FunctionConfiguration): Variables {
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

/** @returns how it is then; undefined when the signal came first. */
async function waitUntilLive(
  client: LambdaClient,
  id: string,
  signal: AbortSignal,
): Promise<FunctionConfiguration | undefined> {
  const until = now() + UPDATE_TIMEOUT
  while (!signal.aborted) {
    const found = await readConfiguration(client, { id, qualifier: '$LATEST' })
    if (found.LastUpdateStatus === 'Failed') {
      throw new MeasurementError(
        `the update that recycles the environments failed: ${found.LastUpdateStatusReason ?? 'no reason given'}`,
      )
    }
    const isBusy = found.LastUpdateStatus === 'InProgress' || found.State === 'Pending'
    if (!isBusy) return found
    if (now() > until) {
      throw new MeasurementError(
        'the update that recycles the environments took more than 5 minutes',
      )
    }
    await sleepUntil(now() + POLL, signal)
  }
  return undefined
}
