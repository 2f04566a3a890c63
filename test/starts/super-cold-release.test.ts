import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Start } from '../../src/starts/start.ts'
import { tellSuperCold } from '../../src/starts/super-cold.ts'
import { makeStart } from '../verdict/runs.ts'

const HANDLER = 40

/** A cold start that was ready so long after it was sent. */
function coldStart(wave: Start['wave'], sentAt: number, startUp: number): Start {
  return makeStart('cold', { wave, sentAt, latency: startUp + HANDLER, duration: HANDLER })
}

const settled = Array.from({ length: 10 }, (_, i) => coldStart('settled', 900_000, 4000 + i))
const releaseOf = (...fresh: readonly Start[]): number | null =>
  tellSuperCold([...fresh, ...settled]).wave.releaseMs

describe('the release of the super-cold starts', () => {
  test('counts from the first request of the wave until the last of them was ready', () => {
    const wave = [
      coldStart('fresh', 1000, 4100),
      coldStart('fresh', 1200, 20_000),
      coldStart('fresh', 9000, 12_300),
      coldStart('fresh', 30_000, 4000),
    ]
    // 9,000 + 12,300 − 1,000: not the longest one, and not a cold one that came later.
    expect(releaseOf(...wave)).toBe(20_300)
    expect(releaseOf(...wave.toReversed())).toBe(20_300)
  })

  test('is the start-up of the only one, without its handler', () => {
    expect(releaseOf(coldStart('fresh', 5000, 20_000))).toBe(20_000)
  })

  test.each<[string, readonly Start[]]>([
    ['no fresh start', []],
    ['no super-cold one', [coldStart('fresh', 0, 4000)]],
    ['none of a known start-up', [makeStart('cold', { wave: 'fresh', duration: null })]],
  ])('is null with %s', (_, fresh) => {
    expect(releaseOf(...fresh)).toBeNull()
  })

  test('is null where super-cold cannot be told', () => {
    expect(tellSuperCold([coldStart('fresh', 0, 20_000)])).toMatchObject({
      status: 'undetermined',
      wave: { releaseMs: null },
    })
  })

  test('does not look at settled starts, however late or slow', () => {
    const fresh = coldStart('fresh', 0, 20_000)
    const late = [...settled, coldStart('settled', 0, 90_000)]
    expect(tellSuperCold([fresh, ...late]).wave.releaseMs).toBe(20_000)
  })

  test('moves with no clock, and is never shorter than the shortest super-cold start', () => {
    const times = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 9000, max: 40_000 })),
      { minLength: 1, maxLength: 20 },
    )
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 1e12 }), (wave, moved) => {
        const at = (zero: number) =>
          releaseOf(...wave.map(([sentAt, time]) => coldStart('fresh', zero + sentAt, time)))
        expect(at(moved)).toBe(at(0))
        expect(at(0)).toBeGreaterThanOrEqual(Math.min(...wave.map(([, time]) => time)))
      }),
    )
  })
})
