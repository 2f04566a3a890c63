import type { JoinConfig } from '../config/join-config.ts'
import { joinRuns } from '../join/join.ts'
import { publishJoined } from '../report/publish.ts'
import { exitCode } from '../verdict/verdict.ts'
import { openDesk } from './desk.ts'
import { readResultFiles } from './result-files.ts'

/**
 * Judges and reports what other jobs measured; knows no AWS.
 *
 * @returns the verdict's sentence when the step is to fail, undefined otherwise.
 */
export async function runJoin(config: JoinConfig): Promise<string | undefined> {
  const files = await readResultFiles(config.results)
  const joined = joinRuns(files, config.rules, config.baseline)
  const { kind, summary } = (await publishJoined(joined, config, await openDesk(config))).verdict
  return exitCode(kind, config.onInconclusive) === 0 ? undefined : `${kind}: ${summary}`
}
