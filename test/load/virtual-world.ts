import { type LoadPlan, parseLoadPlan } from '../../src/config/load-plan.ts'
import type { Events } from '../../src/config/payload.ts'
import { type DrivenSide, drive, type Listener, type LoadWorld } from '../../src/load/drive.ts'
import type { Answer, Invocation, Side } from '../../src/load/invocation.ts'
import { type LoadState, MAX_IN_FLIGHT, startLoad } from '../../src/load/send.ts'
import type { EpochMs, Ms } from '../../src/units.ts'
import { makeClock } from '../virtual-clock.ts'

/** Where the virtual clock starts; no whole number, as no real clock shows one. */
export const T0: EpochMs = 1_000_000.25

export type Options = {
  /** How long request i (from 0) takes; Infinity never ends. */
  readonly takes?: (i: number) => Ms
  readonly connectTakes?: Ms
  readonly recycleTakes?: Ms
  readonly recycleFails?: string
  /** Offsets between which the process is too busy to wake; what falls due then wakes at the end. */
  readonly busy?: readonly [from: Ms, until: Ms]
  readonly random?: () => number
  readonly events?: Events
  /** Why nothing more may be sent, given how many were. */
  readonly spent?: (sent: number, next: Side) => string | undefined
  readonly mostInFlight?: number
  readonly onSent?: (side: Side) => void
  /** Hears of each request that ended. */
  readonly onEnded?: (invocation: Invocation, now: EpochMs) => void
  /** Aborts with this reason, so long after the start. */
  readonly stopAfter?: readonly [after: Ms, reason: string]
  /** What the candidate is compared with: a version that cannot be recycled, or the same function. */
  readonly baseline?: Beside
  /** After which round every rule is decided. */
  readonly decidedAfter?: number
}

export type Beside = 'none' | 'function' | 'published' | 'itself'

export type Driven = {
  readonly invocations: readonly Invocation[]
  readonly state: LoadState
  /** For each opening of connections, the events that were to follow it. */
  readonly ahead: readonly (readonly string[])[]
  /** What the outside saw, in order, with the offset from the start. */
  readonly seen: readonly Seen[]
  /** How long the whole plan took. */
  readonly took: Ms
}

export type Seen = { readonly what: 'connect' | 'recycle' | 'invoke'; readonly at: Ms } & {
  readonly side?: Side
  readonly count?: number
  readonly event?: string
}

export function planOf(text: string): LoadPlan {
  const { plan, problems } = parseLoadPlan(text)
  if (plan === undefined) throw new Error(problems.join('\n'))
  return plan
}

export function answered(i: number): Answer {
  return { kind: 'answered', requestId: `request-${i}`, functionError: undefined }
}

/** Counts by side, of a run without a baseline. */
export function only(candidate: number): Readonly<Record<Side, number>> {
  return { candidate, baseline: 0 }
}

/** Drives the plan on a virtual clock: hours pass in no time, and always in the same way. */
export async function driveVirtually(text: string, options: Options = {}): Promise<Driven> {
  const { takes = () => 100, connectTakes = 0, recycleTakes = 0, events = ['{}'] } = options
  const { random = () => 0.5, spent = () => undefined, stopAfter, busy } = options
  const clock = makeClock(T0)
  const seen: Seen[] = []
  const see = (what: Seen['what'], more: Partial<Seen> = {}): void => {
    seen.push({ what, at: clock.now() - T0, ...more })
  }
  const ahead: (readonly string[])[] = []
  let requests = 0
  const sideOf = (side: Side, canRecycle: boolean): DrivenSide => ({
    connect: async (count, events) => {
      ahead.push(events)
      see('connect', { side, count })
      await clock.sleepUntil(clock.now() + connectTakes)
    },
    invoke: async (event) => {
      const i = requests
      requests += 1
      see('invoke', { side, event })
      options.onSent?.(side)
      const sentAt = clock.now()
      await clock.sleepUntil(sentAt + takes(i))
      return { answer: answered(i), sentAt, firstByteAt: clock.now(), endedAt: clock.now() }
    },
    recycle: canRecycle
      ? async () => {
          see('recycle', { side })
          if (options.recycleFails !== undefined) throw new Error(options.recycleFails)
          await clock.sleepUntil(clock.now() + recycleTakes)
        }
      : undefined,
  })
  const { baseline = 'none' } = options
  const world: LoadWorld = {
    now: clock.now,
    sleepUntil: (at, signal) => {
      const isBusy = busy !== undefined && at - T0 >= busy[0] && at - T0 < busy[1]
      return clock.sleepUntil(isBusy ? T0 + busy[1] : at, signal)
    },
    random,
    candidate: sideOf('candidate', true),
    baseline: baseline === 'none' ? undefined : sideOf('baseline', baseline !== 'published'),
    sidesShareEnvironments: baseline === 'itself',
  }
  const controller = new AbortController()
  if (stopAfter !== undefined) {
    const [after, reason] = stopAfter
    void clock.sleepUntil(T0 + after).then(() => controller.abort(reason))
  }
  const state = startLoad()
  const invocations: Invocation[] = []
  const most = options.mostInFlight ?? MAX_IN_FLIGHT
  const mostInFlight = { candidate: most, baseline: most }
  const budget = { spent, stop: controller.signal, mostInFlight }
  const listener: Listener = {
    record: (one) => {
      invocations.push(one)
      options.onEnded?.(one, clock.now())
    },
    isDecided: async (rounds) => rounds === options.decidedAfter,
  }
  await clock.run(drive(planOf(text), events, budget, world, state, listener))
  return { invocations, state, seen, ahead, took: clock.now() - T0 }
}
