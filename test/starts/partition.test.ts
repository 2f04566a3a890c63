import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Invocation } from '../../src/load/invocation.ts'
import { init, initReport, report, requestId, start } from '../logs/log-event.ts'
import { answered, classifyAll, INIT_START, streamOf, TIMED_OUT } from './situation.ts'

/** Few requests and streams, so that everything meets everything. */
const request = fc.integer({ min: 1, max: 8 })
const time = fc.integer({ min: -100_000, max: 100_000 })
const length = fc.constantFrom(0, 3, 50, 2_000, 9_999, 45_000)

const message = fc.oneof(
  request.map(start),
  fc.tuple(request, length).map(([n, d]) => report(n, d)),
  fc.tuple(request, length, length).map(([n, d, i]) => report(n, d, init(i))),
  fc.tuple(request, length).map(([n, d]) => report(n, d, `Restore Duration: ${d}.00 ms`)),
  fc.tuple(request, length).map(([n, d]) => report(n, d, 'Status: timeout')),
  fc.tuple(request, length).map(([n, d]) => report(n, d, 'Status: error')),
  length.map((d) => initReport(d, ...TIMED_OUT)),
  length.map((d) => initReport(d, 'Phase: invoke', 'Status: error')),
  length.map((d) => initReport(d)),
  fc.constantFrom(INIT_START, 'hello', '{"type":"platform.report"}', 'REPORT RequestId: nobody'),
  request.map((n) => `RequestId: ${requestId(n)} Error: Runtime exited with error`),
)
const events = fc
  .array(fc.tuple(time, message, fc.constantFrom('a', 'b')), { maxLength: 30 })
  .map((lines) =>
    lines.flatMap(([at, line, stream], n) =>
      streamOf([[at, line]], stream).map((event) => ({ ...event, id: String(n) })),
    ),
  )
const invocation = fc
  .record({
    n: request,
    latency: fc.integer({ min: 1, max: 100_000 }),
    wave: fc.constantFrom<Invocation['wave']>('fresh', 'settled'),
    intendedAt: time,
  })
  .map(({ n, latency, ...rest }) => answered(n, latency, rest))
const invocations = fc.uniqueArray(invocation, {
  maxLength: 8,
  selector: ({ answer }) => (answer.kind === 'answered' ? answer.requestId : ''),
})

describe('whatever the log holds', () => {
  test('every answered request is in exactly one class or missing', () => {
    fc.assert(
      fc.property(invocations, events, (sent, lines) => {
        const { starts, missing } = classifyAll(sent, lines)
        const told = [...starts.map((one) => one.requestId), ...missing].toSorted()
        const asked = sent.map(({ answer }) => answer.kind === 'answered' && answer.requestId)
        expect(told).toEqual(asked.toSorted())
        const classes = new Set(['warm', 'cold', 'super-cold', 'reset'])
        expect(starts.filter((one) => !classes.has(one.class))).toEqual([])
      }),
    )
  })

  test('a request is missing exactly when no line reports it', () => {
    fc.assert(
      fc.property(invocations, events, (sent, lines) => {
        const { missing } = classifyAll(sent, lines)
        for (const id of missing) {
          expect(
            lines.filter((event) => event.message.startsWith(`REPORT RequestId: ${id}`)),
          ).toEqual([])
        }
      }),
    )
  })

  test('latency is the sum of init, duration and overhead, and no number is NaN', () => {
    fc.assert(
      fc.property(invocations, events, (sent, lines) => {
        for (const found of classifyAll(sent, lines).starts) {
          const { latency, init, duration, overhead } = found
          const numbers = Object.values(found).filter((value) => typeof value === 'number')
          expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([])
          expect(Math.min(init ?? 0, duration ?? 0)).toBeGreaterThanOrEqual(0)
          if (overhead === null) continue
          expect((init ?? 0) + (duration ?? Number.NaN) + overhead).toBeCloseTo(
            latency ?? Number.NaN,
            6,
          )
        }
      }),
    )
  })

  test('a warm start has no init, and a cold one has a kind', () => {
    fc.assert(
      fc.property(invocations, events, (sent, lines) => {
        for (const { class: is, init, initKind } of classifyAll(sent, lines).starts) {
          if (is === 'warm') expect([init, initKind]).toEqual([null, 'none'])
          if (is === 'cold' || is === 'super-cold') expect(initKind).not.toBe('none')
        }
      }),
    )
  })

  test('foreign and matched requests together are all that were reported', () => {
    fc.assert(
      fc.property(invocations, events, (sent, lines) => {
        const since = lines.filter(({ timestamp }) => timestamp >= 0)
        const { starts, foreign } = classifyAll(sent, since)
        const reported = since.flatMap(({ message }) => {
          const id = /^REPORT RequestId: (\S{36})\t/.exec(message)?.[1]
          return id === undefined ? [] : [id]
        })
        expect(starts.length + foreign).toBe(new Set(reported).size)
      }),
    )
  })
})
