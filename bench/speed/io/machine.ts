import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProcessFigures, parseBusy, parseProcess } from '../proc.ts'

/** Less than this of a core, used by others, counts as idle. */
const IDLE = 0.15
const LOOK = 250

export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${model}, ${availableParallelism()} cores, ${memory} GB, ${process.platform}, Node ${process.versions.node}`
}

/** CPU time of all processes since the machine began, in ms; undefined where it is not told. */
export function busyMs(): number | undefined {
  const text = read('/proc/stat')
  return text === undefined ? undefined : parseBusy(text)
}

/** CPU time and memory of another process; undefined where it is not told. */
export function processFigures(pid: number): ProcessFigures | undefined {
  const stat = read(`/proc/${pid}/stat`)
  const status = read(`/proc/${pid}/status`)
  return stat === undefined || status === undefined ? undefined : parseProcess(stat, status)
}

/** Resolves when other processes leave the machine alone, or after that time. */
export async function untilIdle(longest: number): Promise<void> {
  const until = Date.now() + longest
  do {
    const before = busyMs()
    await sleep(LOOK)
    const after = busyMs()
    if (before === undefined || after === undefined || (after - before) / LOOK < IDLE) return
  } while (Date.now() < until)
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
