import type { StoredRun } from '../join/stored-run.ts'
import type { Start } from '../starts/start.ts'
import { type EpochMs, formatCount, formatThousands, type Ms } from '../units.ts'

/** One request as a load tester logged it. */
export type ClientTime = {
  /** Where it stands, to name it: "line 12". */
  readonly place: string
  /** When it was sent; null when the log does not tell. */
  readonly sentAt: EpochMs | null
  readonly latency: Ms
  readonly status: ClientStatus
  /** No answer came in the time that the client allowed. */
  readonly gaveUp: boolean
}

/**
 * HTTP status; "none" for no answer, "good" where the tool tells only that it was no failure.
 * Undefined when the log tells none of this.
 */
export type ClientStatus = number | 'none' | 'good' | undefined

/** How client times alone are told apart. */
export type ClientRule = {
  /** A longer time was a cold start. */
  readonly coldOver: Ms
}

/**
 * Where API Gateway stops waiting for the function: REST APIs, HTTP APIs.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const GATEWAY_LIMITS: readonly Ms[] = [29_000, 30_000]

/** From the gateway's giving up until the client has the answer; the study has up to 326 ms. */
const SLACK: Ms = 1_000

/** What became of a request, as far as the client can tell. */
type Outcome =
  | { readonly kind: 'answered'; readonly latency: Ms; readonly isCut: boolean }
  | { readonly kind: 'throttled' | 'failed' | 'gave-up' }

/** Everything of a file that has client times. */
export type ClientLog = {
  readonly source: string
  readonly label: string
  readonly times: readonly ClientTime[]
  /** What kind of file it is, such as "the CSV of k6". */
  readonly form: string
  /** Which time of which tool the latency is, to follow "Imported from". */
  readonly what: string
  readonly notes: readonly string[]
  /** Whether it has a status of each request. */
  readonly hasStatus: boolean
}

/** @returns a run of one setup, all of it the fresh wave: nothing tells a later one apart. */
export function runOfClientTimes(log: ClientLog, rule: ClientRule): StoredRun {
  const starts: Start[] = []
  const gaveUp: Ms[] = []
  const counts = { answered: 0, failed: 0, throttled: 0, gaveUp: 0, functionErrors: 0 }
  for (const time of log.times) {
    const outcome = outcomeOf(time, rule)
    if (outcome.kind === 'answered') {
      counts.answered += 1
      counts.functionErrors += Number(outcome.isCut)
      starts.push(startOf(log, time, outcome, rule))
    } else if (outcome.kind === 'gave-up') {
      counts.failed += 1
      counts.gaveUp += 1
      gaveUp.push(time.latency)
    } else counts[outcome.kind] += 1
  }
  return {
    source: log.source,
    label: log.label,
    facts: undefined,
    planText: '',
    starts,
    counts: {
      sent: log.times.length,
      ...counts,
      dropped: 0,
      matched: starts.length,
      missing: 0,
      foreign: 0,
      unreadable: 0,
    },
    missing: [],
    gaveUp,
    baseline: undefined,
    stopRules: [],
    notes: [describeRule(log, rule), ...describeUnit(log), ...describeCut(log, rule), ...log.notes],
    failure: undefined,
    form: log.form,
    imported: {
      unanswered: log.hasStatus
        ? { rules: ['missing.count'], reason: 'no REPORT line belongs to the file' }
        : {
            rules: ['errors.rate', 'errors.count', 'throttles.count', 'missing.count'],
            reason: 'the file has no HTTP status of its requests',
          },
      toolFigures: null,
    },
  }
}

/**
 * A gateway's cut-off came with 504 (REST) or 503 (HTTP API); where the log has no status, any time
 * just above a limit is taken as one: "at least the limit" is true of it in either case.
 */
function outcomeOf({ latency, status, gaveUp }: ClientTime, rule: ClientRule): Outcome {
  if (gaveUp) return { kind: 'gave-up' }
  const limit = limitOf(latency)
  if (limit !== undefined && (status === undefined || status === 503 || status === 504)) {
    return { kind: 'answered', latency: limit, isCut: true }
  }
  // A gateway with a limit of its own.
  if (status === 504 && latency > rule.coldOver) return { kind: 'answered', latency, isCut: true }
  if (status === 429) return { kind: 'throttled' }
  const hasFailed = status === 'none' || (typeof status === 'number' && status >= 400)
  return hasFailed ? { kind: 'failed' } : { kind: 'answered', latency, isCut: false }
}

/** In place of a request id: where the start stands, unique among all files of a report. */
export function nameStart(source: string, place: string): string {
  return `${source.slice(-400)} ${place}`
}

/** The limit that a time just above it points at. */
export function limitOf(latency: Ms): Ms | undefined {
  return GATEWAY_LIMITS.find((limit) => latency >= limit && latency < limit + SLACK)
}

function startOf(
  { source }: ClientLog,
  { place, sentAt, status }: ClientTime,
  { latency, isCut }: Outcome & { readonly kind: 'answered' },
  { coldOver }: ClientRule,
): Start {
  const isCold = latency > coldOver
  return {
    requestId: nameStart(source, place),
    side: 'candidate',
    step: 0,
    round: null,
    wave: 'fresh',
    class: isCold ? 'cold' : 'warm',
    environment: null,
    sentAt,
    clientDelay: null,
    latency,
    init: null,
    initKind: isCold ? 'init' : 'none',
    initCensored: false,
    duration: null,
    overhead: null,
    billed: null,
    maxMemory: null,
    memorySize: null,
    censored: isCut,
    error: isCut
      ? status === undefined
        ? 'cut off at the gateway’s limit'
        : `HTTP ${status}`
      : null,
  }
}

function describeRule({ what }: ClientLog, { coldOver }: ClientRule): string {
  return `Imported from ${what}. There are client times only: every one over ${formatThousands(coldOver)} ms counts as a cold start, super-cold ones among them, and init, duration and overhead are unknown.`
}

/** Quicker than any network is to a function in the cloud, and longer than any start. */
const QUICKEST: Ms = 5
const SLOWEST_IN_SECONDS = 900

/** A file of seconds reads as one of a function that is always warm. */
function describeUnit({ times }: ClientLog): readonly string[] {
  const sorted = times.map(({ latency }) => latency).toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? QUICKEST
  if (median >= QUICKEST || (sorted.at(-1) ?? 0) > SLOWEST_IN_SECONDS) return []
  return [
    `Half of the times are below ${QUICKEST} ms, and no answer comes as quickly from a function: they look like seconds, and are read as milliseconds.`,
  ]
}

function describeCut({ times }: ClientLog, rule: ClientRule): readonly string[] {
  const cut = times.filter((time) => {
    const outcome = outcomeOf(time, rule)
    return outcome.kind === 'answered' && outcome.isCut
  })
  if (cut.length === 0) return []
  const guess = cut.some(({ status }) => status === undefined)
    ? ' The file has no HTTP status, so every time up to 1 s above a limit is taken as one.'
    : ''
  const limits = GATEWAY_LIMITS.map((limit) => `${limit / 1000} s`).join(' or ')
  return [
    `${formatCount(cut.length, 'request')} cut off by a gateway (usual limits: ${limits}); how long they would have taken is known only to be at least that.${guess}`,
  ]
}
