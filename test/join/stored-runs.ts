import { readResult } from '../../src/join/read-result.ts'
import type { StoredRun } from '../../src/join/stored-run.ts'
import { renderJson } from '../../src/report/json.ts'
import type { Start } from '../../src/starts/start.ts'
import type { Result } from '../../src/verdict/result.ts'
import { STUDY } from '../study-rule.ts'
import { NOTHING } from '../verdict/runs.ts'

/** The one run of a result, as its file has it. */
export function storedRun(result: Result, source = 'leg/report.json'): StoredRun {
  const runs = readResult(source, renderJson(result), STUDY)
  const [run] = typeof runs === 'string' ? [] : runs
  if (run === undefined) throw new Error(String(runs))
  return run
}

/**
 * The run as so many runners would have measured it.
 *
 * @param shardOf which of them sent a request; of requests that are no start only the index counts.
 */
export function split(
  run: StoredRun,
  shards: number,
  shardOf: (start: Start | undefined, i: number) => number,
): readonly StoredRun[] {
  return Array.from({ length: shards }, (_, shard) => {
    const starts = run.starts.filter((start, i) => shardOf(start, i) === shard)
    const missing = run.missing.filter((_, i) => shardOf(undefined, i) === shard)
    const gaveUp = run.gaveUp.filter((_, i) => shardOf(undefined, i) === shard)
    const answered = starts.length + missing.length
    const baseline = run.baseline && {
      ...run.baseline,
      starts: run.baseline.starts.filter((start, i) => shardOf(start, i) === shard),
    }
    const matched = baseline?.starts.length ?? 0
    return {
      ...run,
      source: `${shard}/report.json`,
      starts,
      missing,
      gaveUp,
      counts: {
        ...NOTHING,
        ...{ answered, matched: starts.length, missing: missing.length },
        ...{ failed: gaveUp.length, gaveUp: gaveUp.length, sent: answered + gaveUp.length },
      },
      baseline: baseline && {
        ...baseline,
        counts: { ...NOTHING, sent: matched, answered: matched, matched },
      },
    }
  })
}
