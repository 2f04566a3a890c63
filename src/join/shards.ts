import { differencesOf } from '../comparison/differences.ts'
import type { FunctionDescription } from '../function-facts.ts'
import type { Start } from '../starts/start.ts'
import { addCounts } from '../verdict/totals.ts'
import type { StoredBaseline, StoredRun } from './stored-run.ts'

/**
 * Shards of one setup as the run that they are together; one run stays as it is.
 *
 * @param runs of one label, at least one.
 * @returns why they are no shards of one setup, naming the files.
 */
export function mergeShards(runs: readonly [StoredRun, ...StoredRun[]]): StoredRun | string {
  const [first, ...others] = runs
  if (others.length === 0) return first
  const printed = runs.find(({ imported }) => imported?.toolFigures)
  if (printed !== undefined) {
    return `${runs.map(({ source }) => source).join(' and ')} are of one label, but ${printed.source} has a tool's own figures, which merge with nothing`
  }
  // A run that could not measure may not even have read its function.
  const sound = runs.filter(({ failure }) => failure === undefined)
  const [model = first, ...rest] = sound
  for (const other of rest) {
    const obstacle = whyDifferent(model, other)
    if (obstacle !== undefined) return obstacle
  }
  const shared = findShared(runs)
  if (shared !== undefined) return shared
  const rounds = numberRounds(runs)
  const renumbered = (shard: number, starts: readonly Start[]): readonly Start[] =>
    starts.map((start) =>
      start.round === null ? start : { ...start, round: rounds(shard, start.round) },
    )
  const baselines = runs.flatMap(({ baseline }, shard) =>
    baseline === undefined ? [] : [{ ...baseline, starts: renumbered(shard, baseline.starts) }],
  )
  return {
    source: runs.map(({ source }) => source).join(', '),
    label: model.label,
    facts: model.facts,
    planText: model.planText,
    starts: runs.flatMap(({ starts }, shard) => renumbered(shard, starts)),
    counts: addCounts(runs.map(({ counts }) => counts)),
    missing: runs.flatMap(({ missing }) => missing),
    gaveUp: runs.flatMap(({ gaveUp }) => gaveUp),
    baseline: mergeBaselines(baselines),
    stopRules: distinct(runs.flatMap(({ stopRules }) => stopRules)),
    notes: distinct(runs.flatMap(({ notes }) => notes)),
    failure: joinFailures(runs),
    imported: mergeImported(runs),
  }
}

function whyDifferent(a: StoredRun, b: StoredRun): string | undefined {
  const say = (whose: string, what: string, before: string, here: string): string =>
    `${a.source} and ${b.source} are no shards of one setup: ${whose} ${what} is ${before} in the one and ${here} in the other`
  if (a.planText !== b.planText) {
    return say('the', 'load plan', `"${inline(a.planText)}"`, `"${inline(b.planText)}"`)
  }
  const candidate = whyOtherFunction(a.facts, b.facts)
  if (candidate !== undefined) return say('the', ...candidate)
  const baseline = whyOtherFunction(a.baseline?.facts, b.baseline?.facts)
  return baseline === undefined ? undefined : say(`the baseline's`, ...baseline)
}

function whyOtherFunction(
  a: FunctionDescription | undefined,
  b: FunctionDescription | undefined,
): readonly [what: string, before: string, here: string] | undefined {
  if (a === undefined || b === undefined) {
    return a === b ? undefined : ['function', a?.name ?? 'unknown', b?.name ?? 'unknown']
  }
  if (a.arn !== b.arn) return ['function', a.arn, b.arn]
  if (a.version !== b.version) return ['version', a.version, b.version]
  const [difference] = differencesOf(a, b)
  if (difference === undefined) return undefined
  return [difference.what, difference.baseline, difference.candidate]
}

/** One request id in two files: the same starts would count twice. */
function findShared(runs: readonly StoredRun[]): string | undefined {
  const owners = new Map<string, string>()
  for (const { source, starts, baseline } of runs) {
    for (const { requestId } of [...starts, ...(baseline?.starts ?? [])]) {
      const owner = owners.get(requestId)
      if (owner !== undefined) {
        return `${owner} and ${source} contain the same request (${requestId}), so one measurement was given twice`
      }
      owners.set(requestId, source)
    }
  }
  return undefined
}

/**
 * A round of one shard is no round of another one: they are counted in the order in which they
 * began, which is that of what settles over time.
 */
function numberRounds(runs: readonly StoredRun[]): (shard: number, round: number) => number {
  const begins = new Map<string, { readonly shard: number; readonly round: number; at: number }>()
  for (const [shard, { starts, baseline }] of runs.entries()) {
    for (const { round, sentAt } of [...starts, ...(baseline?.starts ?? [])]) {
      if (round === null || sentAt === null) continue
      const key = `${shard} ${round}`
      const known = begins.get(key)
      if (known === undefined) begins.set(key, { shard, round, at: sentAt })
      else known.at = Math.min(known.at, sentAt)
    }
  }
  const inOrder = [...begins].toSorted(
    ([, a], [, b]) => a.at - b.at || a.shard - b.shard || a.round - b.round,
  )
  const numbers = new Map(inOrder.map(([key], number) => [key, number]))
  return (shard, round) => numbers.get(`${shard} ${round}`) ?? 0
}

function mergeBaselines(baselines: readonly StoredBaseline[]): StoredBaseline | undefined {
  const [first] = baselines
  if (first === undefined) return undefined
  return {
    label: first.label,
    facts: first.facts,
    starts: baselines.flatMap(({ starts }) => starts),
    counts: addCounts(baselines.map(({ counts }) => counts)),
    missing: baselines.flatMap(({ missing }) => missing),
    whyNotRecycled: baselines.find((one) => one.whyNotRecycled !== undefined)?.whyNotRecycled,
  }
}

/** A rule that one shard cannot answer has no answer. */
function mergeImported(runs: readonly StoredRun[]): StoredRun['imported'] {
  const all = runs.flatMap(({ imported }) => (imported === undefined ? [] : [imported.unanswered]))
  const [first] = all
  if (first === undefined) return undefined
  const rules = all.flatMap((one) => (one.rules === 'all' ? [] : one.rules))
  return { unanswered: { rules: distinct(rules), reason: first.reason }, toolFigures: null }
}

function joinFailures(runs: readonly StoredRun[]): string | undefined {
  const failed = runs.filter(({ failure }) => failure !== undefined)
  return failed.length === 0
    ? undefined
    : failed.map(({ source, failure }) => `${source}: ${failure}`).join('; ')
}

function distinct<T extends string>(texts: readonly T[]): readonly T[] {
  return [...new Set(texts)]
}

function inline(plan: string): string {
  return plan.replace(/\n/g, '; ')
}
