import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'

/** The next number of a stream, uniform between 0 and 1, never an end of it. */
export type Random = () => number

/**
 * A reproducible stream for each triple of words, so that any run can be simulated again alone.
 *
 * sfc32 (small fast counter) by Chris Doty-Humphrey, as in PractRand 0.95, with its seeding of
 * three words, counter 1 and 15 rounds to mix: https://pracrand.sourceforge.net/RNG_engines.txt.
 */
export function makeRandom(a: number, b: number, c: number): Random {
  let [x, y, z, counter] = [a | 0, b | 0, c | 0, 1]
  const next = (): number => {
    const word = (x + y + counter) | 0
    counter = (counter + 1) | 0
    x = y ^ (y >>> 9)
    y = (z + (z << 3)) | 0
    z = (((z << 21) | (z >>> 11)) + word) | 0
    return ((word >>> 0) + 0.5) / 2 ** 32
  }
  for (let round = 0; round < 15; round++) next()
  return next
}

const standard = normalQuantile.factory(0, 1)

/** A draw from N(0, sd²) by the inverse of the distribution function: one number per draw. */
export function drawNormal(random: Random, sd: number): number {
  return sd * standard(random())
}
