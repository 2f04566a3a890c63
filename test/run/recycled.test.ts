import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { NODE_OPTION } from '../../src/profile/node-hook.ts'
import {
  describeLeft,
  RECYCLE_VARIABLE,
  type Recycled,
  renew,
  settle,
  undo,
  type Variables,
} from '../../src/run/recycled.ts'

const OF = { id: 'app', region: 'eu-west-1' }
const PYTHON = 'PYTHONPROFILEIMPORTTIME'
const name = fc.constantFrom('NODE_OPTIONS', PYTHON, 'LEVEL', 'constructor', RECYCLE_VARIABLE)
const word = fc.constantFrom('1', '2', 'debug')
const value = fc.oneof(fc.string({ unit: fc.constantFrom('1', '2', ' ', '"', "'") }), word)
const variables = fc.dictionary(name, value)
const wanted = fc.dictionary(name, word)

test('whatever was set how often, undoing gives back what was there, also between two changes', () => {
  const waves = fc.array(wanted, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(variables, waves, fc.boolean(), (before, all, isLastDone) => {
      let now: Variables = before
      let known: Recycled | undefined
      for (const [i, one] of all.entries()) {
        const renewal = renew(now, one, known, OF)
        known = renewal.recycled
        if (i + 1 === all.length && !isLastDone) break
        now = renewal.variables
        for (const [key, word] of Object.entries(one)) {
          const isSwitch = key !== 'NODE_OPTIONS' && key !== RECYCLE_VARIABLE
          if (isSwitch && Object.hasOwn(before, key) && before[key] !== '') {
            expect(now[key]).toBe(before[key])
          } else expect(now[key]?.split(' ')).toContain(word)
        }
        if (i + 1 < all.length) known = settle(known, one)
      }
      expect(known && undo(now, known)).toEqual(before)
    }),
  )
})

test('what others set meanwhile stays, in our variables as in any other', () => {
  fc.assert(
    fc.property(variables, wanted, fc.dictionary(name, fc.constant('theirs')), (...all) => {
      const [before, ours, theirs] = all
      const { variables: now, recycled } = renew(before, ours, undefined, OF)
      expect(undo({ ...now, ...theirs }, recycled)).toEqual({ ...undo(now, recycled), ...theirs })
    }),
  )
})

test('no value of the function is remembered, and none is in what is told', () => {
  const secret = fc.stringMatching(/^hush[a-z0-9 ]{0,9}$/)
  fc.assert(
    fc.property(fc.dictionary(name, secret), wanted, (before, ours) => {
      const { recycled } = renew(before, ours, undefined, OF)
      expect(JSON.stringify(recycled)).not.toContain('hush')
      expect(describeLeft(recycled)).not.toContain('hush')
    }),
  )
})

test('what others remove meanwhile stays away', () => {
  const { recycled } = renew({ NODE_OPTIONS: 'theirs' }, { NODE_OPTIONS: 'ours' }, undefined, OF)
  expect(undo({}, recycled)).toEqual({})
})

test('the marker of a run that could not undo its own is not put back', () => {
  const left = { [RECYCLE_VARIABLE]: '1795341600000-3' }
  const marker = { [RECYCLE_VARIABLE]: '1795341700000-1' }
  const { variables: now, recycled } = renew(left, marker, undefined, OF)
  expect(now).toEqual(marker)
  expect(undo(now, recycled)).toEqual({})
})

test('a function that is both sides gets our words once, and the next change takes them away', () => {
  const tracing = { NODE_OPTIONS: NODE_OPTION, [PYTHON]: '1' }
  const before = { NODE_OPTIONS: '--no-warnings' }
  const first = renew(before, tracing, undefined, OF)
  const second = renew(first.variables, tracing, settle(first.recycled, tracing), OF)
  expect(second.variables).toEqual(first.variables)
  const marker = { [RECYCLE_VARIABLE]: '1795341600000-3' }
  const third = renew(second.variables, marker, settle(second.recycled, tracing), OF)
  expect(third.variables).toEqual({ ...before, ...marker })
  expect(settle(third.recycled, marker).ours).toEqual({ [RECYCLE_VARIABLE]: ['1795341600000-3'] })
})

const recycledWith = (ours: Variables): Recycled => ({
  ...OF,
  ours: Object.fromEntries(Object.entries(ours).map(([key, word]) => [key, [word]])),
})
const HOOK = recycledWith({ NODE_OPTIONS: NODE_OPTION })
const MARKED = recycledWith({ [RECYCLE_VARIABLE]: '1795341600000-3' })
const ALL = { ...OF, ours: { ...MARKED.ours, ...HOOK.ours, [PYTHON]: ['1'] } }

