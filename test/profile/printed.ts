import type { ImportNode } from '../../src/profile/import-tree.ts'

export const HEADER = 'import time: self [us] | cumulative | imported package'

/** An import of so many milliseconds of its own, and what it asked for. */
export function imported(
  name: string,
  self: number,
  children: readonly ImportNode[] = [],
): ImportNode {
  const total = children.reduce((sum, child) => sum + child.total, self)
  return { name, self, total, children }
}

/** As CPython prints it: what an import asked for before the import, two spaces a level. */
export function printed(nodes: readonly ImportNode[], depth = 0): readonly string[] {
  return nodes.flatMap(({ name, self, total, children }) => [
    ...printed(children, depth + 1),
    `import time: ${format(self, 9)} | ${format(total, 10)} | ${'  '.repeat(depth)}${name}`,
  ])
}

function format(ms: number, width: number): string {
  return String(Math.ceil(ms * 1000 - 1e-6)).padStart(width)
}
