import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseLoadPlan, recycles, type Step } from '../../src/config/load-plan.ts'

const users = { kind: 'users', count: 5, duration: 10_000, spawnRate: undefined } as const

test.each<[string, string, Step]>([
  ['one request', 'burst 1', { kind: 'burst', count: 1 }],
  ['white space is folded', '  burst \t 30  ', { kind: 'burst', count: 30 }],
  ['the largest number', 'burst 1000000', { kind: 'burst', count: 1_000_000 }],
  ['users without options', 'users 5 for 10s', { ...users, wait: [0, 0] }],
  ['a fixed wait', 'users 5 for 10s wait 2s', { ...users, wait: [2000, 2000] }],
  ['a wait between bounds', 'users 5 for 10s wait 1s..2.5s', { ...users, wait: [1000, 2500] }],
  ['spaces around the dots', 'users 5 for 10s wait 1s .. 2s', { ...users, wait: [1000, 2000] }],
  ['bounds in two units', 'users 5 for 10s wait 500ms..1m', { ...users, wait: [500, 60_000] }],
  ['no wait at all', 'users 5 for 10s wait 0s', { ...users, wait: [0, 0] }],
  ['a spawn rate', 'users 5 for 10s spawn 2/s', { ...users, spawnRate: 2, wait: [0, 0] }],
  [
    'a slow spawn rate',
    'users 5 for 10s spawn 0.5 / s',
    { ...users, spawnRate: 0.5, wait: [0, 0] },
  ],
  [
    'both, in the order of the grammar',
    'users 100 for 60s spawn 20/s wait 3s..5s',
    { kind: 'users', count: 100, duration: 60_000, spawnRate: 20, wait: [3000, 5000] },
  ],
  ['a constant rate', 'rate 20/s for 30s', { kind: 'rate', from: 20, to: 20, duration: 30_000 }],
  [
    'a ramp up from 0',
    'rate 0/s..50/s for 1m',
    { kind: 'rate', from: 0, to: 50, duration: 60_000 },
  ],
  ['a ramp down to 0', 'rate 5/s .. 0/s for 2s', { kind: 'rate', from: 5, to: 0, duration: 2000 }],
  [
    'a rate below one',
    'rate 0.1/s for 60s',
    { kind: 'rate', from: 0.1, to: 0.1, duration: 60_000 },
  ],
  ['rounds', 'rounds 16 of 10', { kind: 'rounds', rounds: 16, count: 10 }],
])('a plan may have %s: %s', (_, text, step) => {
  expect(parseLoadPlan(text)).toMatchObject({ plan: { steps: [step] }, problems: [] })
})

test('recycle and pause stand between steps that send', () => {
  expect(parseLoadPlan('recycle\npause 1.5s\nburst 1').plan?.steps).toEqual([
    { kind: 'recycle' },
    { kind: 'pause', duration: 1500 },
    { kind: 'burst', count: 1 },
  ])
})

test('the steps keep their order; comments and blank lines leave no trace', () => {
  const text = '# fresh wave\nburst 30 # cold starts\r\n\n recycle\nburst  10\n'
  expect(parseLoadPlan(text).plan).toEqual({
    text: 'burst 30\nrecycle\nburst 10',
    steps: [{ kind: 'burst', count: 30 }, { kind: 'recycle' }, { kind: 'burst', count: 10 }],
  })
})

