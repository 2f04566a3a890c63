import { randomBytes } from 'node:crypto'
import type { Access } from '../access.ts'
import { type Answer, type ApiRequest, fields, jsonAnswer, Refusal } from '../exchange.ts'
import { account } from '../lambda/settings.ts'
import type { LogOptions } from '../options.ts'
import { type Matches, parseFilterPattern } from './filter-pattern.ts'
import { makePage, type Position } from './log-pages.ts'
import type { Group, LogEvent, LogStore } from './log-store.ts'

const prefix = 'Logs_20140328.'

/** CloudWatch Logs in AWS JSON 1.1; null for a request to another service. */
export function makeLogApi(
  store: LogStore,
  options: LogOptions,
  region: string,
  access: Access,
): (request: ApiRequest) => Answer | null {
  const positions = new Map<string, Position>()
  const patterns = new Map<string, Matches>()
  const calls: number[] = []

  function throttle(): void {
    const now = performance.now()
    while (now - (calls[0] ?? now) > 1000) calls.shift()
    if (calls.length >= (options.callsPerSecond ?? Number.POSITIVE_INFINITY)) {
      throw new Refusal(400, 'ThrottlingException', 'Rate exceeded')
    }
    calls.push(now)
  }

  function compile(pattern: string): Matches {
    const matches = patterns.get(pattern) ?? parseFilterPattern(pattern)
    patterns.set(pattern, matches)
    return matches
  }

  function takePosition(token: string | undefined): Position {
    if (token === undefined) return { after: null, emptyPages: options.emptyPages ?? 0 }
    const position = positions.get(token)
    if (!position) throw invalid('The specified nextToken is invalid.')
    return position
  }

  function filterLogEvents(input: Input): unknown {
    const group = findGroup(store, input)
    if (options.groupClass !== undefined && options.groupClass !== 'STANDARD') {
      throw new Refusal(
        400,
        'InvalidOperationException',
        `The log group ${groupName(input)} is of log-group-class ${options.groupClass}. FilterLogEvents is not supported for this log class.`,
      )
    }
    const page = makePage(
      group.events.filter(makeSelection(input, compile)),
      takePosition(text(input.nextToken)),
      number(input.limit),
      options,
    )
    const token = page.next === null ? undefined : randomBytes(24).toString('base64url')
    if (token !== undefined && page.next !== null) positions.set(token, page.next)
    return {
      events: page.events.map(({ stream, timestamp, message, ingestionTime, eventId }) => ({
        logStreamName: stream,
        timestamp,
        message,
        ingestionTime: ingestionTime + store.clockMs,
        eventId,
      })),
      searchedLogStreams: [],
      ...(token === undefined ? {} : { nextToken: token }),
    }
  }

  function describeLogGroups(input: Input): unknown {
    const start = text(input.logGroupNamePrefix) ?? ''
    const part = text(input.logGroupNamePattern) ?? ''
    return {
      logGroups: [...store.groups]
        .filter(([name]) => name.startsWith(start) && name.includes(part))
        .map(([name, { createdAt }]) => ({
          logGroupName: name,
          creationTime: createdAt,
          metricFilterCount: 0,
          arn: `${arn(region, name)}:*`,
          logGroupArn: arn(region, name),
          storedBytes: 0,
          logGroupClass: options.groupClass ?? 'STANDARD',
        })),
    }
  }

  const actions = new Map([
    ['FilterLogEvents', filterLogEvents],
    ['DescribeLogGroups', describeLogGroups],
  ])

  return (request) => {
    const target = String(request.headers['x-amz-target'] ?? '')
    if (!target.startsWith(prefix)) return null
    const action = target.slice(prefix.length)
    try {
      const input = fields(JSON.parse(request.body.toString()))
      access.check(request, 'logs', action, `${arn(region, groupName(input))}:*`)
      throttle()
      const run = actions.get(action)
      if (!run) throw new Refusal(400, 'UnknownOperationException', `'${action}' is not here`)
      return answer(200, run(input))
    } catch (error) {
      // AWS JSON 1.1 has one status for every fault of the caller, a denial too.
      if (error instanceof Refusal) {
        return answer(400, { __type: error.type, message: error.message, ...error.details })
      }
      throw error
    }
  }
}

type Input = Readonly<Record<string, unknown>>

function findGroup(store: LogStore, input: Input): Group {
  if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) {
    throw invalid('LogStreamNamePrefix and LogStreamNames are both specified.')
  }
  const group = store.groups.get(groupName(input))
  if (!group) {
    throw new Refusal(400, 'ResourceNotFoundException', 'The specified log group does not exist.')
  }
  return group
}

function makeSelection(
  input: Input,
  compile: (pattern: string) => Matches,
): (event: LogEvent) => boolean {
  const from = number(input.startTime) ?? 0
  const to = number(input.endTime) ?? Number.POSITIVE_INFINITY
  const names = Array.isArray(input.logStreamNames) ? new Set(input.logStreamNames) : null
  const streamPrefix = text(input.logStreamNamePrefix) ?? ''
  const matches = compile(text(input.filterPattern) ?? '')
  const now = Date.now()
  return (event) =>
    event.ingestionTime <= now &&
    event.timestamp >= from &&
    event.timestamp <= to &&
    (names === null || names.has(event.stream)) &&
    event.stream.startsWith(streamPrefix) &&
    matches(event.message)
}

function answer(status: number, value: unknown): Answer {
  return jsonAnswer(status, value, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': crypto.randomUUID(),
  })
}

/** A group may be named by its ARN as well. */
const groupName = (input: Input): string =>
  (text(input.logGroupName) ?? text(input.logGroupIdentifier) ?? '').replace(
    /^arn:aws:logs:[^:]*:\d*:log-group:/,
    '',
  )
const arn = (region: string, group: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:${group}`
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const number = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined
const invalid = (message: string): Refusal => new Refusal(400, 'InvalidParameterException', message)
