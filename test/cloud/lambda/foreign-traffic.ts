import { randomUUID } from 'node:crypto'
import type { LogStream } from '../environment/log-stream.ts'
import { openLogStream } from '../environment/log-stream.ts'
import type { LogStore } from '../logs/log-store.ts'
import { makeRandom } from '../logs/random.ts'
import type { Settings } from './settings.ts'
import { managedRuntime } from './settings.ts'

/** Other callers of the same functions, as the log shows them. */
export type ForeignTraffic = {
  /** Comes after one of our invocations in the named stream, while there are any left. */
  pass(settings: Settings, stream: string): void
}

/** In turn a cold start in a stream of its own, and a warm call in the environment that served us. */
export function makeForeignTraffic(count: number, logs: LogStore, seed: number): ForeignTraffic {
  const random = makeRandom(seed)
  let passed = 0
  return {
    pass(settings, ours) {
      if (passed >= count) return
      passed += 1
      const isCold = passed % 2 === 1
      const stream = openLogStream(logs, settings, Date.now(), isCold ? undefined : ours)
      writeInvocation(settings, stream, isCold, 5 + random() * 100)
    },
  }
}

function writeInvocation(
  settings: Settings,
  stream: LogStream,
  isCold: boolean,
  durationMs: number,
): void {
  const requestId = randomUUID()
  const { version, arn, memoryMB } = settings
  const initMs = isCold ? 200 + durationMs : null
  if (isCold) {
    stream.platform({
      type: 'initStart',
      initializationType: 'on-demand',
      phase: 'init',
      runtime: managedRuntime(settings),
      functionName: settings.name,
      version,
      stream: stream.name,
      memoryMB,
    })
  }
  const success = { status: 'success', errorType: null } as const
  stream.platform({ type: 'start', requestId, version, functionArn: arn, trace: null })
  stream.platform({ type: 'end', requestId })
  stream.platform({
    type: 'report',
    requestId,
    ...success,
    durationMs,
    billedMs: Math.ceil(durationMs + (initMs ?? 0)),
    memoryMB,
    usedMB: 77,
    initMs,
    restore: null,
    trace: null,
  })
}
