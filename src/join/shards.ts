import type { Side } from '../load/invocation.ts'
import type { Start } from '../starts/start.ts'
import { formatCount } from '../units.ts'
import { addCounts } from '../verdict/totals.ts'
import type { StoredBaseline, StoredRun } from './stored-run.ts'
import { whyDifferent } from './why-different.ts'

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
    notes: [describeMerge(runs), ...distinct(runs.flatMap(({ notes }) => notes))],
    failure: joinFailures(runs),
    form: model.form,
    imported: mergeImported(runs),
    disturbed: mergeDisturbed(runs),
  }
}

/** A path may be longer than a note. */
const MOST_OF_SOURCE = 200
const MOST_SOURCES = 8

/** Which files became one, for a label that two of them share by mistake is seen in nothing else. */
function describeMerge(runs: readonly StoredRun[]): string {
  const names = distinct(runs.map(({ source }) => source))
  const shown = names
    .slice(0, MOST_SOURCES)
    .map((name) => (name.length > MOST_OF_SOURCE ? `…${name.slice(-MOST_OF_SOURCE)}` : name))
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : ''
  const what = formatCount(names.length, 'file')
  const are = names.length === 1 ? `has ${runs.length}` : 'are'
  return `${what} ${are} shards of this setup: ${shown.join(', ')}${more}.`
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

/** What disturbed one shard is in the figures of all. */
function mergeDisturbed(runs: readonly StoredRun[]): StoredRun['disturbed'] {
  const known = runs.flatMap(({ disturbed }) => (disturbed === undefined ? [] : [disturbed]))
  if (known.length === 0) return undefined
  const merged = (side: Side): readonly string[] | null => {
    const what = distinct(known.flatMap((one) => one[side] ?? []))
    return what.length === 0 ? null : what
  }
  return { candidate: merged('candidate'), baseline: merged('baseline') }
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
