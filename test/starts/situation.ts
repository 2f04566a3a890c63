import type { Invocation } from '../../src/load/invocation.ts'
import { type LogEvent, makeJournal } from '../../src/logs/journal.ts'
import { type Classified, classify } from '../../src/starts/classify.ts'
import { countForeign } from '../../src/starts/foreign.ts'
import type { Start } from '../../src/starts/start.ts'
import { GROUP, init, logEvent, report, requestId, STREAM, start } from '../logs/log-event.ts'

/** Lines of one log stream: when, what. */
export type Script = readonly (readonly [at: number, message: string])[]

export const TIMED_OUT = ['Phase: init', 'Status: timeout'] as const
export const INIT_START = 'INIT_START Runtime Version: python:3.12.v1\tRuntime Version ARN: arn\n'

export const streamOf = (script: Script, stream = STREAM): readonly LogEvent[] =>
  script.map(([at, message]) => logEvent(at, message, { stream }))

/** What the client saw of request n; it was sent at 0 unless told otherwise. */
export function answered(
  n: number,
  latency: number,
  changed: Partial<Invocation> = {},
): Invocation {
  const answer = { kind: 'answered', requestId: requestId(n), functionError: undefined } as const
  return {
    side: 'candidate',
    step: 0,
    round: null,
    wave: 'settled',
    intendedAt: 0,
    clientDelay: 0.5,
    latency,
    answer,
    ...changed,
  }
}

export function classifyAll(
  invocations: readonly Invocation[],
  events: readonly LogEvent[],
): Classified & { readonly foreign: number } {
  const journal = makeJournal()
  journal.add(events)
  const foreign = countForeign(invocations, journal, GROUP, 0)
  return { ...classify(invocations, journal), foreign }
}

/** Request 1, whose environment wrote these lines; others may stand among them. */
export function startOf(script: Script, latency: number): Start {
  return startAmong(script, latency, [])
}

/** The same, in a run with more requests. */
export function startAmong(
  script: Script,
  latency: number,
  others: readonly Invocation[],
  otherEvents: readonly LogEvent[] = [],
): Start {
  const events = [...streamOf(script), ...otherEvents]
  const { starts } = classifyAll([answered(1, latency), ...others], events)
  const found = starts.find((one) => one.requestId === requestId(1))
  if (found === undefined) throw new Error('request 1 was not matched')
  return found
}

/** Two ordinary cold starts, in streams of their own, whose clients waited for the init. */
export const ordinary = {
  invocations: [2, 3].map((n) => answered(n, 2_700, { intendedAt: 90_000 })),
  events: [2, 3].flatMap((n) =>
    streamOf(
      [
        [92_600, start(n)],
        [92_650, report(n, 50, init(2_500))],
      ],
      `ordinary ${n}`,
    ),
  ),
}
