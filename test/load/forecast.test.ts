import { describe, expect, test } from '@jest/globals'
import { forecast } from '../../src/load/forecast.ts'
import { makeFacts } from './facts.ts'
import { planOf } from './virtual-world.ts'

/** Cold starts of each step of the candidate; "≤" where it may be fewer, "?" where nobody can tell. */
function coldOf(plan: string): readonly string[] {
  return forecast(planOf(plan), undefined, undefined).steps.map(({ candidate }) =>
    candidate.cold === null ? '?' : `${candidate.isColdAtMost ? '≤' : ''}${candidate.cold}`,
  )
}

test.each([
  ['a burst needs an environment for each request', 'burst 30', ['30']],
  ['a second one finds them warm', 'burst 30\nburst 30', ['30', '0']],
  ['a larger one needs the rest', 'burst 10\nburst 30', ['10', '20']],
  ['after a recycle nothing is warm', 'burst 30\nrecycle\nburst 20', ['30', '0', '20']],
  ['each user needs one at most', 'users 9 for 10s wait 1s', ['≤9']],
  ['users find those of a burst', 'burst 9\nusers 9 for 10s wait 1s', ['9', '0']],
  ['users that never start need none', 'users 9 for 1s spawn 1/s wait 1s', ['≤1']],
  ['each round has new ones', 'burst 30\nrounds 8 of 5', ['30', '≤40']],
  ['what a round left is warm', 'rounds 8 of 5\nburst 7', ['≤40', '2']],
  ['arrivals depend on how long a start takes', 'rate 5/s for 10s', ['?']],
  ['a pause has none', 'burst 3\npause 5s', ['3', '0']],
] as const)('%s', (_, plan, cold) => {
  expect(coldOf(plan)).toEqual(cold)
})

test.each<[string, number, string]>([
  ['rate 5/s for 10s', 50, 'each arrival of 10 s, where the image takes as long to start'],
  ['rate 5/s for 60s', 50, 'no more while they answer in half a second'],
  ['burst 20\nrate 5/s for 60s', 30, 'those that are warm count'],
])('of a known function, %j has about %d cold starts: %s', (text, cold) => {
  const { steps } = forecast(planOf(text), makeFacts(), undefined)
  expect(steps.at(-1)?.candidate).toMatchObject({ cold, isColdRough: true })
})

describe('with a baseline', () => {
  const plan = planOf('burst 30\nrounds 4 of 5\nusers 2 for 3s wait 1s')
  const facts = makeFacts({ memoryMB: 1024, architecture: 'arm64' })

  test('it gets what comes from the first recycle on', () => {
    const { steps, total, totalOfBaseline } = forecast(plan, facts, { facts, reach: 'compared' })
    expect(steps.map(({ baseline }) => baseline?.requests)).toEqual([undefined, 20, 6])
    expect([total.requests, totalOfBaseline?.requests]).toEqual([56, 26])
    expect([total.cold, totalOfBaseline?.cold]).toEqual([50, 20])
  })

  test('one that keeps its environments gets bursts that grow, for as many cold starts', () => {
    const { steps } = forecast(plan, facts, { facts, reach: 'compared-growing' })
    expect(steps[1]?.baseline).toMatchObject({ requests: 5 + 10 + 15 + 20, cold: 20 })
  })

  test('the cost is that of both sides, and unknown where one of them is', () => {
    const usd = forecast(plan, facts, { facts, reach: 'compared' }).cost?.usd ?? 0
    const alone = forecast(plan, facts, undefined).cost?.usd ?? 0
    // 30 + 20 cold starts of 10 s and 6 others of 0.5 s, and the 20 and 6 of the baseline, of
    // 1 GB each at $0.0000133334, and $0.20 for a million requests.
    expect(alone).toBeCloseTo(503 * 0.0000133334 + 56 * 0.2e-6, 9)
    expect(usd).toBeCloseTo((503 + 203) * 0.0000133334 + 82 * 0.2e-6, 9)
    expect(forecast(plan, facts, { facts: undefined, reach: 'compared' }).cost).toBeUndefined()
    expect(forecast(plan, undefined, undefined).cost).toBeUndefined()
  })

  test('the least duration counts the compared steps twice', () => {
    expect(forecast(plan, facts, undefined).leastDuration).toBe(3_000)
    expect(forecast(plan, facts, { facts, reach: 'compared' }).leastDuration).toBe(6_000)
  })
})
