import { expect, test } from '@jest/globals'
import {
  renderAbsolute,
  renderPromises,
  renderResults,
  renderStored,
} from '../../bench/verdict-quality/table.ts'
import { failing, results } from './results.ts'

test('each rule has its rows together, one for each noise', () => {
  const some = [
    ...results('ours', 0.004, 0.96, ['zip']),
    ...results('our rounds', 0.03, 1, ['zip']),
    ...results('ours', 0, 0.9, ['image']),
  ]
  const [, , ...lines] = renderResults(some, 1000).split('\n')
  expect(lines.slice(0, 3)).toEqual([
    '| **this action** | zip | 0.40 % | 50.0 % | 96.0 % | 100.0 % | 90.0 % | 4.0 % | 0.0 % | 100 | 100 |',
    '| **this action** | image | 0.0 % | 50.0 % | 90.0 % | 100.0 % | 90.0 % | 10.0 % | 0.0 % | 100 | 100 |',
    '| a peer, our rounds | zip | 3.0 % | 50.0 % | 100.0 % | 100.0 % | 90.0 % | 0.0 % | 0.0 % | 100 | 100 |',
  ])
})

test('the footer has the largest standard error, and that of rare shares', () => {
  const text = renderResults(results('ours', 0.01, 0.95), 1000)
  // √(0.5·0.5/1000) and √(0.01·0.99/1000), in percentage points.
  expect(text).toContain('at most 1.58 points, and 0.31 where a share is at most 1 %')
})

test('the absolute rule has its wrong verdicts', () => {
  const row = { name: 'peeking', pass: 0.0904, fail: 0.124, starts: 142.4, isOurs: false }
  expect(renderAbsolute([row])).toContain('| peeking | 9.0 % | 12.4 % | 142 |')
})

test('the stored baseline has a column for each effect', () => {
  const stored = { noise: 'zip', scores: [failing(0.001), failing(0.5)] }
  const text = renderStored([stored], [0, 0.2], 1000)
  expect(text).toContain('| false alarms | caught: +20 % |')
  expect(text).toContain('| zip | 0.10 % | 50.0 % |')
})

test('a broken promise is shouted', () => {
  const text = renderPromises([
    { promise: 'a', isKept: true, seen: '1' },
    { promise: 'b', isKept: false, seen: '2' },
  ])
  expect(text).toBe('kept    a: 1\nBROKEN  b: 2')
})

test('the footer has what the peers got beside what our rule took on its worst noise', () => {
  const taking = (noise: string, unchanged: number, slower10: number) =>
    results('ours', 0.01, 0.95, [noise]).map((result) => {
      const { scores } = result
      return {
        ...result,
        scores: {
          ...scores,
          unchanged: { ...scores.unchanged, starts: unchanged },
          slower10: { ...scores.slower10, starts: slower10 },
          slower5: { ...scores.slower5, starts: 400 },
        },
      }
    })
  const some = [...taking('zip', 120, 150), ...taking('image', 180, 140)]
  const text = renderResults([...some, ...results('our rounds', 0.01, 0.95)], 10)
  expect(text).toContain('the first 10 rounds of 10 starts a version')
  expect(text).toContain('200 starts, while this action needs at most 180 on average')
  expect(text).toContain('and 150 at +10 %')
})
