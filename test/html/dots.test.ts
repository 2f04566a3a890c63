import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeDots, encodeDots } from '../../src/html/dots.ts'
import { joinStream, packId, splitStream, unpackId } from '../../src/html/packed.ts'
import { bySending, type Start } from '../../src/starts/start.ts'
import { formatShortTime, formatThousands } from '../../src/units.ts'
import { makeStart } from '../verdict/runs.ts'

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const ids = fc.oneof(
  fc.uuid(),
  fc.string(),
  fc.constantFrom('=', '', '5F2B1C0E-9A7D-4836-B1F0-C2D3E4A59687'),
)
const streams = fc.oneof(
  hex(32).map((digits) => `2026/11/22/[$LATEST]${digits}`),
  hex(32),
  fc.string(),
)
const time = fc.double({ min: 0, max: 900_000, noNaN: true })
const times = fc.option(time)
const starts: fc.Arbitrary<readonly Start[]> = fc
  .array(
    fc.record({
      requestId: ids,
      environment: fc.option(streams),
      latency: times,
      init: times,
      duration: times,
      overhead: times,
      side: fc.constantFrom('candidate', 'baseline'),
      class: fc.constantFrom('warm', 'cold', 'super-cold', 'reset'),
      step: fc.nat(20),
      round: fc.option(fc.nat(40)),
      censored: fc.boolean(),
      initCensored: fc.boolean(),
      error: fc.option(fc.string()),
      sentAt: fc.option(
        fc.double({ min: 0, max: 1e6, noNaN: true }).map((at) => 1_795_000_000_000 + at),
      ),
    }),
  )
  .map((all) =>
    all.map((changed) => makeStart('cold', changed as Partial<Start>)).toSorted(bySending),
  )

describe('what the page is given of the starts', () => {
  test('comes out as it went in, but for what nobody sees of the times', () => {
    fc.assert(
      fc.property(starts, (all) => {
        const from = all[0]?.sentAt ?? 0
        const seen = decodeDots(JSON.parse(JSON.stringify(encodeDots(all))))
        expect(seen).toEqual(
          all.map(({ requestId, side, step, round, environment, censored, error, ...start }) => ({
            ...{ requestId, side, step, round, environment, censored, error },
            class: start.class,
            initCensored: start.initCensored,
            at: start.sentAt === null ? null : Math.round(start.sentAt - from),
            latency: near(start.latency),
            init: near(start.init),
            duration: near(start.duration),
            overhead: near(start.overhead),
          })),
        )
      }),
    )
  })

  // Rounded twice, 121.46 ms would be 121.5 ms, then 122 ms.
  test.each([121.46, 102.27, 0.35, 4.26, 999.49, 3_525, 29_000.004])(
    '%p ms reads as in the other reports',
    (latency) => {
      const [dot] = decodeDots(encodeDots([makeStart('cold', { latency })]))
      expect(formatThousands(dot?.latency ?? 0)).toBe(formatThousands(latency))
      expect(formatShortTime(dot?.latency ?? 0)).toBe(formatShortTime(latency))
    },
  )
})

describe('a packed name', () => {
  test('is the same when unpacked', () => {
    fc.assert(fc.property(ids, (id) => expect(unpackId(packId(id))).toBe(id)))
    fc.assert(
      fc.property(streams, (stream) => expect(joinStream(...splitStream(stream))).toBe(stream)),
    )
  })

  test('is shorter where it is hexadecimal', () => {
    expect(packId('5f2b1c0e-9a7d-4836-b1f0-c2d3e4a59687')).toHaveLength(22)
    expect(splitStream('2026/11/22/[42]5f2b1c0e9a7d4836b1f0c2d3e4a59687')).toEqual([
      '2026/11/22/[42]',
      expect.stringMatching(/^.{22}$/),
    ])
  })
})

function near(value: number | null): unknown {
  return value === null ? null : expect.closeTo(value, 1)
}
