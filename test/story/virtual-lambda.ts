import type { FunctionFacts } from '../../src/function-facts.ts'
import type { LogEvent } from '../../src/logs/journal.ts'
import { renderProgress } from '../../src/run/progress.ts'
import type { FunctionAccess, World } from '../../src/run/world.ts'
import type { EpochMs, Ms } from '../../src/units.ts'
import { makeFacts } from '../load/facts.ts'
import { type Clock, makeClock } from '../virtual-clock.ts'

/** How one start behaves; `i` counts the environments, from 0. */
export type Behaviour = {
  /** Environments that must fetch the image from far, of those before the first recycle. */
  readonly far: number
  readonly init: (i: number) => Ms
  readonly overhead: (i: number, isFar: boolean) => Ms
  readonly handler: (request: number) => Ms
  /** Environments that were ready a minute before the load: provisioned concurrency. */
  readonly provisioned?: number
  /** New environments restore a snapshot, which takes what `init` says: SnapStart. */
  readonly restores?: boolean
  readonly facts?: Partial<FunctionFacts>
  /** What environment i prints before it is ready, where imports are timed. */
  readonly imports?: (i: number) => readonly string[]
}

export type Story = {
  readonly world: World
  readonly clock: Clock
  /** What the log of the job showed. */
  readonly said: readonly string[]
  /** What was done to the function, in order. */
  readonly done: readonly string[]
}

const LAG: Ms = 1_200
/** One way. */
const NETWORK: Ms = 6
const START: EpochMs = Date.UTC(2026, 10, 22, 9)

/** A function on a virtual clock: environments are reused, recycled, and write REPORT lines. */
export function makeStory(candidate: Behaviour, baseline?: Behaviour): Story {
  const clock = makeClock(START)
  const events: LoggedEvent[] = []
  const said: string[] = []
  const done: string[] = []
  const stage = { clock, events, done }
  const world: World = {
    now: clock.now,
    sleepUntil: clock.sleepUntil,
    random: () => 0.5,
    candidate: makeFunction(candidate, 'census-gbm', stage),
    baseline: baseline && makeFunction(baseline, 'census-gbm-main', stage),
    restore: async () => {
      const names = done.map((one) => one.split(' ')[1] ?? '')
      for (const name of new Set(names)) done.push(`restore ${name}`)
    },
    readLogs: async (group, { from, to = Infinity, prefixOf }, onPage) => {
      const now = clock.now()
      await clock.sleepUntil(now + 250)
      onPage(
        events
          .filter(({ visibleAt, event }) => visibleAt <= now && event.group === group)
          .filter(({ event: { timestamp } }) => timestamp >= from && timestamp <= to)
          .filter(({ event }) => event.stream.startsWith(prefixOf?.(group) ?? ''))
          .map(({ event }) => event),
      )
      return true
    },
    readStreams: async (group, { streams, from, pattern }, onPage) => {
      const now = clock.now()
      await clock.sleepUntil(now + 250)
      const found = events
        .filter(({ visibleAt, event }) => visibleAt <= now && event.group === group)
        .map(({ event }) => event)
        .filter(({ stream, timestamp }) => streams.includes(stream) && timestamp >= from)
        .filter(({ message }) => message.includes(pattern.slice(1, -1)))
      // Two pages that overlap, as a search of many shards gives them.
      onPage(found.slice(0, Math.ceil(found.length / 2) + 5))
      onPage(found.slice(Math.ceil(found.length / 2)))
      return true
    },
    say: (line) => said.push(line),
    showProgress: (progress) => said.push(renderProgress(progress)),
    progressInterval: 5_000,
    group: (title) => said.push(`▼ ${title}`),
    every: (ms, callback) => {
      const controller = new AbortController()
      const tick = async (): Promise<void> => {
        await clock.sleepUntil(clock.now() + ms, controller.signal)
        if (controller.signal.aborted) return
        callback()
        await tick()
      }
      void tick()
      return () => controller.abort()
    },
  }
  return { world, clock, said, done }
}

type LoggedEvent = { readonly visibleAt: EpochMs; readonly event: LogEvent }

/** An environment without work, and what its next REPORT says of its start. */
type Idle = { readonly stream: string; readonly field: string; readonly billed: Ms }

type Stage = {
  readonly clock: Clock
  readonly events: LoggedEvent[]
  readonly done: string[]
}

