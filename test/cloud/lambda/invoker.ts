import { randomBytes, randomUUID } from 'node:crypto'
import type { Served } from '../environment/environment.ts'
import type { Trace } from '../environment/platform-event.ts'
import { Refusal } from '../exchange.ts'
import type { CloudOptions } from '../options.ts'
import type { TrueStart } from '../truth.ts'
import type { Fleet, Target } from './fleet.ts'
import type { ForeignTraffic } from './foreign-traffic.ts'

export type Invoked = Served & { readonly requestId: string; readonly version: string }

/** Admits invocations up to the limits, gives each an environment, and writes down the truth. */
export type Invoker = {
  /** Throws a Refusal without reaching an environment when there is no room. */
  invoke(target: Target, payload: Buffer, options: InvokeOptions): Promise<Invoked>
  concurrency(): { readonly total: number; readonly unreserved: number }
  readonly truth: readonly TrueStart[]
}

export type InvokeOptions = {
  readonly requestId?: string
  readonly arrivedAt: number
  /** The caller's `X-Amzn-Trace-Id`. */
  readonly traceHeader?: string | undefined
}

export function makeInvoker(
  fleet: Fleet,
  account: CloudOptions['account'],
  foreign: ForeignTraffic,
): Invoker {
  const truth: TrueStart[] = []
  const inFlight = new Map<string, number>()
  let unreservedInFlight = 0
  const reservations = new Map(
    fleet.functions.flatMap((one) => {
      const { name, reservedConcurrency } = one.settings()
      return reservedConcurrency === undefined ? [] : [[name, reservedConcurrency] as const]
    }),
  )
  const total = account?.concurrency ?? 1000
  const reserved = [...reservations.values()].reduce((sum, count) => sum + count, 0)
  const unreserved = account?.unreserved ?? total - reserved

  /** Takes a place, and returns how to give it back. */
  function admit(name: string): () => void {
    const reservation = reservations.get(name)
    const own = inFlight.get(name) ?? 0
    if (reservation !== undefined && own >= reservation) {
      throw throttle('ReservedFunctionConcurrentInvocationLimitExceeded')
    }
    if (reservation === undefined && unreservedInFlight >= unreserved) {
      throw throttle('ConcurrentInvocationLimitExceeded')
    }
    const shared = reservation === undefined ? 1 : 0
    inFlight.set(name, own + 1)
    unreservedInFlight += shared
    return () => {
      inFlight.set(name, (inFlight.get(name) ?? 0) - 1)
      unreservedInFlight -= shared
    }
  }

  async function invoke(
    target: Target,
    payload: Buffer,
    { requestId = randomUUID(), arrivedAt, traceHeader }: InvokeOptions,
  ): Promise<Invoked> {
    target.function.assertActive()
    const leave = admit(target.name)
    const { pool } = target.function
    const { version, tracing } = target.function.settings()
    const environment = pool.take()
    try {
      const served = await environment.serve({
        requestId,
        payload,
        functionArn: target.arn,
        trace: tracing ? makeTrace(traceHeader) : null,
      })
      foreign.pass(target.function.settings(), environment.stream)
      const { payload: _, tail: __, ...told } = served
      truth.push({
        ...told,
        requestId,
        functionName: target.name,
        version,
        arrivedAt,
        answeredAt: Date.now(),
      })
      return { ...served, requestId, version }
    } finally {
      leave()
      pool.release(environment)
    }
  }

  return { invoke, truth, concurrency: () => ({ total, unreserved }) }
}

/** A caller may choose the trace's root: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html */
function makeTrace(header: string | undefined): Trace {
  const root = /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(header ?? '')?.[1]
  const seconds = Math.floor(Date.now() / 1000).toString(16)
  return {
    traceId: root ?? `1-${seconds}-${randomBytes(12).toString('hex')}`,
    segmentId: randomBytes(8).toString('hex'),
  }
}

const throttle = (reason: string): Refusal =>
  new Refusal(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason: reason })
