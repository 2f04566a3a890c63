import { type LoadPlan, type Step, sends } from '../config/load-plan.ts'
import type { Events } from '../config/payload.ts'
import type { EpochMs, Ms } from '../units.ts'
import type { Answer, Invocation, Wave } from './invocation.ts'
import { arrivals, plannedInvocations, userStart } from './schedule.ts'

/** What driving a plan does to the outside. */
export type LoadWorld = {
  readonly now: () => EpochMs
  /** Resolves at that time, or as soon as the signal aborts. */
  readonly sleepUntil: (at: EpochMs, signal: AbortSignal) => Promise<void>
  /** Between 0 and 1. */
  readonly random: () => number
  /** Opens connections (TCP and TLS) until that many are free; resolves when done or given up. */
  readonly connect: (count: number) => Promise<void>
  /** Sends one request; never rejects. */
  readonly invoke: (event: string) => Promise<Ended>
  /** Gives the function new environments; resolves when the change is live. */
  readonly recycle: () => Promise<void>
}

/** An answer, and when its last byte arrived. */
export type Ended = { readonly answer: Answer; readonly endedAt: EpochMs }

/** What the load may not exceed, asked before each request. */
export type Budget = {
  /** Why nothing more may be sent; undefined while it may. */
  readonly spent: (sent: number) => string | undefined
  /** No new request, and nothing in flight is waited for: cancelled, or out of time. */
  readonly stop: AbortSignal
}

/** Where the load stands; kept up to date while it runs. */
export type LoadState = {
  step: number
  sent: number
  inFlight: number
  dropped: number
  /** Why the load ended before its plan did. */
  cutShort: string | undefined
}

/** More than this would exhaust a runner's ports and memory before it told anything about Lambda. */
export const MAX_IN_FLIGHT = 5000

export function startLoad(): LoadState {
  return { step: 0, sent: 0, inFlight: 0, dropped: 0, cutShort: undefined }
}

/**
 * Runs the plan step by step. Requests in flight at the end of a step are awaited: they are the
 * slowest ones. Nothing is sent twice.
 *
 * @param state is kept up to date.
 * @param record gets every invocation as it ends.
 */
export async function drive(
  plan: LoadPlan,
  events: Events,
  budget: Budget,
  world: LoadWorld,
  state: LoadState,
  record: (invocation: Invocation) => void,
): Promise<void> {
  const inFlight = new Set<(ended: Ended) => void>()
  const abandon = (): void => {
    const reason = `in flight when ${budget.stop.reason}`
    const ended = {
      answer: { kind: 'failed', reason, gaveUp: true, hopeless: false },
      endedAt: world.now(),
    } as const
    for (const end of inFlight) end(ended)
  }
  budget.stop.addEventListener('abort', abandon, { once: true })
  let wave: Wave = 'fresh'
  for (const [index, step] of plan.steps.entries()) {
    state.step = index
    // After the last request there is nobody left to recycle or to wait for.
    if (!plan.steps.slice(index).some(sends)) return
    if (mayNotSend(budget, state)) {
      state.dropped += plannedInvocations({ ...plan, steps: [step] })
      continue
    }
    if (step.kind === 'recycle') {
      await world.recycle()
      wave = 'settled'
    } else {
      await runStep(step, { events, budget, world, state, record, wave, inFlight })
    }
  }
}

type Run = {
  readonly events: Events
  readonly budget: Budget
  readonly world: LoadWorld
  readonly state: LoadState
  readonly record: (invocation: Invocation) => void
  readonly wave: Wave
  /** What ends each request that is in flight; one listener serves them all. */
  readonly inFlight: Set<(ended: Ended) => void>
}

async function runStep(step: Step, run: Run): Promise<void> {
  const { budget, world } = run
  switch (step.kind) {
    case 'burst': {
      await world.connect(Math.min(step.count, MAX_IN_FLIGHT))
      const startedAt = world.now()
      await Promise.all(Array.from({ length: step.count }, () => sendOrDrop(run, startedAt)))
      return
    }
    case 'users': {
      await world.connect(step.count)
      const startedAt = world.now()
      await Promise.all(
        Array.from({ length: step.count }, (_, i) => runUser(step, i, startedAt, run)),
      )
      return
    }
    case 'rate': {
      await world.connect(Math.min(Math.ceil(Math.max(step.from, step.to)), MAX_IN_FLIGHT))
      await runArrivals(step, world.now(), run)
      return
    }
    case 'pause':
      await world.sleepUntil(world.now() + step.duration, budget.stop)
      return
    case 'recycle':
    case 'rounds':
      throw new Error(`A step of kind ${step.kind} is not run here`)
  }
}

async function runUser(
  step: Extract<Step, { kind: 'users' }>,
  i: number,
  startedAt: EpochMs,
  run: Run,
): Promise<void> {
  const { budget, world, state } = run
  const endsAt = startedAt + step.duration
  const [shortest, longest] = step.wait
  let next = startedAt + userStart(step, i)
  while (next < endsAt) {
    if (next > world.now()) await world.sleepUntil(next, budget.stop)
    if (mayNotSend(budget, state)) return
    await send(run, world.now())
    next = world.now() + shortest + world.random() * (longest - shortest)
  }
}

async function runArrivals(
  step: Extract<Step, { kind: 'rate' }>,
  startedAt: EpochMs,
  run: Run,
): Promise<void> {
  const { budget, world, state } = run
  const sent: Promise<void>[] = []
  for (const offset of arrivals(step)) {
    const at: EpochMs = startedAt + offset
    if (at > world.now() && !mayNotSend(budget, state)) await world.sleepUntil(at, budget.stop)
    sent.push(sendOrDrop(run, at))
  }
  await Promise.all(sent)
}

async function sendOrDrop(run: Run, intendedAt: EpochMs): Promise<void> {
  const { budget, state } = run
  if (mayNotSend(budget, state) || state.inFlight >= MAX_IN_FLIGHT) state.dropped += 1
  else await send(run, intendedAt)
}

async function send(run: Run, intendedAt: EpochMs): Promise<void> {
  const { events, world, state, wave, inFlight, record } = run
  const { step } = state
  const event = events[state.sent % events.length] ?? events[0]
  state.sent += 1
  state.inFlight += 1
  const { answer, endedAt } = await new Promise<Ended>((resolve) => {
    const end = (ended: Ended): void => {
      inFlight.delete(end)
      resolve(ended)
    }
    inFlight.add(end)
    void world.invoke(event).then(end)
  })
  state.inFlight -= 1
  const latency: Ms = endedAt - intendedAt
  record({ step, wave, intendedAt, latency, answer })
}

function mayNotSend(budget: Budget, state: LoadState): boolean {
  const reason = budget.stop.aborted ? String(budget.stop.reason) : budget.spent(state.sent)
  if (reason !== undefined) state.cutShort ??= reason
  return reason !== undefined
}
