import { expect, test } from '@jest/globals'
import { renderJoinedLog, renderLog } from '../../src/report/log.ts'
import { makeImported, makeLogOnly } from '../html/reports.ts'
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

test('of a log without latencies each class is told, and that its latency is unknown', () => {
  expect(renderJoinedLog(makeLogOnly()).slice(0, 3)).toEqual([
    'cold: n 3, latency unknown, init p50 5.31 s',
    'warm: n 4, latency unknown',
    'reset: n 1, latency unknown',
  ])
})

test('a tool’s own figures have a line, and the verdict tells what was read', () => {
  const lines = renderJoinedLog(makeImported(['locust/DOCKER_DISK_v1_stats.csv']))
  expect(lines).toEqual([
    'all, by Locust: n 45, latency p50 65 ms, p95 1.30 s, max ≥ 29.00 s',
    '✅ pass: read Locust’s own figures of 45 requests; no thresholds were given',
  ])
})

test('among several setups the verdict tells such figures beside the starts', () => {
  const paths = [
    'locust/DOCKER_DISK_v1_stats.csv',
    'k6/k6-summary-export.json',
    'locust/requests.csv',
  ]
  expect(renderJoinedLog(makeImported(paths)).at(-1)).toBe(
    '✅ pass: measured 3 setups: 4 cold starts of 65 starts, Locust’s own figures of 45 requests, k6’s own figures of 20 requests; no thresholds were given',
  )
})
