import type { Journal } from '../logs/journal.ts'
import {
  type EnvironmentImports,
  type LoggedText,
  readEnvironment,
} from '../profile/environment.ts'
import type { Start } from '../starts/start.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { World } from './world.ts'

/** All lines of imports, and little else. */
const PATTERN = '"import time:"'
const POLL: Ms = 1_500
/** The lines of a stream come in order, mostly; those before the REPORT line rarely come later. */
const LONGEST_WAIT: Ms = 30_000
/** Of an environment: several times what the largest libraries print. */
const MOST_EVENTS = 30_000

/**
 * Reads the import lines of these starts' environments, until a pass brings nothing new.
 *
 * @param from when their wave began.
 */
export async function readImports(
  { now, sleepUntil, readStreams }: World,
  logGroup: string,
  starts: readonly Start[],
  journal: Journal,
  from: EpochMs,
  ending: AbortSignal,
): Promise<readonly EnvironmentImports[]> {
  const events = new Map<string, Map<string, LoggedText>>(
    starts.flatMap(({ environment }) => (environment === null ? [] : [[environment, new Map()]])),
  )
  const query = { streams: [...events.keys()], from: from - CLOCKS_APART, pattern: PATTERN }
  if (query.streams.length === 0) return []
  const until = now() + LONGEST_WAIT
  for (let before = -1, count = 0; now() < until && !ending.aborted; ) {
    const isWhole = await readStreams(
      logGroup,
      query,
      (page) => {
        for (const { id, stream, timestamp, message } of page) {
          const own = events.get(stream)
          if (own === undefined || own.has(id) || own.size >= MOST_EVENTS) continue
          own.set(id, { timestamp, message })
          count += 1
        }
      },
      ending,
    )
    if (isWhole && count > 0 && count === before) break
    before = count
    await sleepUntil(now() + POLL, ending)
  }
  return [...events].flatMap(([stream, own]) => {
    const first = starts.filter(({ environment }) => environment === stream).at(0)
    const startedAt = first && journal.startedAt(first.requestId, stream)
    return readEnvironment([...own.values()], startedAt) ?? []
  })
}

/** Streams of new environments have nothing from before. */
const CLOCKS_APART: Ms = 5 * 60_000
