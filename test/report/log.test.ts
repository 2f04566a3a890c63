import { expect, test } from '@jest/globals'
import { renderLog } from '../../src/report/log.ts'
import { CUT, makeResult } from './results.ts'

test('figures at a time limit are told as "at least"', () => {
  const [cold] = renderLog(makeResult({ starts: CUT, rules: [] }))
  expect(cold).toMatch(
    /^cold: n 100, latency p50 [\d.]+ s, p95 ≥ 29\.00 s, max ≥ 29\.00 s, init p50 /,
  )
})

test('requests without an answer have a line after the classes', () => {
  const lines = renderLog(makeResult({ counts: { gaveUp: 2 }, rules: [] }))
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    ...['cold', 'super-cold', 'warm', 'no answer'],
    '✅ pass',
  ])
  expect(lines[3]).toBe('no answer: n 2, latency p50 ≥ 60.00 s, p95 ≥ 60.00 s, max ≥ 60.00 s')
})
