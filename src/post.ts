import * as core from '@actions/core'
import { makeLambdaClient } from './io/lambda.ts'
import { restore } from './io/recycle.ts'
import { forgetRecycled, readRecycled } from './io/state.ts'

/** Undoes what the main step could not undo: it was cancelled, killed, or refused. */
async function main(): Promise<void> {
  const recycled = readRecycled()
  if (recycled === undefined) return
  await restore(makeLambdaClient(recycled.region), recycled, AbortSignal.timeout(60_000))
  forgetRecycled()
  core.info(`recycle: undone for ${recycled.id}`)
}

main().catch((error: Error) => core.error(error.message))