function makeFunction(
  { far, init, overhead, handler, facts = {}, imports, ...how }: Behaviour,
  name: string,
  { clock, events, done }: Stage,
): FunctionAccess {
  const { provisioned = 0, restores = false } = how
  const group = `/aws/lambda/${name}`
  const digit = name === 'census-gbm' ? '0' : '1'
  let idle: Idle[] = []
  let environments = 0
  let requests = 0
  let isFresh = true
  let isTimed = false

  const log = (stream: string, at: EpochMs, message: string): void => {
    const id = `${events.length}`
    const event = { id, group, stream, timestamp: Math.floor(at), ingestedAt: at, message }
    events.push({ visibleAt: at + LAG, event })
  }
  const pass = (ms: Ms): Promise<void> => clock.sleepUntil(clock.now() + ms)

  const makeStream = (i: number): string =>
    `2026/11/22/[${facts.version ?? '$LATEST'}]${digit}${i.toString(16).padStart(31, '0')}`
  const tellInit = (stream: string, waited: Ms): Idle => {
    return { stream, field: `Init Duration: ${waited.toFixed(2)} ms\t`, billed: waited }
  }

  for (; environments < provisioned; environments += 1) {
    const stream = makeStream(environments)
    const readyAt = START - 60_000
    log(stream, readyAt, `INIT_REPORT Init Duration: ${init(environments).toFixed(2)} ms\n`)
    idle.push(tellInit(stream, init(environments)))
  }

  /** A new environment, ready after its pull and its init or restore. */
  async function begin(): Promise<Idle> {
    const i = environments
    environments += 1
    await pass(overhead(i, i < far && isFresh) + init(i))
    const stream = makeStream(i)
    const printed = isTimed ? (imports?.(i) ?? []) : []
    for (const line of printed) log(stream, clock.now() - 1, `${line}\n`)
    if (!restores) return tellInit(stream, init(i))
    const waited = `Restore Duration: ${init(i).toFixed(2)} ms`
    log(stream, clock.now() - init(i), 'RESTORE_START Runtime Version: python:3.13.v60\n')
    log(stream, clock.now(), `RESTORE_REPORT ${waited}\n`)
    // How much of it is billed AWS does not say; published lines show a fifth to a half.
    const billed = Math.ceil(init(i) / 4)
    return { stream, field: `${waited}\tBilled Restore Duration: ${billed} ms\t`, billed }
  }

  return {
    readFunction: async () => {
      const arn = `arn:aws:lambda:eu-west-1:123456789012:function:${name}`
      return makeFacts({ name, arn, logGroup: group, version: '$LATEST', ...facts })
    },
    readChanges: async () => [],
    wake: async () => undefined,
    readConcurrency: async () => ({ reserved: undefined, unreserved: 1000 }),
    readTags: async () => ({}),
    checkRecycle: async () => undefined,
    readVariables: async () => ({}),
    recycle: async (extra = {}) => {
      isTimed = 'PYTHONPROFILEIMPORTTIME' in extra
      done.push(`recycle ${name}${isTimed ? ' with its imports timed' : ''}`)
      idle = []
      isFresh = false
      await pass(2_000)
    },
    openInvoker: async () => ({
      connect: async () => undefined,
      invoke: async () => {
        const request = requests
        requests += 1
        const sentAt = clock.now() + 0.3 + (request % 10) / 20
        const requestId = `00000000-0000-4000-8000-${digit}${String(request).padStart(11, '0')}`
        await pass(NETWORK)
        const { stream, field, billed: started } = idle.pop() ?? (await begin())
        const version = facts.version ?? '$LATEST'
        log(stream, clock.now(), `START RequestId: ${requestId} Version: ${version}\n`)
        const duration = handler(request)
        await pass(duration)
        // Lambda bills the init as well.
        const billed = `Billed Duration: ${Math.ceil(duration + started)} ms`
        log(
          stream,
          clock.now(),
          `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\t${billed}\tMemory Size: 3008 MB\tMax Memory Used: 812 MB\t${field}\n`,
        )
        idle.push({ stream, field: '', billed: 0 })
        await pass(NETWORK)
        const answer = { kind: 'answered', requestId, functionError: undefined } as const
        return { answer, sentAt, firstByteAt: clock.now(), endedAt: clock.now() }
      },
    }),
  }
}
