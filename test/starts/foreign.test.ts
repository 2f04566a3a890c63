import { expect, test } from '@jest/globals'
import { makeJournal } from '../../src/logs/journal.ts'
import { countForeign } from '../../src/starts/foreign.ts'
import { logEvent, report } from '../logs/log-event.ts'
import { answered } from './situation.ts'

const MAIN = '/aws/lambda/app-main'
const HEAD = '/aws/lambda/app'
const LOAD = 60_000

/** REPORT lines: of which request, in which log group, how long after the load began. */
type Lines = readonly (readonly [n: number, group: string, after: number])[]

function foreignIn(group: string, lines: Lines): number {
  const journal = makeJournal()
  journal.add(lines.map(([n, its, after]) => logEvent(LOAD + after, report(n, 7), { group: its })))
  const own = [answered(1, 100, { side: 'candidate' }), answered(2, 100, { side: 'baseline' })]
  return countForeign(own, journal, group, LOAD)
}

test.each<[string, Lines, number, number]>([
  [
    'requests of either side are nobody else',
    [
      [1, HEAD, 0],
      [2, MAIN, 0],
    ],
    0,
    0,
  ],
  [
    'in one group that both sides share, neither is foreign to the other',
    [
      [1, HEAD, 0],
      [2, HEAD, 10],
      [3, HEAD, 20],
    ],
    1,
    0,
  ],
  [
    'each group has its own other callers',
    [
      [3, HEAD, 0],
      [4, MAIN, 0],
      [5, MAIN, 10],
    ],
    1,
    2,
  ],
  [
    'who called before the load, further back than clocks may differ, does not count',
    [
      [3, HEAD, -10_001],
      [4, HEAD, -10_000],
    ],
    1,
    0,
  ],
  ['nothing was logged', [], 0, 0],
])('%s', (_, lines, inHead, inMain) => {
  expect([foreignIn(HEAD, lines), foreignIn(MAIN, lines)]).toEqual([inHead, inMain])
})

test('a request without an answer has no id, and hides nobody', () => {
  const journal = makeJournal()
  journal.add([logEvent(LOAD, report(1, 7), { group: HEAD })])
  const answer = { kind: 'throttled', reason: 'TooManyRequests' } as const
  expect(countForeign([answered(2, 100, { answer })], journal, HEAD, LOAD)).toBe(1)
})
