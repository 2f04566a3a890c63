import { expect, test } from '@jest/globals'
import { drawNormal, makeRandom } from '../../bench/verdict-quality/random.ts'

const DRAWS = 20_000

function draw(count: number, next: () => number): readonly number[] {
  return Array.from({ length: count }, next)
}

// Source: the published definition of sfc32, worked out in Python.
test.each([
  [
    [1, 2, 3],
    [3987121759, 92551270, 1122162139, 24194941],
  ],
  [
    [0xffffffff, 0, 7],
    [159167197, 2195894350],
  ],
] as const)('the stream of %j is that of sfc32', ([a, b, c], words) => {
  const random = makeRandom(a, b, c)
  expect(words.map(() => random() * 2 ** 32 - 0.5)).toEqual(words)
})

test('a stream is the same each time, and other seeds have other streams', () => {
  const first = draw(50, makeRandom(1, 2, 3))
  expect(draw(50, makeRandom(1, 2, 3))).toEqual(first)
  expect(draw(50, makeRandom(1, 2, 4))).not.toEqual(first)
  expect(draw(50, makeRandom(1, 3, 2))).not.toEqual(first)
})

test('the numbers are uniform between 0 and 1', () => {
  const bins = new Array<number>(20).fill(0)
  for (const u of draw(DRAWS, makeRandom(7, 0, 0))) {
    expect(u > 0 && u < 1).toBe(true)
    const bin = Math.floor(u * bins.length)
    bins[bin] = (bins[bin] as number) + 1
  }
  const expected = DRAWS / bins.length
  const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  // 99.9 % point of chi-square with 19 degrees of freedom.
  expect(chiSquare).toBeLessThan(43.8)
})

test('the first numbers of neighbouring streams are uniform, too', () => {
  const firsts = Array.from({ length: DRAWS }, (_, run) => makeRandom(7, 1, run)())
  const mean = firsts.reduce((sum, u) => sum + u, 0) / DRAWS
  expect(Math.abs(mean - 0.5)).toBeLessThan(3.3 * Math.sqrt(1 / 12 / DRAWS))
})

test('normal draws have mean 0 and the standard deviation that was asked for', () => {
  const random = makeRandom(8, 0, 0)
  const draws = draw(DRAWS, () => drawNormal(random, 0.02))
  const mean = draws.reduce((sum, x) => sum + x, 0) / DRAWS
  const sd = Math.sqrt(draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS)
  expect(Math.abs(mean)).toBeLessThan((3.3 * 0.02) / Math.sqrt(DRAWS))
  expect(sd / 0.02).toBeCloseTo(1, 1)
})
