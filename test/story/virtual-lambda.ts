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
  readonly facts?: Partial<FunctionFacts>
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
      for (const name of new Set(done)) done.push(name.replace('recycle', 'restore'))
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

type Stage = {
  readonly clock: Clock
  readonly events: LoggedEvent[]
  readonly done: string[]
}

function makeFunction(
  { far, init, overhead, handler, facts = {} }: Behaviour,
  name: string,
  { clock, events, done }: Stage,
): FunctionAccess {
  const group = `/aws/lambda/${name}`
  const digit = name === 'census-gbm' ? '0' : '1'
  let idle: string[] = []
  let environments = 0
  let requests = 0
  let isFresh = true

  const log = (stream: string, at: EpochMs, message: string): void => {
    const id = `${events.length}`
    const event = { id, group, stream, timestamp: Math.floor(at), ingestedAt: at, message }
    events.push({ visibleAt: at + LAG, event })
  }
  const pass = (ms: Ms): Promise<void> => clock.sleepUntil(clock.now() + ms)

  /** @returns the stream of a new environment, ready after its pull and its init. */
  async function begin(): Promise<{ readonly stream: string; readonly waited: Ms }> {
    const i = environments
    environments += 1
    await pass(overhead(i, i < far && isFresh) + init(i))
    const stream = `2026/11/22/[$LATEST]${digit}${i.toString(16).padStart(31, '0')}`
    return { stream, waited: init(i) }
  }

  return {
    readFunction: async () => {
      const arn = `arn:aws:lambda:eu-west-1:123456789012:function:${name}`
      return makeFacts({ name, arn, logGroup: group, version: '$LATEST', ...facts })
    },
    readChanges: async () => [],
    wake: async () => undefined,
    readConcurrency: async () => ({ reserved: undefined, unreserved: 1000 }),
    checkRecycle: async () => undefined,
    recycle: async () => {
      done.push(`recycle ${name}`)
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
        const ready = idle.pop()
        const { stream, waited } =
          ready === undefined ? await begin() : { stream: ready, waited: undefined }
        const initField = waited === undefined ? '' : `Init Duration: ${waited.toFixed(2)} ms\t`
        log(stream, clock.now(), `START RequestId: ${requestId} Version: $LATEST\n`)
        const duration = handler(request)
        await pass(duration)
        // Lambda bills the init as well.
        const billed = `Billed Duration: ${Math.ceil(duration + (waited ?? 0))} ms`
        log(
          stream,
          clock.now(),
          `REPORT RequestId: ${requestId}\tDuration: ${duration.toFixed(2)} ms\t${billed}\tMemory Size: 3008 MB\tMax Memory Used: 812 MB\t${initField}\n`,
        )
        idle.push(stream)
        await pass(NETWORK)
        const answer = { kind: 'answered', requestId, functionError: undefined } as const
        return { answer, sentAt, firstByteAt: clock.now(), endedAt: clock.now() }
      },
    }),
  }
}
