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

/**
 * Makes a wait that resolves when other processes leave the machine alone, or when it has waited
 * too long.
 *
 * @param longest for one wait, in ms.
 * @param together for all waits: where it is never idle, waiting is of no use.
 */
export function makeIdleWait(longest: number, together: number): () => Promise<void> {
  let left = together
  return async () => {
    const startedAt = Date.now()
    const until = startedAt + Math.min(longest, left)
    do {
      const before = busyMs()
      await sleep(LOOK)
      const after = busyMs()
      if (before === undefined || after === undefined || (after - before) / LOOK < IDLE) break
    } while (Date.now() < until)
    left -= Date.now() - startedAt
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
