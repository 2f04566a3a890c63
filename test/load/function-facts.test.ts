import { expect, test } from '@jest/globals'
import { isSameCode, readiness, type State } from '../../src/function-facts.ts'
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

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:app'

// What GetFunctionConfiguration answers: the ARN ends in the qualifier that was asked for.
test.each<[string, string, string, string, boolean, string]>([
  [ARN, '$LATEST', ARN, '$LATEST', true, 'an A/A test'],
  [ARN, '$LATEST', `${ARN}:$LATEST`, '$LATEST', true, 'named with and without its qualifier'],
  [`${ARN}:live`, '42', `${ARN}:42`, '42', true, 'an alias that points to the version'],
  [`${ARN}:live`, '42', `${ARN}:41`, '41', false, 'another version'],
  [ARN, '$LATEST', `${ARN}:42`, '42', false, 'published code does not change any more'],
  [ARN, '$LATEST', `${ARN}-main`, '$LATEST', false, 'another function'],
  [ARN, '$LATEST', ARN.replace('eu-west-1', 'eu-west-2'), '$LATEST', false, 'another region'],
  [ARN, '$LATEST', ARN.replace('1234', '4321'), '$LATEST', false, 'another account'],
])('%s (%s) and %s (%s) are the same code: %s (%s)', (arn, version, other, its, expected) => {
  const [a, b] = [makeFacts({ arn, version }), makeFacts({ arn: other, version: its })]
  expect([isSameCode(a, b), isSameCode(b, a)]).toEqual([expected, expected])
})
