import { expect, test } from '@jest/globals'
import { describeClientDelay, summariseClientDelay } from '../../src/verdict/client-delay.ts'
import { summarise } from '../../src/verdict/summary.ts'
import { makeRun, makeStart, repeat } from './runs.ts'

test('the summary is of the starts whose delay is known', () => {
  const starts = [...Array(101).keys()].map((clientDelay) => makeStart('cold', { clientDelay }))
  const unknown = repeat(3, 'warm', { clientDelay: null })
  expect(summariseClientDelay([...unknown, ...starts.reverse()])).toEqual({
    n: 101,
    p50: 50,
    p99: 99,
    max: 100,
  })
  expect(summariseClientDelay(unknown)).toBeNull()
  expect(summariseClientDelay([])).toBeNull()
})

test.each([
  ['5 % of the median of cold starts is no note', 'cold', 2000, 100, ''],
  [
    'more is one',
    'cold',
    2000,
    101,
    /^The client itself was late: p99 of its own delay is 101 ms, 5\.1 % of the median latency of the cold starts \(2\.00 s\); the figures contain it\./,
  ],
  [
    'warm starts count where there is no cold one',
    'warm',
    100,
    6,
    /^The client itself was late: .* 6 ms, 6 % .* of all requests \(100 ms\)/,
  ],
  ['and are not asked where there is one', 'super-cold', 9000, 400, ''],
] as const)('%s', (_, kind, latency, clientDelay, note) => {
  const starts = [
    ...repeat(20, kind, { latency, clientDelay }),
    ...(kind === 'super-cold' ? repeat(50, 'warm', { latency: 100, clientDelay }) : []),
  ]
  const notes = describeClientDelay(
    summariseClientDelay(starts),
    summarise(makeRun(starts).classified),
  )
  if (note === '') expect(notes).toEqual([])
  else expect(notes.join('\n')).toMatch(note)
})

test('without starts there is nothing to say', () => {
  expect(describeClientDelay(null, summarise(makeRun([]).classified))).toEqual([])
})
