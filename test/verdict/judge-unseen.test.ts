import { describe, expect, test } from '@jest/globals'
import type { Start } from '../../src/starts/start.ts'
import { expectJudged, type Row } from './row.ts'
import { judgeText, makeRun, makeStart, repeat } from './runs.ts'

describe('a request without a result may have been the slowest', () => {
  const init = { initKind: 'suppressed', init: null, duration: null, overhead: null } as const
  const rows: readonly Row[] = [
    [
      'a few missing do not matter',
      'cold.latency.p50 <= 6s',
      repeat(60, 'cold'),
      { missing: 5 },
      'pass',
      'at most 2.00 s',
    ],
    [
      'p95 with 59 needs them all',
      'cold.latency.p95 <= 6s',
      repeat(59, 'cold'),
      { missing: 1 },
      'inconclusive',
      '1 request without a full result',
    ],
    [
      'nor is it a failure',
      'cold.latency.p50 <= 1s',
      repeat(5, 'cold'),
      { missing: 5 },
      'inconclusive',
      '5 requests without a full result',
    ],
    [
      'the client gave up',
      'cold.latency.p95 <= 6s',
      repeat(59, 'cold'),
      { failed: 1, gaveUp: 1 },
      'inconclusive',
      '1 request without a full result',
    ],
    [
      'a fresh cold start of unknown start-up time may be super-cold',
      'super-cold.share <= 10%',
      [
        ...repeat(30, 'cold', { wave: 'fresh' }),
        ...repeat(12, 'cold'),
        makeStart('cold', { ...init, wave: 'fresh' }),
      ],
      {},
      'inconclusive',
      '1 request without a full result',
    ],
    [
      'what a missing REPORT line cost is unknown',
      'cost.usd <= 5USD',
      repeat(30, 'cold'),
      { missing: 2 },
      'inconclusive',
      'without the 2 requests whose REPORT line is missing',
    ],
    [
      'another failure is no slow start',
      'cold.latency.p95 <= 6s',
      repeat(59, 'cold'),
      { failed: 1 },
      'pass',
      '',
    ],
    [
      'maximum',
      'cold.latency.max <= 6s',
      repeat(9, 'cold'),
      { missing: 1 },
      'inconclusive',
      '1 request',
    ],
    [
      'mean',
      'cold.latency.mean <= 6s',
      repeat(9, 'cold'),
      { missing: 1 },
      'inconclusive',
      '1 request',
    ],
    [
      'an init of unknown length',
      'cold.init.max <= 6s',
      [...repeat(9, 'cold'), ...repeat(1, 'cold', init)],
      {},
      'inconclusive',
      '1 request',
    ],
    [
      'a duration of unknown length',
      'cold.duration.max <= 6s',
      [...repeat(9, 'cold'), ...repeat(1, 'cold', init)],
      {},
      'inconclusive',
      '1 request',
    ],
    [
      'a warm start waited for no init',
      'all.init.max <= 6s',
      [...repeat(9, 'cold'), ...repeat(9, 'warm')],
      {},
      'pass',
      'over 9 starts',
    ],
    [
      'count from above',
      'cold.count <= 9',
      repeat(9, 'cold'),
      { missing: 1 },
      'inconclusive',
      '1 request',
    ],
    [
      'count from above, far',
      'cold.count <= 8',
      repeat(9, 'cold'),
      { missing: 1 },
      'fail',
      '9 cold starts',
    ],
    [
      'count from below',
      'cold.count >= 9',
      repeat(9, 'cold'),
      { missing: 1 },
      'pass',
      '9 cold starts',
    ],
    [
      'exact count',
      'cold.count == 10',
      repeat(9, 'cold'),
      { missing: 3 },
      'inconclusive',
      '3 requests',
    ],
    [
      'exact count out of reach',
      'cold.count == 13',
      repeat(9, 'cold'),
      { missing: 3 },
      'fail',
      '9 cold starts',
    ],
    [
      'exact count already passed',
      'cold.count == 8',
      repeat(9, 'cold'),
      { missing: 3 },
      'fail',
      '9 cold starts',
    ],
    ['share', 'warm.share >= 90%', repeat(29, 'warm'), { missing: 1 }, 'inconclusive', '1 request'],
    [
      'missing.count is known',
      'missing.count == 0',
      repeat(9, 'cold'),
      { missing: 2 },
      'fail',
      '2 REPORT lines missing',
    ],
  ]
  test.each(rows)('%s: %s', (...row) => expectJudged(row))

  test('nor does a mean fail by the others alone', () => {
    const slow = makeRun(repeat(9, 'cold'), { missing: 1 })
    expect(judgeText('cold.latency.mean <= 1s', slow).result).toBe('inconclusive')
  })

  test('so the bounds of a percentile count it as the fastest, and as the slowest', () => {
    const starts = Array.from({ length: 100 }, (_, i) => makeStart('cold', { latency: i + 1 }))
    // scipy.stats.binom: of 105 values the 44th and the 62nd bound the median at 5 % each.
    expect(judgeText('cold.latency.p50 <= 6s', makeRun(starts, { missing: 5 }))).toMatchObject({
      low: 44 - 5,
      high: 62,
    })
  })

  test('so the bounds of a share reach from "none of them" to "all of them"', () => {
    const known = judgeText(
      'warm.share <= 50%',
      makeRun([...repeat(10, 'warm'), ...repeat(90, 'cold')]),
    )
    const open = judgeText(
      'warm.share <= 50%',
      makeRun([...repeat(10, 'warm'), ...repeat(90, 'cold')], { missing: 20 }),
    )
    expect(open.low).toBeLessThan(known.low ?? 0)
    expect(open.high).toBeGreaterThan(known.high ?? 1)
  })
})

