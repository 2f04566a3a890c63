import type { Events } from '../config/payload.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Answer, Invocation, Side, Wave } from './invocation.ts'

/** An answer, and when what happened on the way to it. */
export type Ended = {
  readonly answer: Answer
  /** When the request was handed to its socket; null when it never was, or when nobody told. */
  readonly sentAt: EpochMs | null
  /** When the answer began to arrive; null without one. */
  readonly firstByteAt: EpochMs | null
  /** When its last byte arrived, or the wait ended. */
  readonly endedAt: EpochMs
}

/** What sending to one function does to the outside. */
export type LoadSide = {
  /**
   * Opens connections (TCP and TLS) until that many are free; resolves when done or given up.
   *
   * @param ahead events that will be sent as soon as this is done, to get them ready.
   */
  readonly connect: (count: number, ahead: readonly string[]) => Promise<void>
  /** Sends one request, before it returns if a connection is free; never rejects. */
  readonly invoke: (event: string) => Promise<Ended>
}

/** What the load may not exceed, asked before each request. */
export type Budget = {
  /** Why nothing more may be sent to a side; undefined while it may. @param sent to both sides. */
  readonly spent: (sent: number, next: Side) => string | undefined
  /** Arrivals of a rate that find so many requests in flight are dropped. */
  readonly mostInFlight: Readonly<Record<Side, number>>
  /** No new request, and nothing in flight is waited for: cancelled, or out of time. */
  readonly stop: AbortSignal
}

/** Where the load stands; kept up to date while it runs. */
export type LoadState = {
  step: number
  /** Of a `rounds` step, from 0; null in other steps. */
  round: number | null
  wave: Wave
  inFlight: number
  readonly sent: Record<Side, number>
  readonly dropped: Record<Side, number>
  /** Of those, the ones that found the most in flight. */
  crowdedOut: number
  /** Why the load ended before its plan did. */
  cutShort: string | undefined
}

/** More than this would exhaust a runner's ports and memory before it told anything about Lambda. */
export const MAX_IN_FLIGHT = 5000

export function startLoad(): LoadState {
  return {
    step: 0,
    round: null,
    wave: 'fresh',
    inFlight: 0,
    sent: { candidate: 0, baseline: 0 },
    dropped: { candidate: 0, baseline: 0 },
    crowdedOut: 0,
    cutShort: undefined,
  }
}

/** One run's requests: who counts them, who gets them, and what ends them early. */
export type Sender = {
  readonly events: Events
  readonly budget: Budget
  readonly state: LoadState
  readonly record: (invocation: Invocation) => void
  /** What ends each request that is in flight; one listener serves them all. */
  readonly inFlight: Set<(ended: Ended) => void>
}

/** Sends one request now, once, and waits for its answer; latency counts from `intendedAt`. */
export async function send(
  { events, state, inFlight, record }: Sender,
  side: Side,
  { invoke }: LoadSide,
  intendedAt: EpochMs,
): Promise<void> {
  const { step, round, wave } = state
  const event = eventAt(events, state.sent[side])
  state.sent[side] += 1
  state.inFlight += 1
  const { answer, sentAt, endedAt } = await new Promise<Ended>((resolve) => {
    const end = (ended: Ended): void => {
      inFlight.delete(end)
      resolve(ended)
    }
    inFlight.add(end)
    void invoke(event).then(end)
  })
  state.inFlight -= 1
  const latency: Ms = endedAt - intendedAt
  const clientDelay: Ms | null = sentAt === null ? null : sentAt - intendedAt
  record({ side, step, round, wave, intendedAt, clientDelay, latency, answer })
}

/** The events of the next requests to a side, in order. */
export function eventsAhead({ events, state }: Sender, side: Side, count: number): string[] {
  return Array.from({ length: count }, (_, i) => eventAt(events, state.sent[side] + i))
}

/** By side, so that both get the same events in the same order. */
function eventAt(events: Events, index: number): string {
  return events[index % events.length] ?? events[0]
}

export function mayNotSend(
  { budget, state }: Pick<Sender, 'budget' | 'state'>,
  next: Side,
): boolean {
  const sent = state.sent.candidate + state.sent.baseline
  const reason = budget.stop.aborted ? String(budget.stop.reason) : budget.spent(sent, next)
  if (reason !== undefined) state.cutShort ??= reason
  return reason !== undefined
}

/** Ends what is in flight when the budget says stop: its latency is "at least". */
export function abandonOnStop({ budget, inFlight }: Sender, now: () => EpochMs): void {
  const abandon = (): void => {
    const reason = `in flight when ${budget.stop.reason}`
    const ended = {
      answer: { kind: 'failed', reason, gaveUp: true, hopeless: false },
      sentAt: null,
      firstByteAt: null,
      endedAt: now(),
    } as const
    for (const end of inFlight) end(ended)
  }
  budget.stop.addEventListener('abort', abandon, { once: true })
}
