import type { Ms } from '../units.ts'
import type { ImportLine } from './import-line.ts'

/** An import with the imports that it asked for: self + those of `children` ≤ total. */
export type ImportNode = {
  readonly name: string
  readonly self: Ms
  readonly total: Ms
  /** In the order in which they ended. */
  readonly children: readonly ImportNode[]
}

export type Forest = {
  /** What no other import asked for, in the order in which it ended. */
  readonly roots: readonly ImportNode[]
  /** How many of the roots stood deeper, below an import whose line is missing. */
  readonly orphans: number
}

/** Each time is rounded up to the microsecond, so a sum of them may be more than its total. */
const ROUNDING: Ms = 0.001

type Pending = { readonly node: ImportNode; readonly depth: number }

/**
 * Builds the tree of lines in the order of printing: what an import asked for ends before it does,
 * one level deeper. A child that takes more time than its parent has left is none: the line of its
 * own parent is missing. It goes to one above that has the time, or becomes a root, so that no time
 * is lost and none counts twice.
 */
export function growForest(lines: Iterable<ImportLine>): Forest {
  const pending: Pending[] = []
  for (const { name, self, total, depth } of lines) {
    const children: ImportNode[] = []
    let left = total - self
    for (let last = pending.at(-1); last !== undefined && last.depth > depth; ) {
      left -= last.node.total
      if (left < -ROUNDING * (children.length + 3)) break
      children.push(last.node)
      pending.pop()
      last = pending.at(-1)
    }
    pending.push({ node: { name, self, total, children: children.reverse() }, depth })
  }
  return {
    roots: pending.map(({ node }) => node),
    orphans: pending.filter(({ depth }) => depth > 0).length,
  }
}

/** Of an import that was asked for by nothing else, or of several. */
export function sumOf(nodes: readonly ImportNode[]): Ms {
  return nodes.reduce((sum, { total }) => sum + total, 0)
}

/**
 * The tree without what is too small to be seen; that is then the rest of its parent's total.
 *
 * @param least of the total of an import that stays.
 */
export function prune(nodes: readonly ImportNode[], least: Ms): readonly ImportNode[] {
  return nodes
    .filter(({ total }) => total >= least)
    .map((node) => ({ ...node, children: prune(node.children, least) }))
}
