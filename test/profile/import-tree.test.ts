import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type ImportLine, parseImportLine } from '../../src/profile/import-line.ts'
import { growForest, type ImportNode, prune, sumOf } from '../../src/profile/import-tree.ts'
import { HEADER, imported, printed } from './printed.ts'

const isLine = (line: ReturnType<typeof parseImportLine>): line is ImportLine =>
  typeof line === 'object'
const grow = (texts: readonly string[]) => growForest(texts.map(parseImportLine).filter(isLine))

/** Random trees with whole microseconds, so that printing loses nothing. */
const name = fc.stringMatching(/^[a-z_]{1,8}(\.[a-z]{1,5}){0,2}$/)
const self = fc.integer({ min: 0, max: 3_000_000 }).map((micros) => micros / 1000)
const tree = fc.letrec<{ node: ImportNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.record({ name, self }).map((leaf) => imported(leaf.name, leaf.self)),
    fc
      .record({ name, self, children: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) })
      .map((one) => imported(one.name, one.self, one.children)),
  ),
})).node
const forest = fc.array(tree, { maxLength: 6 })

/** Times in microseconds: sums of milliseconds are not exact. */
function inMicros(nodes: readonly ImportNode[]): unknown {
  return nodes.map(({ name, self, total, children }) => [
    name,
    Math.round(self * 1000),
    Math.round(total * 1000),
    inMicros(children),
  ])
}

function everyNode(nodes: readonly ImportNode[]): readonly ImportNode[] {
  return nodes.flatMap((node) => [node, ...everyNode(node.children)])
}

/** No import takes less than what it asked for, but for the rounding of each. */
function isConsistent({ self, total, children }: ImportNode): boolean {
  return self + sumOf(children) <= total + 0.001 * (children.length + 3)
}

test('any tree is read as it was printed', () => {
  fc.assert(
    fc.property(forest, (nodes) => {
      const { roots, orphans } = grow([HEADER, ...printed(nodes)])
      expect(inMicros(roots)).toEqual(inMicros(nodes))
      expect(orphans).toBe(0)
    }),
    { numRuns: 200 },
  )
})

test('whatever lines are lost, shuffled, cut or foreign, no time counts twice within an import', () => {
  const spoilt = forest.chain((nodes) => {
    const lines = printed(nodes)
    return fc.record({
      lines: fc.oneof(
        fc.subarray([...lines]),
        fc.shuffledSubarray([...lines]),
        fc.constant(lines).map((all) => all.map((line) => line.slice(0, line.length - 2))),
      ),
      foreign: fc.array(fc.string(), { maxLength: 5 }),
    })
  })
  fc.assert(
    fc.property(spoilt, ({ lines, foreign }) => {
      const { roots } = grow([...foreign, ...lines, ...foreign])
      const all = everyNode(roots)
      expect(all).toHaveLength(
        [...lines, ...foreign, ...foreign].map(parseImportLine).filter(isLine).length,
      )
      expect(all.every(isConsistent)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('without the line of an import, what it asked for stands by itself and is counted so', () => {
  const nodes = [
    imported('sklearn', 40, [imported('scipy', 700), imported('joblib', 90)]),
    imported('pandas', 300, [imported('pandas.core', 100)]),
  ]
  const lines = printed(nodes).filter((line) => !line.endsWith(' sklearn'))
  const { roots, orphans } = grow(lines)
  expect(roots.map(({ name }) => name)).toEqual(['scipy', 'joblib', 'pandas'])
  expect(roots[2]?.children.map(({ name }) => name)).toEqual(['pandas.core'])
  expect(orphans).toBe(2)
})

test('what an import in the middle asked for goes to the one above it', () => {
  const nodes = [imported('a', 1, [imported('b', 2, [imported('c', 4)]), imported('d', 8)])]
  const { roots } = grow(printed(nodes).filter((line) => !line.endsWith(' b')))
  expect(roots.map(({ name }) => name)).toEqual(['a'])
  expect(roots[0]?.children.map(({ name }) => name)).toEqual(['c', 'd'])
})

test('pruning leaves out what is small and changes no time', () => {
  fc.assert(
    fc.property(forest, fc.integer({ min: 0, max: 2_000 }), (nodes, least) => {
      const all = everyNode(prune(nodes, least))
      expect(all.every((node) => node.total >= least && isConsistent(node))).toBe(true)
      expect(all).toHaveLength(everyNode(nodes).filter(({ total }) => total >= least).length)
    }),
  )
})
