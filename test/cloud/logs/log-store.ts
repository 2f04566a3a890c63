import { createHash } from 'node:crypto'
import type { LogOptions } from '../options.ts'
import { makeRandom } from './random.ts'

export type LogEvent = {
  readonly stream: string
  readonly timestamp: number
  readonly message: string
  /** From when on a reader may see it, on this machine's clock. */
  readonly ingestionTime: number
  readonly eventId: string
  /** The order of writing, which decides between equal times. */
  readonly order: number
}

export type LogStore = {
  /** The first event makes the group. */
  write(group: string, event: Written): void
  /** What the log's clock is ahead of this machine's. */
  readonly clockMs: number
  /** The groups by name, with the time of their creation. */
  readonly groups: ReadonlyMap<string, Group>
}

export type Group = { readonly createdAt: number; readonly events: readonly LogEvent[] }

export type Written = {
  readonly stream: string
  readonly timestamp: number
  readonly message: string
  /** A REPORT, which LogOptions.dropReports may lose. */
  readonly isReport: boolean
}

/** Keeps the events of every group and decides when each becomes visible. */
export function makeLogStore(options: LogOptions, seed: number, clockMs = 0): LogStore {
  const groups = new Map<string, { createdAt: number; events: LogEvent[] }>()
  const visibleFrom = new Map<string, number>()
  const random = makeRandom(seed)
  const [min, max] = options.lagMs ?? [50, 300]
  let toDrop = options.dropReports ?? 0
  let written = 0

  return {
    groups,
    clockMs,
    write(group, { stream, timestamp, message, isReport }) {
      if (options.isSilent) return
      if (!groups.has(group)) groups.set(group, { createdAt: Date.now(), events: [] })
      if (isReport && toDrop > 0) {
        toDrop -= 1
        return
      }
      const lagged = Math.ceil(Date.now() + min + random() * (max - min))
      const before = options.shuffle ? 0 : (visibleFrom.get(stream) ?? 0)
      const ingestionTime = Math.max(lagged, before)
      visibleFrom.set(stream, ingestionTime)
      written += 1
      groups.get(group)?.events.push({
        stream,
        timestamp,
        message,
        ingestionTime,
        eventId: makeEventId(seed, written),
        order: written,
      })
    },
  }
}

/** 56 digits, as CloudWatch's; unique, and telling nothing about the order. */
function makeEventId(seed: number, written: number): string {
  const digest = createHash('sha256').update(`${seed}/${written}`).digest('hex')
  return BigInt(`0x${digest}`).toString().padStart(78, '0').slice(-56)
}
