import { expect, test } from '@jest/globals'
import type { LogWindow } from '../../src/logs/bearings.ts'
import { type Call, event, refusal, useLogReader } from './log-reading.ts'

const { readPasses } = useLogReader()

const report = { body: { events: [event('REPORT RequestId: 0')] } }
const isFiltered = ({ filterPattern }: Call): boolean => filterPattern !== undefined

test('a filter that the server refuses is given up', async () => {
  const { calls, messages } = await readPasses(3, (call) =>
    isFiltered(call) ? refusal('InvalidParameterException') : report,
  )
  expect(calls.map(isFiltered)).toEqual([true, false, false])
  expect(messages).toHaveLength(2)
})

test('a filter that lets nothing through where REPORT lines are is given up', async () => {
  const { calls } = await readPasses(7, (call) => (isFiltered(call) ? { body: {} } : report))
  expect(calls.map(isFiltered)).toEqual([true, true, true, false, true, false, false])
})

test('a pass whose filter proved useless is not whole', async () => {
  const { isWhole } = await readPasses(5, (call) => (isFiltered(call) ? { body: {} } : report))
  expect(isWhole).toBe(false)
})

test('a filter that works is kept, though the first lines came late', async () => {
  const { calls } = await readPasses(8, (_, i) => (i < 3 ? { body: {} } : report))
  expect(calls.map(isFiltered)).toEqual([true, true, true, false, true, true, true, true])
})

/** The event's time is 2,000. */
test.each<[string, LogWindow]>([
  ['is later', { from: 3_000, to: 9_000 }],
  ['is earlier', { from: 0, to: 1_000 }],
  ['is of other streams', { from: 0, prefixOf: () => '2026/11/22/[7]' }],
])('a filter is kept although it shows nothing in a window that %s', async (_, elsewhere) => {
  const narrow = 4
  const whole: LogWindow = { from: 0 }
  const { calls, messages, isWhole } = await readPasses(
    6,
    (_, i) => (i === 3 || i > narrow ? report : { body: {} }),
    { windowOf: (pass) => (pass === narrow ? elsewhere : whole) },
  )
  expect(calls.map(isFiltered)).toEqual([true, true, true, false, true, true])
  expect(messages).toHaveLength(2)
  expect(isWhole).toBe(true)
})
