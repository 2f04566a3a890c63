import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeBins } from '../../src/html/bins.ts'
import { makeBuckets } from '../../src/html/buckets.ts'
import { reached } from '../../src/html/chart-tables.ts'
import { chooseStarts, MOST_BARS, spread } from '../../src/html/choose.ts'
import { makeCurves } from '../../src/html/curves.ts'
import { makeEcdf } from '../../src/html/ecdf.ts'
import { makeFigures } from '../../src/html/figures.ts'
import { bySending } from '../../src/starts/start.ts'
import { sortValues } from '../../src/verdict/summary.ts'
import { makeResult } from '../report/results.ts'
import { makeStart, repeat } from '../verdict/runs.ts'
import { makeSlower } from './reports.ts'

describe('response time over time', () => {
  const FROM = 1_795_000_000_000
  const at = (seconds: number, latency: number, censored = false) =>
    makeStart('warm', { sentAt: FROM + 1000 * seconds, latency, censored })

  test('is told for each 5 s in which something was sent', () => {
    const starts = [at(0, 100), at(4.999, 300), at(5, 50), at(21, 80, true)]
    expect(makeBuckets(starts, FROM)).toEqual({
      width: 5_000,
      buckets: [
        { from: 0, n: 2, p50: exact(200), p95: exact(290), max: exact(300) },
        { from: 5_000, n: 1, p50: exact(50), p95: exact(50), max: exact(50) },
        { from: 20_000, n: 1, p50: atLeast(80), p95: atLeast(80), max: atLeast(80) },
      ],
    })
  })

  test('has wider spans where the load took hours', () => {
    const { width, buckets } = makeBuckets([at(0, 1), at(3 * 3600, 1)], FROM)
    expect([width, buckets.length]).toEqual([60_000, 2])
  })

  test('leaves out starts of which the time or the latency is unknown', () => {
    const unknown = [makeStart('cold', { latency: null }), makeStart('cold', { sentAt: null })]
    const { buckets } = makeBuckets([at(0, 100), at(1, 300), ...unknown], FROM)
    expect(buckets).toEqual([{ from: 0, n: 2, p50: exact(200), p95: exact(290), max: exact(300) }])
  })

  test('of nothing is nothing', () => {
    expect(makeBuckets([], 0).buckets).toEqual([])
  })
})

describe('a histogram', () => {
  const values = fc.array(fc.double({ min: 0.01, max: 900_000, noNaN: true }), { minLength: 1 })

  test('counts each value once, in a bin that it lies in', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const bins = makeBins([one, other])
        expect(bins?.counts.map(total)).toEqual([one.length, other.length])
        const { from = 0, width = 0, counts = [] } = bins ?? {}
        expect(from).toBeLessThanOrEqual(Math.min(...one, ...other))
        const end = from + width * (counts[0]?.length ?? 0)
        expect(end).toBeGreaterThanOrEqual(Math.max(...one, ...other) * (1 - 1e-9))
        expect(counts[0]?.length).toBeLessThanOrEqual(62)
        const digit = width / 10 ** Math.floor(Math.log10(width) + 1e-9)
        expect([1, 2, 5]).toContain(Number(digit.toFixed(6)))
      }),
    )
  })

  test('of ten values by hand', () => {
    expect(makeBins([[10, 11, 12, 20, 21, 22, 30, 31, 33, 34]])).toEqual({
      from: 10,
      width: 2,
      counts: [[2, 1, 0, 0, 0, 2, 1, 0, 0, 0, 2, 1, 1]],
    })
  })

  test('of equal values has one bin, of no values none', () => {
    expect(makeBins([[7, 7, 7]])?.counts).toEqual([[3]])
    expect(makeBins([[], []])).toBeUndefined()
  })
})

describe('the share that was done by when', () => {
  test('without a time limit is the ordinary one', () => {
    const points = makeEcdf([1, 2, 2, 4].map((value) => ({ value, censored: false })))
    expect(points).toEqual([
      { x: 1, y: expect.closeTo(0.25) },
      { x: 2, y: expect.closeTo(0.75) },
      { x: 4, y: expect.closeTo(1) },
    ])
    expect(reached(points, 0.5)).toBe(2)
    expect(reached(points, 1)).toBe(4)
  })

  // Freireich et al. (1963), the 6-MP group, as in Kalbfleisch and Prentice, table 1.1.
  test('with time limits is Kaplan and Meier’s', () => {
    const exactOnes = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    const cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    const sorted = sortValues([
      ...exactOnes.map((value) => ({ value, censored: false })),
      ...cut.map((value) => ({ value, censored: true })),
    ])
    const surviving = makeEcdf(sorted).map(({ x, y }) => [x, Number((1 - y).toFixed(3))])
    expect(surviving).toEqual([
      ...[
        [6, 0.857],
        [7, 0.807],
        [10, 0.753],
        [13, 0.69],
      ],
      ...[
        [16, 0.627],
        [22, 0.538],
        [23, 0.448],
      ],
    ])
  })

  test('of starts at a limit never reaches the whole', () => {
    const starts = [
      makeStart('cold', { latency: 900 }),
      ...repeat(3, 'cold', { latency: 1000, censored: true }),
    ]
    const [, latency] = makeCurves({ ...makeResult({ starts }), baseline: undefined })
    expect(latency?.sides[0]?.points).toEqual([{ x: 900, y: 0.25 }])
    expect(reached(latency?.sides[0]?.points ?? [], 0.5)).toBeNull()
  })

  test('beside a baseline leaves out the fresh wave, which the baseline has not', async () => {
    const [result] = (await makeSlower()).setups
    const sides = makeFigures(result ?? makeResult(), 6000).curves[0]?.sides ?? []
    expect(sides.map(({ n }) => n)).toEqual([40, 40])
    expect(result?.classes.cold.count).toBe(58)
  })
})

describe('too many starts for dots', () => {
  const starts = Array.from({ length: 1000 }, (_, i) =>
    makeStart(i % 10 === 0 ? 'cold' : 'warm', {
      requestId: `r-${i}`,
      sentAt: i,
      latency: (i * 7919) % 1009,
      error: i % 211 === 0 ? 'timeout' : null,
    }),
  )

  test('the slowest and the failed ones keep theirs, in the order of sending', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 1200 }), (most) => {
        const { dots, bars } = chooseStarts(starts, most)
        expect(dots).toHaveLength(Math.min(most, starts.length))
        expect(dots.map(({ sentAt }) => sentAt)).toEqual(
          dots.toSorted(bySending).map(({ sentAt }) => sentAt),
        )
        const drawn = bars.map((index) => dots[index])
        expect(drawn.every((start) => start?.class === 'cold')).toBe(true)
        expect(drawn.map((start) => start?.latency)).toEqual(
          drawn.map((start) => start?.latency ?? 0).toSorted((a, b) => a - b),
        )
        const slowest = starts.toSorted((a, b) => (b.latency ?? 0) - (a.latency ?? 0))[0]
        if (most >= 2 * (MOST_BARS + 6)) {
          expect(dots).toContain(slowest)
          expect(dots.filter(({ error }) => error !== null)).toHaveLength(5)
        }
      }),
    )
  })

  test('what is spread keeps both ends', () => {
    expect(spread([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5])
    expect(spread([1, 2], 3)).toEqual([1, 2])
    expect(spread([1, 2, 3], 1)).toEqual([3])
    expect(spread([1, 2, 3], 0)).toEqual([])
  })
})

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function exact(value: number): object {
  return { value: expect.closeTo(value), isAtLeast: false }
}

function atLeast(value: number): object {
  return { value, isAtLeast: true }
}
