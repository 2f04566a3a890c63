import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { LogEvent } from '../../../src/logs/journal.ts'
import { summarise } from '../../../src/verdict/summary.ts'
import { init, initReport, logEvent, report, requestId, start } from '../../logs/log-event.ts'
import { answered, classifyAll, INIT_START } from '../../starts/situation.ts'
import { type Fuzz, fuzz } from '../fuzz.ts'
import { MESSAGES } from './lines.ts'
import { mutated, numbersOf } from './mutation.ts'

const REQUESTS = 5

/** Lines of five requests: cold, warm, suppressed, crashed, restored. */
const OWN: readonly string[] = [
  ...[INIT_START, start(1), report(1, 101.5, init(251.25))],
  ...[start(2), report(2, 12.75)],
  ...[initReport(9999.5, 'Phase: init', 'Status: timeout'), start(3), report(3, 12_003.25)],
  ...[start(4), report(4, 3000.5, 'Status: error', 'Error Type: Runtime.ExitError')],
  `2026-10-08T10:00:00.000Z ${requestId(4)} Task timed out after 3.00 seconds\n`,
  ...['RESTORE_REPORT Restore Duration: 401.5 ms\n', start(5)],
  report(5, 31.25, 'Restore Duration: 401.50 ms', 'Billed Restore Duration: 163 ms'),
  JSON.stringify({
    time: '2026-10-08T10:00:00.000Z',
    type: 'platform.report',
    record: {
      requestId: requestId(2),
      status: 'success',
      metrics: { durationMs: 13.5, billedDurationMs: 14, memorySizeMB: 128, maxMemoryUsedMB: 60 },
    },
  }),
]

const event = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: mutated(OWN, 2) },
      { weight: 1, arbitrary: mutated([...OWN, ...MESSAGES], 2) },
    ),
    fc.nat(3),
    fc.nat(20_000),
    fc.nat(9),
  )
  .map(
    ([message, stream, at, id]): LogEvent =>
      logEvent(at, message, { stream: `s${stream}`, ...(id === 0 ? { id: 'again' } : {}) }),
  )

const latencies = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), {
  minLength: REQUESTS,
  maxLength: REQUESTS,
})

export const HISTORY: readonly Fuzz[] = [
  fuzz(
    'figures of a request are of lines that carry its id',
    8,
    fc.tuple(fc.array(event, { maxLength: 24 }), latencies),
    ([events, waits]) => {
      const invocations = waits.map((latency, i) =>
        answered(i + 1, latency, { wave: i % 2 ? 'fresh' : 'settled' }),
      )
      const classified = classifyAll(invocations, events)
      assert.equal(classified.starts.length + classified.missing.length, REQUESTS)
      const ids = [...classified.starts.map((one) => one.requestId), ...classified.missing]
      assert.equal(new Set(ids).size, REQUESTS)
      for (const start of classified.starts) {
        const { requestId: id, billed, maxMemory, memorySize, init: waited, initKind } = start
        const own = events.filter(({ message }) => message.includes(id))
        const figures = figuresOf(own)
        for (const figure of [billed, maxMemory, memorySize]) {
          assert.ok(figure === null || figures.has(figure), `${figure} of ${id}`)
        }
        // A line about an init has no id: its environment, or the time until START, tells it.
        const near = events.filter(({ stream }) => stream === start.environment)
        const told = figuresOf(near)
        const isBetween = near.some((a) => near.some((b) => a.timestamp - b.timestamp === waited))
        const isKnown = waited === null || figures.has(waited) || told.has(waited) || isBetween
        assert.ok(isKnown || initKind !== 'init', `init ${waited}`)
        assert.ok(own.some(({ stream }) => stream === start.environment))
        assert.ok(waited === null || waited >= 0)
        assert.ok(start.duration === null || start.duration >= 0)
        assert.deepEqual(
          numbersOf(start).filter((one) => !Number.isFinite(one)),
          [],
        )
      }
      const figures = numbersOf([classified.superCold, summarise(classified)])
      assert.deepEqual(
        figures.filter((one) => !Number.isFinite(one)),
        [],
      )
    },
  ),
]

function figuresOf(events: readonly LogEvent[]): ReadonlySet<number> {
  return new Set(
    events
      .flatMap(({ message }) => message.match(/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [])
      .map(Number),
  )
}
