import { expect, test } from '@jest/globals'
import { differencesOf, whyIncomparable } from '../../src/comparison/differences.ts'
import type { FunctionDescription } from '../../src/function-facts.ts'
import { makeFacts } from '../load/facts.ts'

const plan = 'burst 30\nrounds 16 of 10'
const same = { baseline: plan, candidate: plan }
const arn = (region: string): string => `arn:aws:lambda:${region}:123456789012:function:app`

type Row = readonly [
  what: string,
  baseline: Partial<FunctionDescription>,
  candidate: Partial<FunctionDescription>,
  before: string,
  after: string,
]

/** Another size or machine is another function. */
const DECISIVE: readonly Row[] = [
  ['memory', { memoryMB: 512 }, { memoryMB: 3008 }, '512 MB', '3,008 MB'],
  ['architecture', { architecture: 'x86_64' }, { architecture: 'arm64' }, 'x86_64', 'arm64'],
  ['package type', { packageType: 'Zip' }, { packageType: 'Image' }, 'Zip', 'Image'],
  ['region', { arn: arn('eu-west-1') }, { arn: arn('us-east-1') }, 'eu-west-1', 'us-east-1'],
]

/** What a change may well be about. */
const OTHER: readonly Row[] = [
  ['runtime', { runtime: 'python3.12' }, { runtime: 'python3.13' }, 'python3.12', 'python3.13'],
  ['runtime', { runtime: 'python3.12' }, { runtime: null }, 'python3.12', '–'],
  ['time limit', { timeout: 900 }, { timeout: 30_000 }, '900 ms', '30.00 s'],
  ['SnapStart', { snapStart: false }, { snapStart: true }, 'off', 'on'],
  ['package size', { codeSize: 1_234_567 }, { codeSize: 900 }, '1,234,567 bytes', '900 bytes'],
  ['package size', { codeSize: null }, { codeSize: 900 }, '–', '900 bytes'],
  ['code (SHA-256)', { codeSha256: 'a1' }, { codeSha256: 'b2' }, 'a1', 'b2'],
  ['code (SHA-256)', { codeSha256: 'a1' }, { codeSha256: null }, 'a1', '–'],
]

test.each<Row>([...DECISIVE, ...OTHER])(
  'a different %s is told: %j and %j',
  (what, baseline, candidate, before, after) => {
    const found = differencesOf(makeFacts(baseline), makeFacts(candidate))
    expect(found).toEqual([{ what, baseline: before, candidate: after }])
  },
)

test('names, versions and dates are no differences, as they tell nothing about cold starts', () => {
  const other = makeFacts({
    name: 'app-main',
    arn: `${arn('eu-west-1')}-main:41`,
    version: '41',
    logGroup: '/aws/lambda/app-main',
    lastModified: '2026-11-22T10:00:00.000+0000',
  })
  expect(differencesOf(makeFacts(), other)).toEqual([])
  expect(whyIncomparable(makeFacts(), other, same)).toBeUndefined()
})

test('all differences are told, in an order that never changes', () => {
  const { memoryMB, architecture, timeout } = { memoryMB: 1, architecture: 'arm64', timeout: 1 }
  const found = differencesOf(makeFacts(), makeFacts({ timeout, architecture, memoryMB }))
  expect(found.map(({ what }) => what)).toEqual(['memory', 'architecture', 'time limit'])
})

test.each<Row>(DECISIVE)(
  'a stored run with another %s cannot be compared with',
  (what, baseline, candidate, before, after) => {
    const why = whyIncomparable(makeFacts(baseline), makeFacts(candidate), same)
    expect(why).toBe(`its ${what} is ${before}, here it is ${after}`)
  },
)

test.each<Row>(OTHER)('a stored run with another %s can be', (_, baseline, candidate) => {
  expect(whyIncomparable(makeFacts(baseline), makeFacts(candidate), same)).toBeUndefined()
})

test('a stored run of another load cannot be compared with, and both plans are one line', () => {
  const plans = { baseline: 'burst 30\nrecycle\nburst 10', candidate: plan }
  expect(whyIncomparable(makeFacts(), makeFacts(), plans)).toBe(
    'its load plan is "burst 30; recycle; burst 10", here it is "burst 30; rounds 16 of 10"',
  )
})

test('all reasons come at once', () => {
  const other = makeFacts({ memoryMB: 512, packageType: 'Zip' })
  const plans = { baseline: 'burst 1', candidate: 'burst 2' }
  expect(whyIncomparable(other, makeFacts(), plans)).toBe(
    'its memory is 512 MB, here it is 1,024 MB, its package type is Zip, here it is Image, its load plan is "burst 1", here it is "burst 2"',
  )
})
