import type { Config } from '../config/config.ts'
import type { Ms } from '../units.ts'
import type { Prepared } from './prepare.ts'
import type { Recording } from './recording.ts'
import { whyNotJoined } from './unjoined.ts'
import type { World } from './world.ts'

const INTERVAL: Ms = 1_000

/**
 * Looks, until the first answer is joined, whether the log shows that none ever will be.
 *
 * @returns how to stop looking.
 */
export function checkJoin(
  { endpoint, logTimeout }: Config,
  world: World,
  { facts }: Prepared,
  { invocations, journal }: Recording,
  onHopeless: (reason: string) => void,
): () => void {
  if (endpoint === undefined) return () => undefined
  return world.every(INTERVAL, () => {
    const joinable = { endpoint, facts, invocations, journal }
    const reason = whyNotJoined(joinable, logTimeout, world.now())
    if (reason !== undefined) onHopeless(reason)
  })
}
