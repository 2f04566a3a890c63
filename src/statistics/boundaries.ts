import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf'

/** When one looks at the growing data. */
export type Look = {
  /** Values seen until then; never fewer than at the look before, and equal without new data. */
  readonly n: number
  /** Risk to spend at this look, on each side; what is left over rolls on to the next. */
  readonly alpha: number
}

/** What a count of bad values among n decides: pass at `pass` or fewer, fail at `fail` or more. */
export type Boundary = {
  /** −1: no count passes. */
  readonly pass: number
  /** n + 1: no count fails. */
  readonly fail: number
}

/**
 * Exact group-sequential limits for "at most the share theta0 is bad": where the truth lies at
 * theta0, the chance to pass at any look is at most the sum of the alphas, and so is that to fail.
 *
 * The distribution of the count, without the paths that have stopped, is carried from look to look
 * (the recursion of Armitage, McPherson & Rowe (1969), Journal of the Royal Statistical Society A
 * 132, for binomial data). Each side ignores the other's stops, which keeps both promises.
 *
 * @param theta0 share of bad values at the limit.
 */
export function exactBoundaries(looks: readonly Look[], theta0: number): readonly Boundary[] {
  const steps = looks.map(({ n, alpha }, i) => {
    const added = n - (looks[i - 1]?.n ?? 0)
    return { n, alpha, gain: binomial(added, theta0) }
  })
  const passes = stopBelow(steps)
  const fails = stopBelow(steps.map((step) => ({ ...step, gain: step.gain.toReversed() })))
  // To count good values from above is to count bad ones from below.
  return steps.map(({ n }, i) => ({ pass: passes[i] as number, fail: n - (fails[i] as number) }))
}

/** One look: its risk, and the distribution of what its new values add to the count. */
type Step = { readonly alpha: number; readonly gain: Float64Array }

/** For each look the largest count that stops; −1 for none. */
function stopBelow(steps: readonly Step[]): readonly number[] {
  let going = Float64Array.of(1)
  let left = 0
  return steps.map(({ alpha, gain }) => {
    going = convolve(going, gain)
    left += alpha
    let stop = -1
    let spent = 0
    for (const [count, chance] of going.entries()) {
      if (spent + chance > left) break
      spent += chance
      stop = count
    }
    left -= spent
    going.fill(0, 0, stop + 1)
    return stop
  })
}

/** P(k of n are bad) for k from 0 to n. */
function binomial(n: number, share: number): Float64Array {
  return n === 0
    ? Float64Array.of(1)
    : Float64Array.from({ length: n + 1 }, (_, k) => binomialPmf(k, n, share))
}

/** Distribution of the sum of two independent counts. */
function convolve(a: Float64Array, b: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(a.length + b.length - 1)
  for (let i = 0; i < a.length; i += 1) {
    const chance = a[i] as number
    // What has stopped stays zero.
    if (chance === 0) continue
    for (let j = 0; j < b.length; j += 1) {
      sum[i + j] = (sum[i + j] as number) + chance * (b[j] as number)
    }
  }
  return sum
}
