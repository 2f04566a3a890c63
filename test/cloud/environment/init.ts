import { setTimeout as sleep } from 'node:timers/promises'
import type { Pull } from '../lambda/image-store.ts'
import type { Settings } from '../lambda/settings.ts'
import type { Attempt, EnvironmentLog } from './environment-log.ts'
import type { LogStream } from './log-stream.ts'
import type { InitializationType } from './platform-event.ts'
import { makeProcessVariables } from './process-variables.ts'
import { type RuntimeProcess, startRuntime } from './runtime-process.ts'
import { within } from './within.ts'

/** Why an environment was made: for a caller who waits, or ahead of any. */
export type Origin = 'demand' | 'proactive' | 'provisioned'

export type Birth = { readonly origin: Origin; readonly pull: Pull }

/** The process is null when init failed or took too long. */
export type Booted = { readonly runtime: RuntimeProcess | null; readonly attempt: Attempt }

/** The ways in which the environment gets a process. */
export type Init = {
  readonly type: InitializationType
  /** Whether its first init is told with the first invocation: PC in JSON. */
  readonly isToldLater: boolean
  /** With the fetching of the package or image: the init or the restore of a new environment. */
  first(): Promise<Booted>
  /** Unasked, after a crash or timeout: a published trace shows it. */
  eager(): Promise<Booted>
  /** Suppressed, inside an invocation: only its failure is told. */
  inside(): Promise<Booted>
  end(runtime: RuntimeProcess): Promise<void>
  endAll(): Promise<void>
}

const slowLimitMs = 130_000

export function makeInit(
  settings: Settings,
  { origin, pull }: Birth,
  stream: LogStream,
  log: EnvironmentLog,
  closing: AbortSignal,
): Init {
  const type = initializationType(settings, origin)
  const isToldLater = type === 'provisioned-concurrency' && settings.logFormat === 'JSON'
  const timeoutMs = settings.timeoutS * 1000
  const alive = new Set<RuntimeProcess>()

  async function boot(
    initialization: InitializationType,
    limitMs: number,
    pullMs: number,
  ): Promise<Booted> {
    closing.throwIfAborted()
    const variables = makeProcessVariables(settings, stream.name, initialization, pullMs)
    const runtime = await startRuntime(variables, settings.directory, stream.output)
    alive.add(runtime)
    if (closing.aborted) await end(runtime)
    const result = await within(limitMs, runtime.booted)
    const attempt = { result, ms: performance.now() - runtime.startedAt, usedMB: runtime.usedMB() }
    if (result?.kind === 'ready') return { runtime, attempt }
    await end(runtime)
    return { runtime: null, attempt }
  }

  async function initialise(): Promise<Booted> {
    const earlierMs = origin === 'proactive' ? settings.proactiveMs : 0
    const limitMs = type === 'on-demand' ? settings.initLimitMs : Math.max(slowLimitMs, timeoutMs)
    log.initStarted(type, Date.now() - earlierMs)
    const booted = await boot(type, limitMs, pull.during === 'init' ? pull.ms : 0)
    if (!isToldLater) log.initEnded(type, 'init', booted.attempt, Date.now() - earlierMs)
    return booted
  }

  async function restore(): Promise<Booted> {
    log.restoreStarted()
    const started = performance.now()
    const { runtime, attempt } = await boot(type, slowLimitMs, 0)
    await pause((settings.snapStartMs ?? 0) - (performance.now() - started))
    const restored = { ...attempt, ms: performance.now() - started }
    log.restoreEnded(restored)
    return { runtime, attempt: restored }
  }

  async function end(runtime: RuntimeProcess): Promise<void> {
    await runtime.kill()
    alive.delete(runtime)
  }

  async function pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: closing })
  }

  return {
    type,
    isToldLater,
    async first() {
      await pause(settings.sandboxMs + (pull.during === 'sandbox' ? pull.ms : 0))
      return type === 'snap-start' ? restore() : initialise()
    },
    async eager() {
      log.initStarted('on-demand', Date.now())
      const booted = await boot('on-demand', settings.initLimitMs, 0)
      log.initEnded('on-demand', null, booted.attempt, Date.now())
      return booted
    },
    async inside() {
      const booted = await boot('on-demand', timeoutMs, 0)
      log.initEnded('on-demand', 'invoke', booted.attempt, Date.now())
      return booted
    },
    end,
    async endAll() {
      await Promise.all([...alive].map(end))
    },
  }
}

function initializationType(settings: Settings, origin: Origin): InitializationType {
  if (origin === 'provisioned') return 'provisioned-concurrency'
  return settings.isRestored ? 'snap-start' : 'on-demand'
}
