import { isRecycling, type LoadPlan, type Step, sends } from '../config/load-plan.ts'
import type { Events } from '../config/payload.ts'
import type { EpochMs } from '../units.ts'
import type { Invocation, Side } from './invocation.ts'
import { arrivals, comparedSteps, plannedOf, type Reach, roundSize, userStart } from './schedule.ts'
import {
  abandonOnStop,
  type Budget,
  eventsAhead,
  type LoadSide,
  type LoadState,
  MAX_IN_FLIGHT,
  mayNotSend,
  type Sender,
  send,
} from './send.ts'

/** What driving a plan does to the outside. */
export type LoadWorld = {
  readonly now: () => EpochMs
  /** Resolves at that time, or as soon as the signal aborts. */
  readonly sleepUntil: (at: EpochMs, signal: AbortSignal) => Promise<void>
  /** Between 0 and 1. */
  readonly random: () => number
  readonly candidate: DrivenSide
  readonly baseline: DrivenSide | undefined
  /** Both sides are one function's `$LATEST`: recycling one replaces the environments of both. */
  readonly sidesShareEnvironments: boolean
}

export type DrivenSide = LoadSide & {
  /** Gives the function new environments; resolves when the change is live. Undefined: it cannot. */
  readonly recycle: (() => Promise<void>) | undefined
}

/** What the load tells, and asks, while it runs. */
export type Listener = {
  readonly record: (invocation: Invocation) => void
  /** After each round. @returns whether further rounds have nothing to add. */
  readonly isDecided: (rounds: number, of: number) => Promise<boolean>
}

/**
 * Runs the plan step by step. Requests in flight at the end of a step are awaited: they are the
 * slowest ones. Nothing is sent twice. With a baseline both sides get the compared steps in turns,
 * baseline first, then candidate first, and so on, so that a drift of the platform hits both.
 *
 * @param state is kept up to date.
 */
export async function drive(
  plan: LoadPlan,
  events: Events,
  budget: Budget,
  world: LoadWorld,
  state: LoadState,
  listener: Listener,
): Promise<void> {
  const inFlight: Sender['inFlight'] = new Set()
  const sender: Sender = { events, budget, state, record: listener.record, inFlight }
  abandonOnStop(sender, world.now)
  const compared = new Set(comparedSteps(plan.steps))
  const run: Run = { sender, world, listener, nextSides: makeTurns(world) }
  for (const [index, step] of plan.steps.entries()) {
    state.step = index
    // After the last request there is nobody left to recycle or to wait for.
    if (!plan.steps.slice(index).some(sends)) return
    const isCompared = compared.has(step)
    if (mayNotSend(sender, 'candidate')) {
      drop(step, 0, isCompared ? sidesOf(world) : ['candidate'], run)
      continue
    }
    if (isRecycling(step)) state.wave = 'settled'
    await runStep(step, isCompared, run)
  }
}

/** Counts what of a step, from a round on, is never sent. */
function drop(step: Step, fromRound: number, sides: readonly Side[], { sender, world }: Run): void {
  for (const side of sides) {
    const reach = reachOf(side, world)
    const sent = step.kind === 'rounds' ? plannedOf({ ...step, rounds: fromRound }, reach) : 0
    sender.state.dropped[side] += plannedOf(step, reach) - sent
  }
}

type Run = {
  readonly sender: Sender
  readonly world: LoadWorld
  readonly listener: Listener
  /** The sides, in the order of the next turn. */
  readonly nextSides: () => readonly Side[]
}

function makeTurns(world: LoadWorld): () => readonly Side[] {
  const sides = sidesOf(world)
  let turns = 0
  return () => {
    turns += 1
    return turns % 2 === 1 ? sides : sides.toReversed()
  }
}

function sidesOf({ baseline }: LoadWorld): readonly Side[] {
  return baseline === undefined ? ['candidate'] : ['baseline', 'candidate']
}

function sideOf(side: Side, { candidate, baseline }: LoadWorld): DrivenSide {
  return side === 'baseline' && baseline !== undefined ? baseline : candidate
}

/** How the rounds of a side grow. */
function reachOf(side: Side, world: LoadWorld): Reach {
  return sideOf(side, world).recycle === undefined ? 'compared-growing' : 'compared'
}

