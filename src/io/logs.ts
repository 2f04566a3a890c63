import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { FILTER_PATTERN, type LogEvent } from '../logs/journal.ts'
import { MeasurementError } from '../measurement-error.ts'
import type { EpochMs, Ms } from '../units.ts'
import { explainAwsError, isPassing, readAwsError } from './aws-errors.ts'
import { now, sleepUntil } from './clock.ts'
import { makeAgents } from './lambda.ts'

/** The smallest quota is 5 calls a second for the whole account and region; others read too. */
const CALL_SPACING: Ms = 250
const BACKOFF: Ms = 1_000
/** After this many failures in a row a pass gives up; the next one begins anew. */
const MOST_FAILURES = 5

/** Tokens that go on for longer than this belong to a server that never ends a list. */
const MOST_PAGES = 20_000

export type LogReader = {
  readonly read: (
    logGroup: string,
    from: EpochMs,
    onPage: (events: readonly LogEvent[]) => void,
    signal: AbortSignal,
  ) => Promise<boolean>
}

/** While a filter has let nothing through, every so many passes one goes without it. */
const PASSES_TO_PROBE = 4

/**
 * Reads platform lines of a log group by FilterLogEvents; `read` is described at `LogWorld`.
 *
 * A server may refuse our filter pattern, or understand it otherwise. The filter is therefore given
 * up when it is refused, or when only reading without it brings REPORT lines.
 */
export function makeLogReader(region: string): LogReader {
  const client = new CloudWatchLogsClient({
    region,
    maxAttempts: 1,
    requestHandler: {
      ...makeAgents(),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  })
  let nextCallAt = 0
  let passes = 0
  let filter: 'untried' | 'suspect' | 'works' | 'useless' = 'untried'

  async function call(
    logGroup: string,
    from: EpochMs,
    isFiltered: boolean,
    nextToken: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly events?: FilteredLogEvent[]; readonly nextToken?: string } | undefined> {
    for (let failures = 0; failures < MOST_FAILURES && !signal.aborted; failures += 1) {
      await sleepUntil(nextCallAt, signal)
      nextCallAt = now() + CALL_SPACING
      try {
        const command = new FilterLogEventsCommand({
          logGroupName: logGroup,
          startTime: Math.floor(from),
          ...(isFiltered ? { filterPattern: FILTER_PATTERN } : {}),
          ...(nextToken === undefined ? {} : { nextToken }),
        })
        const { events, nextToken: next } = await client.send(command, { abortSignal: signal })
        return { ...(events && { events }), ...(next && { nextToken: next }) }
      } catch (error) {
        if (signal.aborted) return undefined
        const { name } = readAwsError(error)
        if (name === 'ResourceNotFoundException') return {}
        if (name === 'InvalidParameterException' && (nextToken !== undefined || isFiltered)) {
          // A token may expire; without one it is the pattern that is refused. Begin anew.
          if (nextToken === undefined) filter = 'useless'
          return undefined
        }
        if (!isPassing(error)) throw explain(error, logGroup)
        nextCallAt = now() + BACKOFF * (failures + 1)
      }
    }
    return undefined
  }

  return {
    read: async (logGroup, from, onPage, signal) => {
      passes += 1
      const isProbe = filter === 'untried' && passes % PASSES_TO_PROBE === 0
      const isFiltered = filter !== 'useless' && !isProbe
      let token: string | undefined
      for (let page = 0; page < MOST_PAGES && !signal.aborted; page += 1) {
        const found = await call(logGroup, from, isFiltered, token, signal)
        if (found === undefined) return false
        const events = (found.events ?? []).map(makeEvent)
        // A line may have come between two passes, so the filter gets another chance.
        if (events.some(isReport) && filter !== 'useless') filter = isFiltered ? 'works' : 'suspect'
        onPage(events)
        if (found.nextToken === undefined || found.nextToken === token) {
          if (filter === 'suspect' && isFiltered) filter = 'useless'
          return true
        }
        token = found.nextToken
      }
      return false
    },
  }
}

function isReport({ message }: LogEvent): boolean {
  return message.includes('REPORT RequestId') || message.includes('"platform.report"')
}

function makeEvent(event: FilteredLogEvent): LogEvent {
  const { logStreamName: stream = '', timestamp = 0, message = '' } = event
  return {
    id: event.eventId ?? `${stream} ${timestamp} ${message}`,
    stream,
    timestamp,
    ingestedAt: event.ingestionTime ?? timestamp,
    message,
  }
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
