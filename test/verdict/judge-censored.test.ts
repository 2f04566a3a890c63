import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import { expectJudged, type Row } from './row.ts'
import { judgeText, makeRun, repeat } from './runs.ts'

/** Starts that ran into a time limit after 29 s: "at least 29 s". */
const cut = (count: number): Start[] =>
  repeat(count, 'cold', { latency: 29_000, duration: 27_500, censored: true, error: 'timeout' })

describe('a value at a time limit is "at least"', () => {
  const rows: readonly Row[] = [
    [
      'its bound is past the limit',
      'cold.latency.p95 <= 20s',
      [...repeat(85, 'cold'), ...cut(15)],
      {},
      'fail',
      'latency p95 is ≥ 29.00 s',
    ],
    [
      'its bound is within the limit',
      'cold.latency.p95 <= 60s',
      [...repeat(85, 'cold'), ...cut(15)],
      {},
      'inconclusive',
      '15 requests without a full result could turn the verdict',
    ],
    [
      'below the percentile it is exact',
      'cold.latency.p50 <= 20s',
      [...repeat(85, 'cold'), ...cut(15)],
      {},
      'pass',
      'latency p50 is 2.00 s',
    ],
    [
      'few enough to be all bad',
      'cold.latency.p50 <= 60s',
      [...repeat(85, 'cold'), ...cut(15)],
      {},
      'pass',
      'at most 2.00 s',
    ],
    ['"at least" is known', 'cold.latency.p50 >= 10s', cut(10), {}, 'pass', '≥ 29.00 s'],
    ['"at least more" is not', 'cold.latency.p50 >= 40s', cut(10), {}, 'inconclusive', '≥ 29.00 s'],
    [
      'maximum past the limit',
      'cold.latency.max <= 20s',
      [...repeat(9, 'cold'), ...cut(1)],
      {},
      'fail',
      'latency max is ≥ 29.00 s',
    ],
    [
      'maximum within the limit',
      'cold.latency.max <= 60s',
      [...repeat(9, 'cold'), ...cut(1)],
      {},
      'inconclusive',
      '1 request without a full result',
    ],
    [
      'maximum from below',
      'cold.latency.max >= 20s',
      [...repeat(9, 'cold'), ...cut(1)],
      {},
      'pass',
      '≥ 29.00 s',
    ],
    [
      'minimum is exact',
      'cold.latency.min <= 20s',
      [...repeat(9, 'cold'), ...cut(1)],
      {},
      'pass',
      'latency min is 2.00 s',
    ],
    [
      'a mean can only rise',
      'cold.latency.mean <= 10s',
      cut(30),
      {},
      'fail',
      'latency mean is ≥ 29.00 s',
    ],
    [
      'a mean is never proven low',
      'cold.latency.mean <= 60s',
      [...repeat(95, 'cold'), ...cut(5)],
      {},
      'inconclusive',
      'latency mean is ≥ 3.35 s',
    ],
    [
      'between two ranks, one of them cut',
      'cold.latency.p50 <= 60s',
      [...repeat(1, 'cold'), ...cut(1)],
      {},
      'inconclusive',
      'latency p50 is ≥ 15.50 s',
    ],
    [
      'init is cut by its own flag',
      'cold.init.max <= 6s',
      repeat(3, 'cold', { initCensored: true }),
      {},
      'inconclusive',
      'init max is ≥ 1.20 s',
    ],
    [
      'an init before the cut is exact',
      'cold.init.max <= 6s',
      cut(3),
      {},
      'pass',
      'init max is 1.20 s',
    ],
    [
      'memory is not cut by time',
      'cold.memory.max <= 600MB',
      cut(3),
      {},
      'pass',
      'memory max is 512 MB',
    ],
  ]
  test.each(rows)('%s: %s', (...row) => expectJudged(row))

  test('so its bounds have no upper end among such values', () => {
    const run = makeRun([...repeat(85, 'cold'), ...cut(15)])
    expect(judgeText('cold.latency.p95 <= 20s', run)).toMatchObject({
      observed: 29_000,
      atLeast: true,
      low: 29_000,
      high: null,
    })
  })
})
