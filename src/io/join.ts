import type { JoinConfig } from '../config/join-config.ts'
import { joinRuns } from '../join/join.ts'
import { reportNothing } from '../join/nothing.ts'
import { type Desk, publishJoined } from '../report/publish.ts'
import { alone, type Joined } from '../verdict/joined.ts'
import { readResultFiles } from './result-files.ts'

/**
 * Judges and reports what other jobs measured; knows no AWS.
 *
 * @returns the report as it was published.
 */
export async function runJoin(config: JoinConfig, desk: Desk, stop: AbortSignal): Promise<Joined> {
  const files = await readResultFiles(config.results, config.clientRule, stop)
  if (stop.aborted) {
    return await publishJoined(alone(reportNothing([String(stop.reason)])), config, desk)
  }
  return await publishJoined(joinRuns(files, config.rules, config.baseline), config, desk)
}
