import { clopperPearson } from '../statistics/binomial.ts'
import { median, type Sample, scaledMad, sortSample } from '../statistics/sample.ts'
import { upperLimit } from '../statistics/upper-limit.ts'
import { formatTime, type Ms } from '../units.ts'
import { type Start, startUpTime } from './start.ts'

/** Whether the fresh cold starts contain super-cold ones, and by which rule that was told. */
export type SuperCold = {
  /** "none": told apart, and there was none. "undetermined": cannot be told. */
  readonly status: 'separated' | 'none' | 'undetermined'
  /** The rule in words, with its figures. */
  readonly rule: string
  /** A fresh cold start whose start-up took this long or longer is super-cold. */
  readonly cutMs: Ms | null
  /** Cold starts of the fresh wave, and how many of them were super-cold, with 95 % bounds. */
  readonly wave: {
    readonly n: number
    readonly superCold: number | null
    readonly low: number | null
    readonly high: number | null
    /** Further fresh cold starts, of which the log does not tell the start-up time. */
    readonly unknown: number
    /** Median start-up of the fresh wave ÷ that of the settled ones; null without a reference. */
    readonly ratio: number | null
    /** From the wave's first request until its last super-cold start was ready; null without one. */
    readonly releaseMs: Ms | null
  }
}

/** Fewer settled cold starts say too little about where cold ends. */
const MIN_REFERENCE = 10
/** Fewer points cannot show two modes. */
const MIN_SPLIT = 20
const MIN_RATIO = 1.5
/** Below this, the client's own lag in a burst could be what sets two quick starts apart. */
const MIN_EXCESS: Ms = 100
/** Log scale: spreads below 3 % are finer than one run can tell. */
const FLOOR = 0.03
/** On each side of 95 % bounds. */
const TAIL = 0.025
/** With a reference this wide, three spreads above its median is more than three times as slow. */
const MAX_SPREAD = Math.log(3)

/**
 * Tells super-cold starts by their start-up time (latency − duration): no log line shows the fetch.
 *
 * Settled cold starts are the reference where there are enough; otherwise a split of the fresh ones
 * into two well separated modes. One mode alone says nothing: all or none may be super-cold.
 *
 * @param cold every cold start of the run.
 */
export function tellSuperCold(cold: readonly Start[]): SuperCold {
  const fresh = startUps(cold, 'fresh')
  const settled = startUps(cold, 'settled')
  const unknown = cold.filter(({ wave }) => wave === 'fresh').length - fresh.length
  const cut = settled.length >= MIN_REFERENCE ? cutByReference(settled) : cutBySplit(fresh)
  if (fresh.length === 0) {
    const rule = 'no cold start with a known start-up time happened before the first recycle'
    return {
      ...undetermined(rule),
      wave: { ...waveOf(fresh, settled, null), unknown, releaseMs: null },
    }
  }
  const releaseMs = releaseOf(cold, cut.cutMs)
  const wave = { ...waveOf(fresh, settled, cut.cutMs), unknown, releaseMs }
  const status = cut.cutMs === null ? 'undetermined' : wave.superCold === 0 ? 'none' : 'separated'
  return { status, ...cut, wave }
}

type Cut = { readonly rule: string; readonly cutMs: Ms | null }

function undetermined(rule: string): Cut & { readonly status: 'undetermined' } {
  return { status: 'undetermined', rule, cutMs: null }
}

function startUps(cold: readonly Start[], wave: Start['wave']): readonly Ms[] {
  return cold
    .filter((start) => start.wave === wave)
    .map(startUpTime)
    .filter((time) => time !== null && time > 0) as readonly Ms[]
}

/** Limit from settled cold starts: where what is usual among them ends. */
export function cutByReference(settled: readonly Ms[]): Cut {
  const logs = sortSample(settled.map(Math.log)) as Sample
  const middle = median(logs)
  const spread = scaledMad(logs)
  const reference = `${settled.length} settled cold starts (median start-up ${formatTime(Math.exp(middle))})`
  if (3 * spread > MAX_SPREAD) {
    return { rule: `${reference} spread too widely to tell where cold ends`, cutMs: null }
  }
  const cutMs = Math.max(Math.exp(upperLimit(logs, MIN_RATIO)), Math.exp(middle) + MIN_EXCESS)
  const above = settled.filter((time) => time >= cutMs).length
  const doubt =
    above > 0.1 * settled.length
      ? `; ${above} of them lie above it too, so a larger reference would be better`
      : ''
  return { rule: `start-up from ${formatTime(cutMs)} on, told from ${reference}${doubt}`, cutMs }
}