async function runStep(step: Step, isCompared: boolean, run: Run): Promise<void> {
  const { sender, world, nextSides } = run
  switch (step.kind) {
    case 'pause':
      await world.sleepUntil(world.now() + step.duration, sender.budget.stop)
      return
    case 'recycle':
      await recycleSides(sidesOf(world), world)
      return
    case 'rounds':
      await runRounds(step, run)
      return
    default:
      for (const [i, side] of (isCompared ? nextSides() : (['candidate'] as const)).entries()) {
        // The second side would find the environments of the first one warm.
        const isWarm = i > 0 && world.sidesShareEnvironments && sender.state.wave === 'settled'
        if (isWarm) await recycleSides([side], world)
        await sendStep(step, side, run)
      }
  }
}

/** Up to R times new environments and a burst, on each side, until every rule is decided. */
async function runRounds(step: Extract<Step, { kind: 'rounds' }>, run: Run): Promise<void> {
  const { sender, world, listener, nextSides } = run
  const { state } = sender
  for (let round = 0; round < step.rounds; round += 1) {
    const sides = nextSides()
    if (mayNotSend(sender, sides[0] ?? 'candidate')) {
      drop(step, round, sides, run)
      break
    }
    state.round = round
    if (!world.sidesShareEnvironments) await recycleSides(sides, world)
    for (const side of sides) {
      if (world.sidesShareEnvironments) await recycleSides([side], world)
      await burst(roundSize(step.count, round, reachOf(side, world)), side, run)
    }
    if (round + 1 < step.rounds && (await listener.isDecided(round + 1, step.rounds))) break
  }
  state.round = null
}

async function recycleSides(sides: readonly Side[], world: LoadWorld): Promise<void> {
  const distinct = world.sidesShareEnvironments ? sides.slice(0, 1) : sides
  // Whatever fails on one side, the other's change is over before anything is undone.
  const done = await Promise.allSettled(distinct.map((side) => sideOf(side, world).recycle?.()))
  const failure = done.find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
}

async function sendStep(
  step: Extract<Step, { kind: 'burst' | 'users' | 'rate' }>,
  side: Side,
  run: Run,
): Promise<void> {
  const { world } = run
  const { connect } = sideOf(side, world)
  if (step.kind === 'burst') {
    await burst(step.count, side, run)
    return
  }
  if (step.kind === 'rate') {
    const most = run.sender.budget.mostInFlight[side]
    const count = Math.min(Math.ceil(Math.max(step.from, step.to)), most)
    await connect(count, eventsAhead(run.sender, side, 1))
    await runArrivals(step, world.now(), side, run)
    return
  }
  await connect(step.count, eventsAhead(run.sender, side, step.count))
  const startedAt = world.now()
  const users = Array.from({ length: step.count }, (_, i) => i)
  await Promise.all(users.map((i) => runUser(step, i, startedAt, side, run)))
}

async function burst(count: number, side: Side, run: Run): Promise<void> {
  const open = Math.min(count, MAX_IN_FLIGHT)
  await sideOf(side, run.world).connect(open, eventsAhead(run.sender, side, open))
  const startedAt = run.world.now()
  await Promise.all(Array.from({ length: count }, () => sendOrDrop(startedAt, side, run)))
}

async function runUser(
  step: Extract<Step, { kind: 'users' }>,
  i: number,
  startedAt: EpochMs,
  side: Side,
  { sender, world }: Run,
): Promise<void> {
  const endsAt = startedAt + step.duration
  const [shortest, longest] = step.wait
  let next = startedAt + userStart(step, i)
  while (next < endsAt) {
    if (next > world.now()) await world.sleepUntil(next, sender.budget.stop)
    if (mayNotSend(sender, side)) return
    await send(sender, side, sideOf(side, world), next)
    next = world.now() + shortest + world.random() * (longest - shortest)
  }
}

async function runArrivals(
  step: Extract<Step, { kind: 'rate' }>,
  startedAt: EpochMs,
  side: Side,
  run: Run,
): Promise<void> {
  const { sender, world } = run
  // Only what is in flight, as a long step has too many arrivals to keep a promise of each.
  const open = new Set<Promise<void>>()
  for (const offset of arrivals(step)) {
    const at: EpochMs = startedAt + offset
    if (at > world.now() && !mayNotSend(sender, side)) {
      await world.sleepUntil(at, sender.budget.stop)
    }
    const sending = sendOrDrop(at, side, run)
    open.add(sending)
    void sending.then(() => open.delete(sending))
  }
  await Promise.all(open)
}

async function sendOrDrop(intendedAt: EpochMs, side: Side, { sender, world }: Run): Promise<void> {
  const { state, budget } = sender
  if (mayNotSend(sender, side)) state.dropped[side] += 1
  else if (state.inFlight >= budget.mostInFlight[side]) {
    state.dropped[side] += 1
    state.crowdedOut += 1
  } else await send(sender, side, sideOf(side, world), intendedAt)
}
