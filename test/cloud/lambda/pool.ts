import type { Environment } from '../environment/environment.ts'
import type { Origin } from '../environment/init.ts'

/** The environments of one function version. */
export type Pool = {
  /** The idle one that was used last, or a new one. */
  take(): Environment
  release(environment: Environment): void
  /** Makes environments ahead of any caller; settles when they are ready. */
  prepare(origin: Origin, count: number): Promise<void>
  /** From now on no caller meets the environments of before. */
  recycle(): void
  size(): number
  close(): Promise<void>
}

export function makePool(create: (origin: Origin) => Environment): Pool {
  const current = new Set<Environment>()
  const outdated = new Set<Environment>()
  let idle: Environment[] = []
  const closings = new Set<Promise<void>>()

  function retire(environment: Environment): void {
    current.delete(environment)
    outdated.delete(environment)
    const closing = environment.close()
    closings.add(closing)
    void closing.finally(() => closings.delete(closing))
  }

  function add(origin: Origin): Environment {
    const environment = create(origin)
    current.add(environment)
    return environment
  }

  function release(environment: Environment): void {
    if (current.has(environment)) idle.push(environment)
    else retire(environment)
  }

  return {
    take: () => idle.pop() ?? add('demand'),
    release,
    async prepare(origin, count) {
      const added = Array.from({ length: count }, () => add(origin))
      await Promise.all(
        added.map(async (environment) => {
          await environment.prepared
          release(environment)
        }),
      )
    },
    recycle() {
      const unused = idle
      idle = []
      for (const environment of current) outdated.add(environment)
      current.clear()
      for (const environment of unused) retire(environment)
    },
    size: () => current.size + outdated.size,
    async close() {
      for (const environment of [...current, ...outdated]) retire(environment)
      await Promise.all(closings)
    },
  }
}
