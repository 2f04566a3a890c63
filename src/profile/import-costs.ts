import type { Ms } from '../units.ts'
import type { EnvironmentImports, Phase } from './environment.ts'
import type { ImportNode } from './import-tree.ts'

/** What one import of the user's code took, in one environment. */
export type ImportCost = {
  /** A module as Python's code asked for it, a package of Node.js, or a file of the user's own. */
  readonly name: string
  readonly phase: Phase
  readonly time: Ms
  /** The import deep within that has most of it; undefined when it has most of it itself. */
  readonly holder: Holder | undefined
}

export type Holder = { readonly name: string; readonly time: Ms }

export const OF_RUNTIME = 'Python and the runtime'

/**
 * A cut through the tree: each import counts at the first place outside of the runtime and of the
 * user's own files, with all that it asked for. Nothing counts twice, so the costs add up to all of it.
 */
export function costsOf({ roots }: EnvironmentImports): readonly ImportCost[] {
  const costs = new Map<string, ImportCost>()
  const add = (cost: ImportCost): void => {
    const key = `${cost.phase} ${cost.name}`
    const known = costs.get(key)
    costs.set(key, known === undefined ? cost : join(known, cost))
  }
  for (const { node, phase } of roots) {
    if (phase === 'runtime') add({ name: OF_RUNTIME, phase, time: node.total, holder: undefined })
    else for (const cost of cut(node, phase)) add(cost)
  }
  return [...costs.values()]
}

/** Files of Node.js have a path: "./app.js" of the user's own, "/var/runtime/…", "package/file.js". */
function* cut(node: ImportNode, phase: Phase): Generator<ImportCost> {
  const { name, total, children } = node
  if (!/^\.?\//.test(name)) {
    const holder = holderOf(node)
    yield { name: packageOf(name), phase, time: total, holder }
    return
  }
  const within = children.reduce((sum, child) => sum + child.total, 0)
  yield { name, phase, time: Math.max(0, total - within), holder: undefined }
  for (const child of children) yield* cut(child, phase)
}

/** "@aws-sdk/client-s3/dist/index.js" → "@aws-sdk/client-s3"; a module of Python stays as it is. */
function packageOf(name: string): string {
  const parts = name.split('/')
  return parts.slice(0, name.startsWith('@') ? 2 : 1).join('/')
}

/** The deepest import that still has half of the time. */
function holderOf(node: ImportNode): Holder | undefined {
  let holder: ImportNode | undefined
  let within: readonly ImportNode[] = node.children
  for (;;) {
    const largest = within.reduce<ImportNode | undefined>(
      (most, child) => (most === undefined || child.total > most.total ? child : most),
      undefined,
    )
    if (largest === undefined || largest.total * 2 < node.total) break
    holder = largest
    within = largest.children
  }
  return holder && { name: holder.name, time: holder.total }
}

function join(a: ImportCost, b: ImportCost): ImportCost {
  return { ...a, time: a.time + b.time, holder: a.time >= b.time ? a.holder : b.holder }
}
