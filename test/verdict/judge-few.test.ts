import { describe, test } from '@jest/globals'
import { expectJudged, type Row } from './row.ts'
import { repeat } from './runs.ts'

describe('too few values are inconclusive, and the reason says how many it takes', () => {
  const rows: readonly Row[] = [
    [
      'p95',
      'cold.init.p95 <= 6s',
      repeat(58, 'cold'),
      {},
      'inconclusive',
      'needs ≥ 59 cold starts',
    ],
    [
      'just enough',
      'cold.init.p95 <= 6s',
      repeat(59, 'cold'),
      {},
      'pass',
      '95 % sure: at most 1.20 s',
    ],
    [
      'p99',
      'cold.init.p99 <= 6s',
      repeat(100, 'cold'),
      {},
      'inconclusive',
      'needs ≥ 299 cold starts',
    ],
    ['p50', 'cold.init.p50 <= 6s', repeat(4, 'cold'), {}, 'inconclusive', 'needs ≥ 5 cold starts'],
    [
      'a low one',
      'cold.init.p5 >= 1s',
      repeat(58, 'cold'),
      {},
      'inconclusive',
      'needs ≥ 59 cold starts',
    ],
    [
      'one value has no spread',
      'cold.init.mean <= 6s',
      repeat(1, 'cold'),
      {},
      'inconclusive',
      'needs ≥ 2 cold starts',
    ],
    [
      'a share',
      'super-cold.share <= 10%',
      [...repeat(28, 'cold', { wave: 'fresh' }), ...repeat(20, 'cold')],
      {},
      'inconclusive',
      'needs ≥ 29 at this share',
    ],
    [
      'half of them bad',
      'cold.latency.p50 <= 2s',
      [...repeat(30, 'cold'), ...repeat(30, 'cold', { latency: 3000 })],
      {},
      'inconclusive',
      'too near the limit',
    ],
    [
      'a few of them bad',
      'cold.latency.p90 <= 2s',
      [...repeat(58, 'cold'), ...repeat(3, 'cold', { latency: 3000 })],
      {},
      'inconclusive',
      'needs about',
    ],
    [
      'no sample can show 0 %',
      'errors.rate <= 0%',
      repeat(500, 'warm'),
      {},
      'inconclusive',
      'a rule about the count can',
    ],
    [
      'nor 100 %',
      'warm.share >= 100%',
      repeat(500, 'warm'),
      {},
      'inconclusive',
      'a rule about the count can',
    ],
    [
      'if n',
      'warm.latency.p50 <= 1s if n >= 200',
      repeat(150, 'warm'),
      {},
      'inconclusive',
      'judged from n ≥ 200 on, found 150',
    ],
  ]
  test.each(rows)('%s: %s', (...row) => expectJudged(row))
})
