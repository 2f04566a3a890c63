import { setImmediate } from 'node:timers/promises'
import type { Settings } from '../lambda/settings.ts'
import { classifyArrival, type TrueInit } from '../truth.ts'
import { endInvocation } from './ending.ts'
import { type Attempt, makeEnvironmentLog, type Subject } from './environment-log.ts'
import { type Birth, makeInit } from './init.ts'
import type { LogStream } from './log-stream.ts'
import type { Boot, Reply, RuntimeProcess } from './runtime-process.ts'
import { within } from './within.ts'

export type Invocation = Subject & { readonly payload: Buffer }

export type Served = TrueInit & {
  readonly environment: string
  readonly durationMs: number
  readonly error: string | null
  readonly payload: Buffer
  /** What the log got since the invocation before. */
  readonly tail: string
}

export type Environment = {
  readonly stream: string
  /** Settles with the end of the first init, whatever its outcome. */
  readonly prepared: Promise<unknown>
  serve(invocation: Invocation): Promise<Served>
  close(): Promise<void>
}

/** What the next invocation finds. Without a process it has to run init itself. */
type Found = {
  readonly state: 'new' | 'used' | 'reset'
  readonly runtime: RuntimeProcess | null
  /** The init since the invocation before. */
  readonly attempt: Attempt | null
}

type Run = {
  readonly runtime: RuntimeProcess | null
  /** The init inside the invocation. */
  readonly again: Attempt | null
  readonly result: Reply | Boot | null
  /** From the call until the answer, with an init in between. */
  readonly durationMs: number
  readonly handlerMs: number
}

/** A log stream, and the processes that live in it one after the other. */
export function createEnvironment(
  settings: Settings,
  birth: Birth,
  stream: LogStream,
  closing: AbortSignal,
): Environment {
  const log = makeEnvironmentLog(settings, stream)
  const init = makeInit(settings, birth, stream, log, closing)
  const timeoutMs = settings.timeoutS * 1000
  const isRestored = init.type === 'snap-start'
  let usedMB = 0
  const prepared = init.first().then((booted): Found => ({ state: 'new', ...booted }))
  let next = prepared
  // A start that the close interrupts has nobody to tell.
  next.catch(() => undefined)

  async function serve(invocation: Invocation): Promise<Served> {
    const asked = performance.now()
    const found = await next
    const waitedMs = performance.now() - asked
    if (found.state === 'new' && found.attempt && init.isToldLater) {
      log.initEnded(init.type, 'init', found.attempt, Date.now())
    }
    const run = await runHandler(invocation, found)
    const ending = endInvocation(invocation.requestId, settings.timeoutS, run.result)
    const shownMs = found.state === 'new' && run.again === null ? (found.attempt?.ms ?? null) : null
    const isHidden = birth.origin === 'proactive' && !settings.proactiveInitInReport
    log.ended(invocation, ending, {
      durationMs: run.durationMs,
      handlerMs: run.handlerMs,
      initMs: isRestored || isHidden ? null : shownMs,
      restoreMs: isRestored ? shownMs : null,
      usedMB,
    })
    next = leave(run.runtime, ending.status === 'timeout' || ending.status === 'error')
    next.catch(() => undefined)
    const isReset = found.state === 'reset'
    return {
      ...classifyArrival({
        found: found.state,
        waited: isReset ? waitedMs > 1 : birth.origin === 'demand',
        far: birth.pull.far,
        restored: isRestored,
        // An eager re-init may be half over when its first caller comes.
        initMs: found.attempt && (isReset ? waitedMs : found.attempt.ms),
        rerunMs: run.again?.ms ?? null,
      }),
      environment: stream.name,
      durationMs: run.handlerMs,
      error: ending.status === 'timeout' ? 'timeout' : ending.errorType,
      payload: ending.payload,
      tail: stream.takeTail(),
    }
  }

  async function runHandler(invocation: Invocation, found: Found): Promise<Run> {
    const begun = performance.now()
    const booted = found.runtime === null ? await init.inside() : null
    const runtime = found.runtime ?? booted?.runtime ?? null
    const again = booted?.attempt ?? null
    log.started(invocation)
    const delivered = performance.now()
    const result =
      runtime === null
        ? (again?.result ?? null)
        : await ask(runtime, invocation, timeoutMs - (delivered - begun))
    const answered = performance.now()
    // What the handler printed is in the pipe already, and belongs before END.
    await setImmediate()
    usedMB = Math.max(usedMB, runtime?.usedMB() ?? again?.usedMB ?? 0)
    return {
      runtime,
      again,
      result,
      durationMs: answered - begun,
      handlerMs: runtime === null ? 0 : answered - delivered,
    }
  }

  function ask(
    runtime: RuntimeProcess,
    { requestId, payload, functionArn, trace }: Invocation,
    budgetMs: number,
  ): Promise<Reply | null> {
    const traceId = trace && `Root=${trace.traceId};Parent=${trace.segmentId};Sampled=1`
    const deadline = Math.floor(Date.now() + budgetMs)
    return within(budgetMs, runtime.handle({ requestId, payload, functionArn, deadline, traceId }))
  }

  async function leave(runtime: RuntimeProcess | null, isBroken: boolean): Promise<Found> {
    if (!isBroken) return { state: 'used', runtime, attempt: null }
    if (runtime !== null) await init.end(runtime)
    if (settings.resets === 'lazy') return { state: 'reset', runtime: null, attempt: null }
    return { state: 'reset', ...(await init.eager()) }
  }

  return {
    stream: stream.name,
    prepared,
    serve,
    async close() {
      await init.endAll()
      await next.catch(() => undefined)
      // One that was being started when the others ended.
      await init.endAll()
    },
  }
}