const CUTS: readonly (readonly [string, Recycled, Variables, Variables])[] = [
  ['ours alone', HOOK, { NODE_OPTIONS: NODE_OPTION }, {}],
  ['behind an empty value', HOOK, { NODE_OPTIONS: ` ${NODE_OPTION}` }, { NODE_OPTIONS: '' }],
  ['behind a blank', HOOK, { NODE_OPTIONS: `  ${NODE_OPTION}` }, { NODE_OPTIONS: ' ' }],
  [
    'behind blanks and quotes',
    HOOK,
    { NODE_OPTIONS: ` --title="it's  a $(b) \\"   ${NODE_OPTION}` },
    { NODE_OPTIONS: ` --title="it's  a $(b) \\"  ` },
  ],
  [
    'with a part that somebody added behind it',
    HOOK,
    { NODE_OPTIONS: `--a ${NODE_OPTION} --b`, NEW: 'added' },
    { NODE_OPTIONS: '--a --b', NEW: 'added' },
  ],
  [
    'without the part that was before it',
    HOOK,
    { NODE_OPTIONS: `${NODE_OPTION} --b` },
    { NODE_OPTIONS: '--b' },
  ],
  [
    'replaced by somebody',
    ALL,
    { NODE_OPTIONS: '--theirs', [PYTHON]: '21', [RECYCLE_VARIABLE]: '1795341600000-33' },
    { NODE_OPTIONS: '--theirs', [PYTHON]: '21', [RECYCLE_VARIABLE]: '1795341600000-33' },
  ],
  ['emptied by somebody', ALL, { NODE_OPTIONS: '' }, { NODE_OPTIONS: '' }],
  ['removed by somebody', ALL, { OTHER: "it's\n$HOME" }, { OTHER: "it's\n$HOME" }],
  [
    'all of ours',
    ALL,
    {
      A: 'b',
      NODE_OPTIONS: `--a ${NODE_OPTION}`,
      [PYTHON]: '1',
      [RECYCLE_VARIABLE]: 'x 1795341600000-3',
    },
    { A: 'b', NODE_OPTIONS: '--a', [RECYCLE_VARIABLE]: 'x' },
  ],
  [
    'one of two that may be there',
    { ...OF, ours: { [RECYCLE_VARIABLE]: ['1795341600000-3', '1795341600000-4'] } },
    { [RECYCLE_VARIABLE]: '1795341600000-4' },
    {},
  ],
]

test.each(CUTS)('ours is cut out of a value and all else stays: %s', (_, recycled, now, left) => {
  expect(undo(now, recycled)).toEqual(left)
})

const hasJq = spawnSync('jq', ['--version']).status === 0

/** Runs the command in a shell, where `aws` reads and prints the environment. */
function runByHand(recycled: Recycled, environment: unknown): unknown {
  const [, command] = describeLeft(recycled).split(', run: ')
  const aws =
    'aws() { if [ "$2" = update-function-configuration ]; then printf %s "$8"; else printf %s "$FOUND"; fi; }'
  const env = { PATH: process.env.PATH ?? '', FOUND: JSON.stringify(environment) }
  const script = `${aws}; ${command}`
  return JSON.parse(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8', env }))
}

;(hasJq ? test.each(CUTS) : test.skip.each(CUTS))(
  'the command to be run by hand does the same: %s',
  (_, recycled, now, left) => {
    expect(runByHand(recycled, { Variables: now })).toEqual({ Variables: left })
  },
)

;(hasJq ? test : test.skip)(
  'the command to be run by hand stands a function without any variable',
  () => {
    expect(runByHand(ALL, null)).toEqual({ Variables: {} })
  },
)

test('what is left comes with a command that takes away our words and nothing else', () => {
  expect(describeLeft(MARKED)).toBe(
    `the environment variable COLD_START_GATE_RECYCLE may still be on the function app in eu-west-1; if nothing undoes it later (in a workflow the post step tries to), run: aws lambda update-function-configuration --region eu-west-1 --function-name app --environment "$(aws lambda get-function-configuration --region eu-west-1 --function-name app --query Environment --output json | jq -c 'def cut(name; ours): if (.[name] // "") == "" then . else (.[name] / " " - ours) as $left | if $left == [] then del(.[name]) else .[name] = ($left | join(" ")) end end; if .Error then error else {Variables: ((.Variables // {}) | cut("COLD_START_GATE_RECYCLE"; ["1795341600000-3"]))} end')"`,
  )
})

test('whatever is in a name or a word, a shell reads it as one word', () => {
  const evil = `a'b"c$(touch x)\`d\\; e`
  const recycled = { id: evil, region: 'eu-west-1', ours: { [RECYCLE_VARIABLE]: [evil] } }
  const command = describeLeft(recycled).split(', run: ')[1] ?? ''
  // In place of the two programs, what they are given.
  const script = `jq() { printf '%s' "$2"; }; aws() { if [ "$2" = update-function-configuration ]; then printf '%s\\n%s' "$6" "$8"; fi; }; ${command}`
  const [id, filter] = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\n')
  expect(id).toBe(evil)
  expect(filter).toContain(`cut("${RECYCLE_VARIABLE}"; ${JSON.stringify([evil])})`)
})