describe('a request that the client gave up is known to take at least so long', () => {
  const rows: readonly Row[] = [
    [
      'too slow for sure',
      'all.latency.max <= 30s',
      repeat(9, 'warm'),
      { gaveUp: 1 },
      'fail',
      'latency max is ≥ 60.00 s over 10 starts',
    ],
    [
      'for the mean, too',
      'all.latency.mean <= 30s',
      repeat(2, 'warm'),
      { gaveUp: 40 },
      'fail',
      'over 42 starts',
    ],
    [
      'perhaps too slow',
      'all.latency.max <= 90s',
      repeat(9, 'warm'),
      { gaveUp: 1 },
      'inconclusive',
      '1 request without a full result',
    ],
    [
      'no answer at all is no silence',
      'all.latency.p50 <= 30s',
      [],
      { gaveUp: 9 },
      'fail',
      'latency p50 is ≥ 60.00 s over 9 starts',
    ],
    [
      'beside one that is missing',
      'all.latency.max <= 90s',
      repeat(9, 'warm'),
      { gaveUp: 1, missing: 1 },
      'inconclusive',
      '2 requests without a full result',
    ],
    [
      'its class is unknown',
      'warm.latency.max <= 30s',
      repeat(9, 'warm'),
      { gaveUp: 1 },
      'inconclusive',
      'latency max is 600 ms over 9 warm starts of this run; 1 request without',
    ],
    [
      'its duration is unknown',
      'all.duration.max <= 30s',
      repeat(9, 'warm'),
      { gaveUp: 1 },
      'inconclusive',
      'duration max is 500 ms over 9 starts of this run; 1 request without',
    ],
  ]
  test.each(rows)('%s: %s', (...row) => expectJudged(row))
})

describe('failed invocations tell no times', () => {
  const failing = (count: number): Start[] =>
    repeat(count, 'cold', { error: 'ValueError', latency: 9 })
  const rows: readonly Row[] = [
    [
      'more than a tenth',
      'cold.latency.p50 <= 6s',
      [...repeat(89, 'cold'), ...failing(11)],
      {},
      'inconclusive',
      '11 of 100 cold starts ended in an error',
    ],
    ['a tenth', 'cold.latency.p50 <= 6s', [...repeat(90, 'cold'), ...failing(10)], {}, 'pass', ''],
    [
      'a timeout is a time',
      'cold.latency.p50 <= 6s',
      repeat(20, 'cold', { latency: 29_000, censored: true, error: 'timeout' }),
      {},
      'fail',
      '≥ 29.00 s',
    ],
    [
      'other classes',
      'warm.latency.p50 <= 6s',
      [...repeat(90, 'warm'), ...failing(90)],
      {},
      'pass',
      '',
    ],
  ]
  test.each(rows)('%s: %s', (...row) => expectJudged(row))
})
