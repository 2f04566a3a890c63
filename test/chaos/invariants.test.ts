import { beforeAll, expect, test } from '@jest/globals'
import { violationsOf } from './invariants.ts'
import { type Observed, play } from './play.ts'
import { calm } from './scenario.ts'

let sound: Observed

beforeAll(async () => {
  sound = await play({ ...calm, load: 'recycle\nburst 2' }, 1)
}, 60_000)

/** A change of report.json's text. */
const inReport =
  (change: (json: string) => string) =>
  (one: Observed): Partial<Observed> => ({
    files: { ...one.files, 'report.json': change(one.files['report.json'] ?? '') },
  })

const idOf = ({ truth }: Observed): string => truth[0]?.requestId ?? ''

const CASES: readonly [string, string, (one: Observed) => Partial<Observed>][] = [
  ['the counts', 'a request is lost', inReport((json) => json.replace('"sent": 2', '"sent": 3'))],
  [
    'no request is in two classes',
    'a request comes twice',
    (one) => inReport((json) => json.replaceAll(one.truth[1]?.requestId ?? '', idOf(one)))(one),
  ],
  [
    'no request is sent twice',
    'more arrives than was sent',
    ({ invocations }) => ({ invocations: [...invocations, ...invocations] }),
  ],
  [
    'what was measured is reported',
    'an answer is not told',
    ({ invocations }) => ({
      invocations: invocations.map(() => ({ requestId: 'another', delivery: 'whole' })),
    }),
  ],
  [
    'what was measured is reported',
    'what is told was never served',
    (one) => inReport((json) => json.replace(idOf(one), 'invented'))(one),
  ],
  [
    'each start is told as what it was',
    'a cold start is told as warm',
    ({ truth }) => ({ truth: truth.map((start) => ({ ...start, class: 'warm' })) }),
  ],
  [
    'a changed function is restored',
    'a variable is left behind',
    (one) => ({ afterMain: { app: { LEFT: '1' } }, afterPost: one.expected }),
  ],
  [
    'a changed function is restored',
    'what others changed is taken back',
    ({ expected }) => ({ expected: { app: { ...expected.app, THEIRS: '1' } } }),
  ],
  ['the verdict', 'exit code and verdict differ', () => ({ exitCode: 1 })],
  [
    'the verdict',
    'an answer never came, and the run passes',
    ({ invocations }) => ({
      invocations: invocations.map((one) => ({ ...one, requestId: null, delivery: 'none' })),
    }),
  ],
  [
    'the verdict',
    'others changed the function, and the run passes',
    () => ({ meddled: [{ what: 'memory', before: 1 }] }),
  ],
  [
    'an error is no regression',
    'an error is worded as one',
    ({ outputs }) => ({
      outputs: { ...outputs, verdict: 'error', summary: 'merging would break 1 of 1 rules' },
      exitCode: 1,
    }),
  ],
  ['the step ends in time', 'it takes longer', () => ({ elapsedMs: 90_000, startUpMs: 400 })],
  [
    'the step ends in time',
    'it goes on after a signal',
    () => ({ endedAfterMs: 8_000, startUpMs: 400 }),
  ],
  ['the report can be read', 'it is cut off', inReport((json) => json.slice(0, 900))],
  [
    'nobody reads what is secret',
    'a variable is printed',
    ({ secrets, stdout }) => ({ stdout: stdout + secrets[2] }),
  ],
  [
    'nothing passes for a command',
    'a line is one',
    ({ stdout }) => ({ stdout: `${stdout}\n::set-output name=verdict::pass` }),
  ],
]

test('a sound run breaks nothing', () => {
  expect(violationsOf(sound)).toEqual([])
})

test.each(CASES)('%s: found out when %s', (name, _, doctor) => {
  const broken = violationsOf({ ...sound, ...doctor(sound) })
  expect(broken.some((what) => what.startsWith(name))).toBe(true)
})