test.each<[string, string, string]>([
  ['burst', 'accepted is burst N, for example `burst 30`', 'no number'],
  ['burst 0', 'accepted is burst N (N must be from 1 to 1000000), for example', 'no request'],
  ['burst 1000001', '(N must be from 1 to 1000000)', 'a slip of the finger'],
  ['burst 2.5', 'accepted is burst N, for', 'half a request'],
  ['burst -1', 'accepted is burst N, for', 'negative'],
  ['burst 5 6', 'accepted is burst N, for', 'two numbers'],
  ['users 10', 'accepted is users N for D [spawn R/s] [wait D[..D]], for example', 'no duration'],
  ['users 0 for 10s', '(N must be from 1 to 1000000)', 'nobody'],
  ['users 5 for 0s', '(the duration must be above 0)', 'no time'],
  ['users 5 for 10', 'accepted is users N for D', 'no unit'],
  ['users 5 for 10s spawn 0/s', '(the spawn rate must be above 0)', 'nobody ever starts'],
  ['users 5 for 10s spawn 2', 'accepted is users N for D', 'a rate is per second'],
  ['users 5 for 10s wait 2s..1s', '(the shortest wait is longer than the longest)', 'swapped'],
  ['users 5 for 10s wait 1..2s', 'accepted is users N for D', 'the first bound has no unit'],
  ['users 5 for 10s wait 1s spawn 2/s', 'accepted is users N for D', 'the wrong order'],
  ['rate 20 for 30s', 'accepted is rate R/s [..R/s] for D, for example `rate 20/s', 'no "/s"'],
  ['rate 20/m for 30s', 'accepted is rate R/s', 'per minute'],
  ['rate 1..20/s for 30s', 'accepted is rate R/s', '"/s" is missing at the first'],
  ['rate 20/s', 'accepted is rate R/s', 'no duration'],
  ['rate 0/s for 30s', '(the rate must be above 0)', 'no arrival'],
  ['rate 0/s..0/s for 30s', '(the rate must be above 0)', 'no arrival, as a ramp'],
  ['rate 5/s for 0ms', '(the duration must be above 0)', 'no time'],
  ['recycle 2', 'accepted is recycle, for example `recycle`', 'recycle takes nothing'],
  ['rounds 16', 'accepted is rounds R of N, for example `rounds 16 of 10`', 'no size'],
  ['rounds 0 of 10', '(R must be from 1 to 1000000)', 'no round'],
  ['rounds 10 of 0', '(N must be from 1 to 1000000)', 'empty rounds'],
  ['pause', 'accepted is pause D, for example `pause 30s`', 'no duration'],
  ['pause 0s', '(the duration must be above 0)', 'no time'],
  ['brust 30', 'pause D, for example `burst 30`, did you mean "burst"?', 'a typo'],
  ['Burst 30', 'did you mean "burst"?', 'keywords are lower case'],
  ['30', 'accepted is burst N | users N for D', 'no keyword'],
  ['constructor 1', 'accepted is burst N |', 'a name that every object has'],
  ['burst 30; burst 10', 'accepted is burst N, for', 'two steps on a line'],
])('the step "%s" is refused, saying "%s": %s', (text, reason) => {
  const { plan, problems } = parseLoadPlan(text)
  expect(plan).toBeUndefined()
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`load: line 1, found "${text}", accepted is `)
  expect(problems[0]).toContain(reason)
  expect(problems[0]).toContain('for example `')
})

test.each<[string, string, string]>([
  ['# nothing yet', 'load: found no step, accepted is burst N | users N', 'only a comment'],
  ['', 'load: found no step, accepted is burst N | users N', 'nothing'],
  ['recycle\npause 5s', 'load: found "recycle; pause 5s", which sends nothing', 'no request'],
  [
    'rounds 2 of 3\nburst 1\nrounds 4 of 5',
    'load: found "rounds 2 of 3; burst 1; rounds 4 of 5", with `rounds` more than once; accepted is one such step, for example `rounds 16 of 10`',
    'rounds of different steps cannot be told from one another',
  ],
])('the plan %j is refused, saying "%s": %s', (text, problem) => {
  expect(parseLoadPlan(text).problems).toEqual([expect.stringContaining(problem)])
})

test('every bad line is told, by its number in the input', () => {
  const { plan, problems } = parseLoadPlan('# plan\nburst\nburst 5\n\npause')
  expect(plan).toBeUndefined()
  expect(problems.map((problem) => problem.split(',', 1)[0])).toEqual([
    'load: line 2',
    'load: line 5',
  ])
})

test.each<[string, boolean]>([
  ['burst 30', false],
  ['burst 30\nrecycle\nburst 10', true],
  ['burst 30\nrounds 16 of 10', true],
])(
  'a plan changes the function exactly when it recycles or has rounds: %j, %s',
  (text, changes) => {
    const { plan } = parseLoadPlan(text)
    expect(plan && recycles(plan)).toBe(changes)
  },
)

test('a plan read again from its own text is the same plan', () => {
  const n = fc.integer({ min: 1, max: 1000 })
  const line = fc.oneof(
    n.map((count) => `burst ${count}`),
    fc.tuple(n, n).map(([a, b]) => `users ${a} for ${b}s spawn ${a}/s wait ${b}ms..${b}s`),
    fc.tuple(n, n, n).map(([a, b, c]) => `rate  ${a}/s..${b}/s for ${c}s # ramp`),
    fc.constant('recycle'),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { plan } = parseLoadPlan(['burst 1', ...lines].join('\n'))
      expect(parseLoadPlan(plan?.text ?? '').plan).toEqual(plan)
      expect(plan?.steps).toHaveLength(lines.length + 1)
    }),
  )
})
