import * as core from '@actions/core'
import { makeLambdaClient } from './io/lambda.ts'
import { RECYCLE_VARIABLE, restore } from './io/recycle.ts'
import { forgetRecycled, readRecycled } from './io/state.ts'

/** A cancelled job ends after 5 minutes, post steps included. */
const TIMEOUT = 4 * 60_000

/** Undoes what the main step could not undo: it was cancelled, killed, or refused. */
async function main(): Promise<void> {
  const recycled = readRecycled()
  if (recycled === undefined) return
  const { id, region } = recycled
  try {
    await restore(makeLambdaClient(region), recycled, AbortSignal.timeout(TIMEOUT))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The environment variable ${RECYCLE_VARIABLE} is still on the function ${id} in ${region}; remove it by hand (${reason})`,
    )
  }
  forgetRecycled()
  core.info(`recycle: undone for ${id}`)
}

main().catch((error: Error) => core.setFailed(error.message))
