import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { expect, test } from '@jest/globals'
import { keyOf, makeWatch } from '../../src/io/watch.ts'
import { RECYCLE_VARIABLE, renew } from '../../src/run/recycled.ts'

const FUNCTION: FunctionConfiguration = {
  FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:app',
  Version: '$LATEST',
  LastModified: '2026-11-22T09:00:00.000+0000',
  CodeSha256: 'a',
  MemorySize: 128,
  Timeout: 3,
  Environment: { Variables: { MODE: 'fast', LEVEL: 'info' } },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  VpcConfig: { SubnetIds: ['s1', 's2'], SecurityGroupIds: [] },
  State: 'Active',
  RevisionId: '1',
}
const LATER = { LastModified: '2026-11-22T09:05:00.000+0000' }

function changesAfter(found: Partial<FunctionConfiguration>): readonly string[] {
  const watch = makeWatch()
  watch.note(FUNCTION, undefined)
  watch.look({ ...FUNCTION, ...found }, undefined)
  return watch.changesOf(keyOf(FUNCTION))
}

test.each<[Partial<FunctionConfiguration>, string]>([
  [{ CodeSha256: 'b', ...LATER }, 'code'],
  [{ MemorySize: 256, ...LATER }, 'memory size'],
  [{ Timeout: 4 }, 'time limit'],
  [{ Environment: { Variables: { MODE: 'slow', LEVEL: 'info' } } }, 'environment variables'],
  [{ Layers: [{ Arn: 'arn:layer:1' }] }, 'layers'],
  [{ SnapStart: { ApplyOn: 'PublishedVersions' } }, 'SnapStart'],
  [LATER, 'an update that left its configuration as it was'],
])('what others change is told by its name: %j', (found, what) => {
  expect(changesAfter(found)).toEqual([what])
})

test.each<[string, Partial<FunctionConfiguration>]>([
  [
    'its state and revision',
    { State: 'Inactive', RevisionId: '2', LastUpdateStatus: 'InProgress' },
  ],
  ['the order of variables', { Environment: { Variables: { LEVEL: 'info', MODE: 'fast' } } }],
  ['the order of subnets', { VpcConfig: { SubnetIds: ['s2', 's1'] } }],
  ['a snapshot that is ready', { SnapStart: { ApplyOn: 'None', OptimizationStatus: 'On' } }],
  ['variables that cannot be read', { Environment: { Error: { ErrorCode: 'KMS' } } }],
])('%s is no update', (_, found) => {
  expect(changesAfter(found)).toEqual([])
})

test('our own changes are none of others, and what others change beside them is', () => {
  const watch = makeWatch()
  watch.note(FUNCTION, undefined)
  const variables = { MODE: 'fast', LEVEL: 'info' }
  const wanted = { [RECYCLE_VARIABLE]: '1', LEVEL: 'debug' }
  const of = { id: 'app', region: 'eu-west-1' }
  const { variables: ours, recycled } = renew(variables, wanted, undefined, of)
  const live = { ...FUNCTION, ...LATER, Environment: { Variables: ours } }
  watch.noteOurs(live, recycled)
  watch.look(live, recycled)
  expect(watch.changesOf(keyOf(FUNCTION))).toEqual([])
  watch.noteOurs({ ...live, MemorySize: 256 }, recycled)
  watch.look({ ...live, MemorySize: 256, LastModified: 'later still' }, recycled)
  expect(watch.changesOf(keyOf(FUNCTION))).toEqual([
    'memory size',
    'an update that left its configuration as it was',
  ])
})

test('an alias of $LATEST is the function under another name', () => {
  const { FunctionArn } = FUNCTION
  expect(keyOf({ ...FUNCTION, FunctionArn: `${FunctionArn}:live` })).toBe(keyOf(FUNCTION))
  expect(keyOf({ ...FUNCTION, Version: '41' })).not.toBe(keyOf(FUNCTION))
})
