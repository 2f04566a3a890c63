import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { RECYCLE_VARIABLE, renew, settle, undo, type Variables } from '../../src/run/recycled.ts'

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
