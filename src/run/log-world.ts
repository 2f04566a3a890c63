import type { LogWorld } from '../logs/collect.ts'
import type { World } from './world.ts'

/** One pass reads every log group, one after the other: they share one quota of calls. */
export function logWorldOf(
  { now, sleepUntil, readLogs }: World,
  groups: readonly string[],
): LogWorld {
  return {
    ...{ now, sleepUntil },
    readLogs: async (window, onPage, signal) => {
      let isWhole = true
      for (const group of groups) {
        isWhole = (await readLogs(group, window, onPage, signal)) && isWhole
      }
      return isWhole
    },
  }
}
