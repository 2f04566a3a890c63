import { execFileSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  describeLeft,
  RECYCLE_VARIABLE,
  renew,
  settle,
  undo,
  type Variables,
} from '../../src/run/recycled.ts'

const OF = { id: 'app', region: 'eu-west-1' }
const name = fc.constantFrom('A', 'B', 'LEVEL', 'constructor', RECYCLE_VARIABLE)
const variables = fc.dictionary(name, fc.constantFrom('1', '2', 'debug', ''))

test('whatever was set how often, undoing gives back what was there, also between two changes', () => {
  const waves = fc.array(variables, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(variables, waves, fc.boolean(), (before, wanted, isLastDone) => {
      let now: Variables = before
      let known: ReturnType<typeof renew>['recycled'] | undefined
      for (const [i, one] of wanted.entries()) {
        const renewal = renew(now, one, known, OF)
        known = renewal.recycled
        if (i + 1 === wanted.length && !isLastDone) break
        now = renewal.variables
        expect(now).toMatchObject(one)
        if (i + 1 < wanted.length) known = settle(known, one)
      }
      expect(known && undo(now, known)).toEqual(before)
    }),
  )
})

test('what others set meanwhile stays, in our variables as in any other', () => {
  fc.assert(
    fc.property(variables, variables, fc.dictionary(name, fc.constant('theirs')), (...all) => {
      const [before, wanted, theirs] = all
      const { variables: now, recycled } = renew(before, wanted, undefined, OF)
      expect(undo({ ...now, ...theirs }, recycled)).toEqual({ ...undo(now, recycled), ...theirs })
    }),
  )
})

test('what others remove meanwhile stays away', () => {
  const { variables: now, recycled } = renew({ LEVEL: 'warn' }, { LEVEL: 'debug' }, undefined, OF)
  expect(now).toEqual({ LEVEL: 'debug' })
  expect(undo({}, recycled)).toEqual({})
})

test('the marker of a run that could not undo its own is not put back', () => {
  const left = { [RECYCLE_VARIABLE]: '1795341600000-3' }
  const marker = { [RECYCLE_VARIABLE]: '1795341700000-1' }
  const { variables: now, recycled } = renew(left, marker, undefined, OF)
  expect(now).toEqual(marker)
  expect(undo(now, recycled)).toEqual({})
})

const left = (id: string, before: string | null) =>
  describeLeft({ id, region: 'eu-west-1', previous: { [RECYCLE_VARIABLE]: before }, ours: {} })

test('what is left comes with a command that takes away our variable and no other', () => {
  expect(left('app', null)).toBe(
    `the environment variable COLD_START_GATE_RECYCLE may still be on the function app in eu-west-1; if nothing undoes it later (the action's post step tries to), run: aws lambda update-function-configuration --region eu-west-1 --function-name app --environment "$(aws lambda get-function-configuration --region eu-west-1 --function-name app --query Environment --output json | jq -c 'if .Error then error else {Variables: ((.Variables // {}) | del(.["COLD_START_GATE_RECYCLE"]))} end')"`,
  )
})

test('whatever is in a name or a value, a shell reads it as one word', () => {
  const evil = `a'b"c$(touch x)\`d\\; e`
  const command = left(evil, evil).split(', run: ')[1] ?? ''
  // In place of the two programs, what they are given.
  const script = `jq() { printf '%s' "$2"; }; aws() { if [ "$2" = update-function-configuration ]; then printf '%s\\n%s' "$6" "$8"; fi; }; ${command}`
  const [id, filter] = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\n')
  expect(id).toBe(evil)
  expect(filter).toBe(
    `if .Error then error else {Variables: ((.Variables // {}) | .["${RECYCLE_VARIABLE}"] = ${JSON.stringify(evil)})} end`,
  )
})