/** Both modes of the fresh wave, where they are far apart with little between them. */
export function cutBySplit(fresh: readonly Ms[]): Cut {
  if (fresh.length < MIN_SPLIT) {
    return {
      rule: `needs ≥ ${MIN_SPLIT} cold starts in the fresh wave (found ${fresh.length}), or a \`recycle\` with ≥ ${MIN_REFERENCE} cold starts after it as reference`,
      cutMs: null,
    }
  }
  const log = guardedSplit(sortSample(fresh.map(Math.log)) as Sample)
  if (log === undefined) {
    return {
      rule: 'one mode only, so all or none may be super-cold; a `recycle` followed by a burst gives the reference',
      cutMs: null,
    }
  }
  const cutMs = Math.exp(log)
  return { rule: `start-up from ${formatTime(cutMs)} on, the gap between two modes`, cutMs }
}

/**
 * The best of three candidate splits (Otsu's, the largest gap, the largest gap weighted towards the
 * middle) that has two clear modes; undefined when none has.
 *
 * Otsu (1979), "A Threshold Selection Method from Gray-Level Histograms". The guards were chosen on
 * simulated and real waves: both modes well apart, the lower one not tiny, hardly anything between.
 */
function guardedSplit(sorted: Sample): number | undefined {
  const n = sorted.length
  let best: { readonly score: number; readonly cut: number } | undefined
  for (const k of candidateSplits(sorted)) {
    const lower = sorted.slice(0, k + 1) as unknown as Sample
    const upper = sorted.slice(k + 1) as unknown as Sample
    if (lower.length < Math.max(3, 0.15 * n) || upper.length < 1) continue
    const a = median(lower)
    const b = median(upper)
    const deviations = lower.map((value) => Math.abs(value - a))
    // Not `push(...)`: a spread of 100,000 arguments and more overflows the stack.
    if (upper.length >= 3) for (const value of upper) deviations.push(Math.abs(value - b))
    const spread = Math.max(1.4826 * median(sortSample(deviations) as Sample), FLOOR)
    if (b - a < Math.max(Math.log(MIN_RATIO), 3.5 * spread)) continue
    if (Math.exp(b) - Math.exp(a) < MIN_EXCESS) continue
    const between = sorted.filter((y) => y >= a + (b - a) / 3 && y < b - (b - a) / 3).length
    const emptiness = between / Math.min(lower.length, upper.length)
    if (emptiness > 0.34) continue
    const score = (b - a) / spread - 3 * emptiness
    const cut = ((sorted[k] as number) + (sorted[k + 1] as number)) / 2
    if (best === undefined || score > best.score) best = { score, cut }
  }
  return best?.cut
}

function candidateSplits(sorted: Sample): ReadonlySet<number> {
  const n = sorted.length
  const total = sorted.reduce((sum, value) => sum + value, 0)
  const best = [0, 0, 0]
  const scores = [-1, -1, -1]
  let lowerSum = 0
  for (let k = 0; k < n - 1; k += 1) {
    const lower = k + 1
    const upper = n - lower
    lowerSum += sorted[k] as number
    const difference = (total - lowerSum) / upper - lowerSum / lower
    const gap = (sorted[k + 1] as number) - (sorted[k] as number)
    const candidates = [lower * upper * difference ** 2, gap, gap * Math.sqrt(lower * upper)]
    for (const [i, score] of candidates.entries()) {
      if (score <= (scores[i] as number)) continue
      scores[i] = score
      best[i] = k
    }
  }
  return new Set(best)
}

function waveOf(
  fresh: readonly Ms[],
  settled: readonly Ms[],
  cutMs: Ms | null,
): Omit<SuperCold['wave'], 'unknown' | 'releaseMs'> {
  const n = fresh.length
  const own = sortSample(fresh)
  const reference = sortSample(settled)
  const ratio =
    own !== undefined && reference !== undefined && reference.length >= MIN_REFERENCE
      ? median(own) / median(reference)
      : null
  if (cutMs === null || n === 0) return { n, superCold: null, low: null, high: null, ratio }
  const superCold = fresh.filter((time) => time >= cutMs).length
  return { n, superCold, ...clopperPearson(superCold, n, TAIL), ratio }
}

/** The super-cold starts of one wave wait for one event, so this says more than their times. */
function releaseOf(cold: readonly Start[], cutMs: Ms | null): Ms | null {
  let first = Infinity
  let last = -Infinity
  for (const start of cold) {
    if (start.wave !== 'fresh') continue
    first = Math.min(first, start.sentAt)
    const time = startUpTime(start)
    if (cutMs !== null && time !== null && time >= cutMs) last = Math.max(last, start.sentAt + time)
  }
  return last < first ? null : last - first
}
