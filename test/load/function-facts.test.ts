import { expect, test } from '@jest/globals'
import { readiness, type State } from '../../src/function-facts.ts'
import { makeFacts } from './facts.ts'

const active = { state: 'Active', reason: null, lastUpdate: 'Successful', lastUpdateReason: null }

test.each<[Partial<State>, ReturnType<typeof readiness>, string]>([
  [{}, 'ready', 'active and updated'],
  [{ lastUpdate: null }, 'ready', 'a published version has no last update'],
  [{ state: null, lastUpdate: null }, 'ready', 'an emulator that knows no states'],
  [{ state: 'Pending', lastUpdate: null }, 'wait', 'the image is being prepared'],
  [{ lastUpdate: 'InProgress' }, 'wait', 'invocations would run the code before'],
  [{ state: 'Inactive', reason: 'idle' }, 'wake', 'only an invocation helps'],
  [
    { state: 'Failed', reason: 'The image was deleted.' },
    { failed: 'the function is in state Failed: The image was deleted.' },
    'with its reason',
  ],
  [{ state: 'Failed' }, { failed: 'the function is in state Failed' }, 'without a reason'],
  [
    { lastUpdate: 'Failed', lastUpdateReason: 'no subnet' },
    { failed: "the function's last update failed: no subnet" },
    'the code before would be measured',
  ],
  [
    { state: 'Deactivating' },
    { failed: 'the function is in state Deactivating' },
    'a state in which waiting does not help',
  ],
])('a function with %j is %j: %s', (changed, expected) => {
  expect(readiness(makeFacts({ state: { ...active, ...changed } }))).toEqual(expected)
})
