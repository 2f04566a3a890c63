import * as core from '@actions/core'
import { makeLambdaClient } from './io/lambda.ts'
import { restore } from './io/recycle.ts'
import { readRecycled, saveRecycled } from './io/state.ts'
import { describeLeft, RECYCLE_VARIABLE, type Recycled } from './run/recycled.ts'

/** A cancelled job ends after 5 minutes, post steps included. */
const TIMEOUT = 4 * 60_000

/** Undoes what the main step could not undo: it was cancelled, killed, or refused. */
async function main(): Promise<void> {
  // It changed nothing, and knows no AWS.
  if (core.getInput('mode') === 'report') return
  const deadline = AbortSignal.timeout(TIMEOUT)
  const recycled = readRecycled()
  if (typeof recycled === 'string') {
    throw new Error(
      `The saved state cannot be read (${recycled}), so nothing was undone; if ${core.getInput('function-name') || 'a function'} still has the environment variable ${RECYCLE_VARIABLE}, remove it by hand`,
    )
  }
  if (recycled.length === 0) return
  const failures = await Promise.all(recycled.map((one) => undo(one, deadline)))
  saveRecycled(recycled.filter((_, i) => failures[i] !== undefined))
  const found = failures.filter((failure) => failure !== undefined)
  if (found.length > 0) throw new Error(found.join('; '))
}

/** @returns why it failed, with what is left to do by hand. */
async function undo(recycled: Recycled, deadline: AbortSignal): Promise<string | undefined> {
  const { id, region } = recycled
  try {
    await restore(makeLambdaClient(region), recycled, deadline)
    core.info(`recycle: undone for ${id}`)
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `${reason}; ${describeLeft(recycled)}`
  }
}

main().catch((error: Error) => core.setFailed(error.message))
