import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf'
import { absoluteBoundaries, type Boundary, LOOKS, oneLookBoundary } from './ours.ts'
import { ROUNDS, STARTS_PER_ROUND } from './simulate.ts'

/** `cold.p95 <= limit`: at the limit itself, one start in twenty is above it. */
const P = 0.95
const THETA = 1 - P
const MOST_STARTS = ROUNDS * STARTS_PER_ROUND
const EACH_ROUND = Array.from({ length: ROUNDS }, (_, round) => (round + 1) * STARTS_PER_ROUND)
const PRODUCT_LOOKS = LOOKS.map((rounds) => rounds * STARTS_PER_ROUND)
const ONE_LOOK = [300]

export type AbsoluteResult = {
  readonly name: string
  /** Probabilities when the truth is exactly at the limit: passing and failing are both wrong. */
  readonly pass: number
  readonly fail: number
  readonly starts: number
  readonly isOurs: boolean
}

export function scoreAbsolute(): readonly AbsoluteResult[] {
  const rows: readonly (readonly [string, readonly Boundary[], boolean])[] = [
    [
      `this action, a look after each ${STARTS_PER_ROUND} starts up to ${MOST_STARTS}`,
      exactly(EACH_ROUND),
      true,
    ],
    [
      'naive peeking: the one-look rule at each of these looks',
      EACH_ROUND.map((n) => oneLookBoundary(n, P)),
      false,
    ],
    [`this action, looks after ${LOOKS.join(', ')} such rounds`, exactly(PRODUCT_LOOKS), true],
    ['this action, one look at 300 starts', exactly(ONE_LOOK), true],
    [`k6-style \`p(95)<limit\` at ${MOST_STARTS} starts`, [pointEstimate(MOST_STARTS)], false],
  ]
  return rows.map(([name, boundaries, isOurs]) => ({ name, isOurs, ...walk(boundaries, THETA) }))
}

/**
 * The exact probabilities of a sequential rule by recursion over the number of starts above the
 * limit: at each look what passes or fails leaves, the rest draws on.
 *
 * Source: Armitage, McPherson & Rowe (1969), "Repeated significance tests on accumulating data".
 *
 * @param theta probability that one start is above the limit.
 */
export function walk(
  boundaries: readonly Boundary[],
  theta: number,
): { readonly pass: number; readonly fail: number; readonly starts: number } {
  let alive: readonly number[] = [1]
  const total = { pass: 0, fail: 0, starts: 0 }
  let before = 0
  for (const { n, pass, fail } of boundaries) {
    total.starts += (n - before) * sum(alive)
    const now = addStarts(alive, n - before, theta)
    total.pass += sum(now.filter((_, above) => above <= pass))
    total.fail += sum(now.filter((_, above) => above >= fail))
    alive = now.map((share, above) => (above > pass && above < fail ? share : 0))
    before = n
  }
  return total
}

/** The distribution of a count after `more` further tries. */
function addStarts(counts: readonly number[], more: number, theta: number): readonly number[] {
  const next = new Array<number>(counts.length + more).fill(0)
  for (let k = 0; k <= more; k++) {
    const chance = binomialPmf(k, more, theta)
    for (const [count, share] of counts.entries()) {
      next[count + k] = (next[count + k] as number) + share * chance
    }
  }
  return next
}

function exactly(looks: readonly number[]): readonly Boundary[] {
  return absoluteBoundaries(looks, THETA)
}

/** Passes when the sample's own percentile is good: at most n·θ starts are above. */
function pointEstimate(n: number): Boundary {
  const pass = Math.floor(n * THETA + 1e-9)
  return { n, pass, fail: pass + 1 }
}

function sum(shares: readonly number[]): number {
  return shares.reduce((total, share) => total + share, 0)
}
