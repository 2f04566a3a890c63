import { expect, test } from '@jest/globals'
import type { Invocation, Side } from '../../src/load/invocation.ts'
import { type Beside, type Driven, driveVirtually, type Options, T0 } from './virtual-world.ts'

/** Recycles, and how many connections each step opens on which side. */
function courseOf({ seen }: Driven): string {
  return seen
    .flatMap(({ what, side, count }) => {
      const name = side === 'candidate' ? 'C' : 'B'
      if (what === 'recycle') return [`new ${name}`]
      return what === 'connect' ? [`${name}${count}`] : []
    })
    .join(' ')
}

const sidesOf = (invocations: readonly Invocation[]): readonly Side[] =>
  invocations.map(({ side }) => side)

test.each<[string, Beside, string, string]>([
  [
    'rounds 3 of 2',
    'function',
    'new B new C B2 C2 new C new B C2 B2 new B new C B2 C2',
    'both are new before each round, and the first of one round is the second of the next',
  ],
  [
    'rounds 3 of 2',
    'itself',
    'new B B2 new C C2 new C C2 new B B2 new B B2 new C C2',
    'one function is new before each burst, or the second side would find it warm',
  ],
  [
    'rounds 3 of 2',
    'published',
    'new C B2 C2 new C C2 B4 new C B6 C2',
    'N, 2N, 3N: N new environments beside those that stay warm',
  ],
  ['rounds 2 of 2', 'none', 'new C C2 new C C2', 'no baseline, no turns'],
  [
    'burst 5\nusers 1 for 1s wait 2s\nrecycle\nburst 2',
    'function',
    'C5 C1 new B new C B2 C2',
    'what comes before the first recycle is for the candidate only',
  ],
  [
    'burst 5\nrounds 2 of 3\nrecycle\nburst 2',
    'function',
    'C5 new B new C B3 C3 new C new B C3 B3 new B new C B2 C2',
    'the turns go on after the rounds',
  ],
  [
    'recycle\nburst 2',
    'itself',
    'new B B2 new C C2',
    'the second side would find warm environments',
  ],
  ['recycle\nburst 2', 'published', 'new C B2 C2', 'a published version is never recycled'],
  [
    'burst 2\npause 1s\nusers 3 for 1s wait 2s\nrate 4/s for 1s',
    'function',
    'B2 C2 C3 B3 B4 C4',
    'where nothing is recycled, each side gets every step in turns',
  ],
])('the plan %j beside a baseline "%s" is %s: %s', async (text, baseline, course) => {
  expect(courseOf(await driveVirtually(text, { baseline }))).toBe(course)
})

test('different functions are recycled side by side, and their bursts never overlap', async () => {
  const options: Options = { baseline: 'function', recycleTakes: 5000, connectTakes: 70 }
  const { seen, took } = await driveVirtually('rounds 2 of 1', options)
  expect(seen.map(({ what, side, at }) => `${what} ${side} ${at}`)).toEqual([
    'recycle baseline 0',
    'recycle candidate 0',
    'connect baseline 5000',
    'invoke baseline 5070',
    'connect candidate 5170',
    'invoke candidate 5240',
    'recycle candidate 5340',
    'recycle baseline 5340',
    'connect candidate 10340',
    'invoke candidate 10410',
    'connect baseline 10510',
    'invoke baseline 10580',
  ])
  expect(took).toBe(10_680)
})

test('one function is recycled before each burst, when the burst before has ended', async () => {
  const options: Options = { baseline: 'itself', recycleTakes: 5000 }
  const { seen } = await driveVirtually('rounds 1 of 1', options)
  expect(seen.map(({ what, side, at }) => `${what} ${side} ${at}`)).toEqual([
    'recycle baseline 0',
    'connect baseline 5000',
    'invoke baseline 5000',
    'recycle candidate 5100',
    'connect candidate 10100',
    'invoke candidate 10100',
  ])
})

test('a recycle that fails on one side ends the load with its error', async () => {
  const options: Options = { baseline: 'function', recycleFails: 'no permission' }
  await expect(driveVirtually('rounds 2 of 1', options)).rejects.toThrow('no permission')
})

test('each request is recorded with its side, step, round and wave', async () => {
  const text = 'burst 1\npause 1s\nrounds 2 of 1\nburst 1'
  const { invocations, state } = await driveVirtually(text, { baseline: 'function' })
  const told = invocations.map(({ side, step, round, wave }) => `${side} ${step} ${round} ${wave}`)
  expect(told).toEqual([
    'candidate 0 null fresh',
    'baseline 2 0 settled',
    'candidate 2 0 settled',
    'candidate 2 1 settled',
    'baseline 2 1 settled',
    'baseline 3 null settled',
    'candidate 3 null settled',
  ])
  expect(state).toEqual({
    step: 3,
    round: null,
    wave: 'settled',
    inFlight: 0,
    sent: { candidate: 4, baseline: 3 },
    dropped: { candidate: 0, baseline: 0 },
    crowdedOut: 0,
    cutShort: undefined,
  })
})

test('without any recycle both sides are fresh', async () => {
  const { invocations } = await driveVirtually('burst 1\nburst 1', { baseline: 'function' })
  expect(invocations.map(({ side, step, wave }) => `${side} ${step} ${wave}`)).toEqual([
    'baseline 0 fresh',
    'candidate 0 fresh',
    'candidate 1 fresh',
    'baseline 1 fresh',
  ])
})

test('the latency of either side counts from the start of its own burst', async () => {
  const options: Options = { baseline: 'function', takes: (i) => [9000, 200, 300, 40][i] ?? 0 }
  const { invocations } = await driveVirtually('burst 2', options)
  expect(sidesOf(invocations)).toEqual(['baseline', 'baseline', 'candidate', 'candidate'])
  expect(invocations.map(({ intendedAt, latency }) => [intendedAt - T0, latency])).toEqual([
    [0, 200],
    [0, 9000],
    [9000, 40],
    [9000, 300],
  ])
})

test.each<[string, Beside, string, string, string]>([
  ['rounds 3 of 2', 'function', '123123', '123123', 'the same events in the same order'],
  ['rounds 2 of 2', 'published', '1231', '123123', 'in the same order, as far as each goes'],
  ['burst 2\nrecycle\nburst 3', 'function', '12312', '123', 'each side begins with the first'],
])('of %j beside "%s" the candidate gets %s, the baseline %s: %s', async (text, baseline, a, b) => {
  const { seen } = await driveVirtually(text, { baseline, events: ['1', '2', '3'] })
  const eventsOf = (side: Side): string =>
    seen.flatMap((one) => (one.what === 'invoke' && one.side === side ? [one.event] : [])).join('')
  expect([eventsOf('candidate'), eventsOf('baseline')]).toEqual([a, b])
})
