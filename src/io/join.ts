import type { JoinConfig } from '../config/join-config.ts'
import { joinRuns } from '../join/join.ts'
import { type Desk, publishJoined } from '../report/publish.ts'
import type { Joined } from '../verdict/joined.ts'
import { readResultFiles } from './result-files.ts'

/**
 * Judges and reports what other jobs measured; knows no AWS.
 *
 * @returns the report as it was published.
 */
export async function runJoin(config: JoinConfig, desk: Desk): Promise<Joined> {
  const files = await readResultFiles(config.results, config.clientRule)
  return await publishJoined(joinRuns(files, config.rules, config.baseline), config, desk)
}
