import type { LogWindow } from '../logs/bearings.ts'
import { FILTER_PATTERN, type LogEvent } from '../logs/journal.ts'
import { MeasurementError } from '../measurement-error.ts'
import type { World } from '../run/world.ts'
import type { Ms } from '../units.ts'
import { explainAwsError, isThrottled, readAwsError } from './aws-errors.ts'
import { openLogSearch } from './filter-log-events.ts'
import { callPatiently, makePace } from './pace.ts'

/** Throttling that goes on for longer than this is left to the next pass. */
const PATIENCE: Ms = 60_000

/** Tokens that go on for longer than this belong to a server that never ends a list. */
const MOST_PAGES = 20_000

export type LogReader = {
  readonly read: (
    logGroup: string,
    window: LogWindow,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
  /** The same of some streams; `readStreams` is described at `World`. */
  readonly readStreams: World['readStreams']
  readonly close: () => Promise<void>
}

/**
 * Reads platform lines of a log group by FilterLogEvents; `read` is described at `LogWorld`.
 *
 * @param patience how long uninterrupted throttling may last before a pass gives up.
 * @param clockOffset what AWS's clock is ahead of ours, as other answers showed.
 */
export function makeLogReader(
  region: string,
  patience: Ms = PATIENCE,
  clockOffset: () => Ms = () => 0,
): LogReader {
  const { call, close } = openLogSearch(region, clockOffset)
  const pace = makePace()
  const filter = makeFilter()
  /** Whether any call was ever answered; where none was, waiting longer is of no use. */
  let isReached = false

  return {
    read: async (logGroup, { from, to, prefixOf }, onPage, signal) => {
      const isFiltered = filter.beginPass()
      const prefix = prefixOf?.(logGroup)
      const query = {
        logGroupName: logGroup,
        startTime: Math.floor(from),
        ...(to === undefined ? {} : { endTime: Math.ceil(to) }),
        ...(prefix === undefined ? {} : { logStreamNamePrefix: prefix }),
        ...(isFiltered ? { filterPattern: FILTER_PATTERN } : {}),
      }
      const covers = ({ group, stream, timestamp }: LogEvent): boolean =>
        group === logGroup &&
        timestamp >= from &&
        timestamp <= (to ?? Infinity) &&
        stream.startsWith(prefix ?? '')
      let token: string | undefined
      let fault: unknown
      const callNoting = (input: Parameters<typeof call>[0]): ReturnType<typeof call> =>
        call(input, signal).catch((error: unknown) => {
          fault = error
          throw error
        })
      try {
        for (let count = 0; count < MOST_PAGES && !signal.aborted; count += 1) {
          const input = token === undefined ? query : { ...query, nextToken: token }
          const page = await callPatiently(() => callNoting(input), pace, patience, signal)
          if (page === undefined) {
            if (isReached || signal.aborted || isThrottled(fault)) return false
            throw fault
          }
          isReached = true
          const report = page.events.find(isReport)
          if (report !== undefined) filter.sawReport(isFiltered, report)
          onPage(page.events)
          if (page.nextToken === undefined || page.nextToken === token)
            return filter.endPass(isFiltered, covers)
          token = page.nextToken
        }
      } catch (error) {
        const { name } = readAwsError(error)
        if (name === 'ResourceNotFoundException') {
          isReached = true
          return true
        }
        const isRefused = name === 'InvalidParameterException'
        // A token may expire; without one it is the pattern that is refused. Begin anew.
        if (!isRefused || (token === undefined && !isFiltered)) throw explain(error, logGroup)
        if (token === undefined) filter.giveUp()
      }
      return false
    },
    readStreams: async (logGroup, { streams, from, pattern }, onPage, signal) => {
      const query = {
        logGroupName: logGroup,
        logStreamNames: [...streams],
        startTime: Math.floor(from),
        filterPattern: pattern,
      }
      let token: string | undefined
      try {
        for (let count = 0; count < MOST_PAGES && !signal.aborted; count += 1) {
          const input = token === undefined ? query : { ...query, nextToken: token }
          const page = await callPatiently(() => call(input, signal), pace, patience, signal)
          if (page === undefined) return false
          onPage(page.events)
          if (page.nextToken === undefined || page.nextToken === token) return true
          token = page.nextToken
        }
      } catch (error) {
        throw explain(error, logGroup)
      }
      return false
    },
    close,
  }
}

/**
 * Whether to send our filter pattern. A server may refuse it, or understand it otherwise; it is
 * given up when it is refused, or when only reading without it brings REPORT lines.
 */
type Filter = {
  /** Whether the pass that now begins is to be filtered. */
  readonly beginPass: () => boolean
  readonly sawReport: (wasFiltered: boolean, report: LogEvent) => void
  /**
   * Whether the pass, read to its end, can be relied on.
   *
   * @param covers whether the pass would have shown an event, had the filter let it through.
   */
  readonly endPass: (wasFiltered: boolean, covers: (event: LogEvent) => boolean) => boolean
  readonly giveUp: () => void
}

/** While a filter has let nothing through, every so many passes one goes without it. */
const PASSES_TO_PROBE = 4

function makeFilter(): Filter {
  let passes = 0
  let unfiltered: LogEvent | undefined
  let state: 'untried' | 'suspect' | 'works' | 'useless' = 'untried'
  return {
    beginPass: () => {
      passes += 1
      const isProbe = state === 'untried' && passes % PASSES_TO_PROBE === 0
      return state !== 'useless' && !isProbe
    },
    sawReport: (wasFiltered, report) => {
      // A line may have come between two passes, so the filter gets another chance.
      if (state !== 'useless') state = wasFiltered ? 'works' : 'suspect'
      if (state === 'suspect') unfiltered = report
    },
    endPass: (wasFiltered, covers) => {
      const isTried = unfiltered !== undefined && covers(unfiltered)
      if (state === 'suspect' && wasFiltered && isTried) state = 'useless'
      return !(state === 'useless' && wasFiltered)
    },
    giveUp: () => {
      state = 'useless'
    },
  }
}

function isReport({ message }: LogEvent): boolean {
  return message.includes('REPORT RequestId') || message.includes('"platform.report"')
}

function explain(error: unknown, logGroup: string): MeasurementError {
  const { name, message } = readAwsError(error)
  if (name === 'InvalidOperationException') {
    return new MeasurementError(
      `the log group ${logGroup} cannot be searched: only groups of class STANDARD support FilterLogEvents, and a group's class cannot be changed; set LoggingConfig.LogGroup to another one (${message})`,
    )
  }
  return explainAwsError(error, 'logs:FilterLogEvents', `read the log group ${logGroup}`)
}
