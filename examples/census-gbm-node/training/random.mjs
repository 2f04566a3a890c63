/**
 * mulberry32 by Tommy Ettinger, public domain: uniform on [0, 1), the same for a seed everywhere.
 * https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 */
export function makeRandom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Standard normal: Box and Muller 1958; `1 - random()` because the logarithm of 0 is infinite. */
export function drawNormal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
