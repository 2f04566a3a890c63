import type { Invocation } from '../load/invocation.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { ReportEntry } from './journal.ts'

/** What of the logs is to be read, on the logs' clock. */
export type LogWindow = {
  readonly from: EpochMs
  /** Undefined: without an end. */
  readonly to?: EpochMs | undefined
  /** How the names of a log group's streams begin; undefined for all of them. */
  readonly prefixOf?: ((group: string) => string | undefined) | undefined
}

/** Of a request, what it takes to look for its lines. */
export type Sent = Pick<Invocation, 'side' | 'intendedAt' | 'latency'>

/** Where the lines of a request are to be looked for, by where those of others were found. */
export type Bearings = {
  readonly note: (sent: Sent, entry: ReportEntry) => void
  /** Whether no line has shown yet how far the clocks are apart. */
  readonly isLost: () => boolean
  /** As few windows as hold all lines of these requests, in order of time; of all streams. */
  readonly windowsOf: (requests: Iterable<Sent>) => readonly LogWindow[]
  /** Much more than these windows, should one line be stamped otherwise than all others. */
  readonly wideWindowOf: (requests: Iterable<Sent>) => LogWindow
  /**
   * Everything since a time of ours; only streams like those of our requests where other callers
   * fill the group.
   *
   * @param lineCount how many platform lines there are so far, our own and others'.
   */
  readonly windowSince: (at: EpochMs, lineCount: number) => LogWindow
}

/** How far the clocks may be apart as long as no line has shown it. */
const UNKNOWN: Ms = 60_000
/** Other lines may differ by that much more from what was seen. */
const SLACK: Ms = 5_000
/** Windows with less between them are read as one, as each takes a call. */
const GAP: Ms = 10_000
/** A group with fewer lines is read in a few calls, whoever wrote them. */
const FEW_LINES = 5_000
/** INIT_START, START, REPORT, and some of other callers. */
const LINES_A_REQUEST = 10
/** "2026/11/22/[$LATEST]", or "2026/11/22/name[42]" in a group that functions share. */
const STREAM_PREFIX = /^\d{4}\/\d{2}\/\d{2}\/[\w-]*\[(?:\$LATEST|\d+)\]/
/** What streams of no known form begin with: everything. */
const ANY = ''

export function makeBearings(): Bearings {
  // By how much a REPORT line's time is after the last byte on our clock.
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  let matched = 0
  const prefixes = new Map<string, Set<string>>()

  const isLost = (): boolean => most < least
  const earliest = (at: EpochMs): EpochMs => at + (isLost() ? -UNKNOWN : least - SLACK)
  const latest = (at: EpochMs): EpochMs => at + (isLost() ? UNKNOWN : most + SLACK)

  function prefixOf(group: string): string | undefined {
    const [prefix, ...others] = prefixes.get(group) ?? []
    return others.length > 0 || prefix === ANY ? undefined : prefix
  }

  return {
    note: ({ intendedAt, latency }, { at, group, stream }) => {
      matched += 1
      const ahead = at - (intendedAt + latency)
      least = Math.min(least, ahead)
      most = Math.max(most, ahead)
      const known = prefixes.get(group) ?? new Set()
      prefixes.set(group, known.add(STREAM_PREFIX.exec(stream)?.[0] ?? ANY))
    },
    isLost,
    windowsOf: (requests) => {
      const merged: { from: EpochMs; to: EpochMs }[] = []
      const spans = Array.from(requests, ({ intendedAt, latency }) => ({
        from: earliest(intendedAt),
        to: latest(intendedAt + latency),
      }))
      for (const span of spans.sort((a, b) => a.from - b.from)) {
        const last = merged.at(-1)
        if (last !== undefined && span.from <= last.to + GAP) last.to = Math.max(last.to, span.to)
        else merged.push(span)
      }
      return merged
    },
    wideWindowOf: (requests) => {
      let oldest = Number.POSITIVE_INFINITY
      for (const { intendedAt } of requests) oldest = Math.min(oldest, intendedAt)
      return { from: isLost() ? Number.NEGATIVE_INFINITY : earliest(oldest) - UNKNOWN }
    },
    windowSince: (at, lineCount) => {
      const isCrowded = lineCount > FEW_LINES && lineCount > matched * LINES_A_REQUEST
      return { from: earliest(at), prefixOf: isCrowded ? prefixOf : undefined }
    },
  }
}
