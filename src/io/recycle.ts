import {
  type FunctionConfiguration,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { MeasurementError } from '../measurement-error.ts'
import { explainAwsError, isPassing, readAwsError } from './aws-errors.ts'
import { now, sleepUntil } from './clock.ts'
import { readConfiguration } from './lambda.ts'

/** The environment variable whose change makes Lambda replace every environment of `$LATEST`. */
export const MARKER = 'COLD_START_GATE_RECYCLE'

/** What must be undone, saved for the post step before anything is changed. */
export type Recycled = {
  readonly id: string
  readonly region: string
  /** The marker's value before; null when the function had none. */
  readonly previous: string | null
}

/** How often a change gives way to somebody else's update of the same function. */
const ATTEMPTS = 6
const POLL = 500
const UPDATE_TIMEOUT = 5 * 60_000

/**
 * Gives `$LATEST` new environments, and waits until the change is live.
 *
 * @throws {MeasurementError}
 */
export async function recycle(
  client: LambdaClient,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const value = `${Date.now()}`
  await changeVariables(client, id, (variables) => ({ ...variables, [MARKER]: value }), signal)
  await waitUntilLive(client, id, signal)
}

/** The marker as it stands now, to be saved before the first change. */
export async function readMarker(client: LambdaClient, id: string): Promise<string | null> {
  const { Environment } = await readConfiguration(client, { id, qualifier: '$LATEST' })
  return Environment?.Variables?.[MARKER] ?? null
}

/** Takes the marker away again; variables that others changed meanwhile stay as they are. */
export async function restore(
  client: LambdaClient,
  { id, previous }: Recycled,
  signal: AbortSignal,
): Promise<void> {
  await changeVariables(
    client,
    id,
    ({ [MARKER]: _, ...others }) =>
      previous === null ? others : { ...others, [MARKER]: previous },
    signal,
  )
  await waitUntilLive(client, id, signal)
}

/** The API replaces all variables at once, so each change is made of what is there right now. */
async function changeVariables(
  client: LambdaClient,
  id: string,
  change: (variables: Record<string, string>) => Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await readConfiguration(client, { id, qualifier: '$LATEST' })
    const before = readVariables(found)
    const Variables = change(before)
    if (JSON.stringify(Variables) === JSON.stringify(before)) return
    const revision = found.RevisionId === undefined ? {} : { RevisionId: found.RevisionId }
    try {
      await client.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: id,
          Environment: { Variables },
          ...revision,
        }),
      )
      return
    } catch (error) {
      if (attempt === ATTEMPTS || signal.aborted || !mayRetry(error)) {
        throw explainAwsError(
          error,
          'lambda:UpdateFunctionConfiguration',
          'change the environment variables of the function',
        )
      }
      await sleepUntil(now() + POLL * attempt, signal)
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
