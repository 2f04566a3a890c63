import type { EpochMs } from '../units.ts'
import { type ImportLine, linesOf, parseImportLine } from './import-line.ts'
import { growForest, type ImportNode } from './import-tree.ts'

/** When an import was asked for: before the handler's module, by it, or by the first request. */
export type Phase = 'runtime' | 'init' | 'request'

export type Root = { readonly node: ImportNode; readonly phase: Phase }

/** What one process imported, in one execution environment. */
export type EnvironmentImports = {
  /** In the order in which they ended; at least one. */
  readonly roots: readonly Root[]
  readonly lines: number
  /** Imports below one whose line is missing. */
  readonly orphans: number
  /** Lines that were cut off. */
  readonly unreadable: number
  /** A helper process printed among them: what stands after its header is told as its own. */
  readonly isMixed: boolean
}

export type LoggedText = { readonly timestamp: EpochMs; readonly message: string }

type TimedLine = ImportLine & { readonly at: EpochMs }

/** More lines than this are no function's; each takes memory. */
const MOST_LINES = 50_000

/**
 * @param events of one log stream, in the order of delivery.
 * @param startedAt of the first request; undefined where the log does not tell.
 * @returns undefined without any import line.
 */
export function readEnvironment(
  events: readonly LoggedText[],
  startedAt: EpochMs | undefined,
): EnvironmentImports | undefined {
  const processes: TimedLine[][] = [[]]
  let unreadable = 0
  let count = 0
  for (const { timestamp, message } of events.toSorted((a, b) => a.timestamp - b.timestamp)) {
    for (const text of linesOf(message)) {
      const line = parseImportLine(text)
      if (line === undefined || count >= MOST_LINES) continue
      if (line === 'unreadable') unreadable += 1
      else if (line === 'header') processes.push([])
      else {
        count += 1
        processes.at(-1)?.push({ ...line, at: timestamp })
      }
    }
  }
  const lines = chooseProcess(processes)
  const [first] = lines
  if (first === undefined) return undefined
  // Init that ran again inside of the invocation is not the request's own doing.
  const requestedAt = startedAt === undefined || first.at > startedAt ? Infinity : startedAt
  const early = growForest(lines.filter(({ at }) => at <= requestedAt))
  const late = growForest(lines.filter(({ at }) => at > requestedAt))
  const orphans = early.orphans + late.orphans
  return {
    roots: [...tellRuntime(early.roots), ...late.roots.map((node) => makeRoot(node, 'request'))],
    lines: lines.length,
    orphans,
    unreadable,
    isMixed: orphans > 0 && processes.filter((own) => own.length > 0).length > 1,
  }
}

/**
 * Each process prints a header: a helper that the handler starts, and an init that is run again after
 * it took too long. The last one counts, unless it did much less than another.
 */
function chooseProcess(processes: readonly (readonly TimedLine[])[]): readonly TimedLine[] {
  const times = processes.map((lines) => lines.reduce((sum, { self }) => sum + self, 0))
  const most = Math.max(...times)
  return processes.findLast((_, i) => (times[i] ?? 0) * 2 >= most) ?? []
}

/** Python ends its own start with `site`; Lambda's runtime, its own with `awslambdaric.bootstrap`. */
const LAST_OF_PYTHON = 'site'
const LAST_OF_RUNTIME = 'awslambdaric.bootstrap'
const OF_RUNTIME = /^(?:awslambdaric|snapshot_restore_py)(?:\.|$)/

function tellRuntime(nodes: readonly ImportNode[]): readonly Root[] {
  const names = nodes.map(({ name }) => name)
  const last = Math.max(names.indexOf(LAST_OF_PYTHON), names.indexOf(LAST_OF_RUNTIME))
  return nodes.map((node, i) => makeRoot(node, i <= last ? 'runtime' : 'init'))
}

function makeRoot(node: ImportNode, phase: Phase): Root {
  return { node, phase: OF_RUNTIME.test(node.name) ? 'runtime' : phase }
}
