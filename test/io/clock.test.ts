import { afterEach, expect, jest, test } from '@jest/globals'
import { now, sleepUntil } from '../../src/io/clock.ts'

afterEach(() => {
  jest.restoreAllMocks()
})

test('nobody wakes before the time, however early timers fire', async () => {
  const later = globalThis.setTimeout
  const early = jest.spyOn(globalThis, 'setTimeout')
  early.mockImplementation(((run: () => void) => later(run, 0)) as typeof setTimeout)
  const at = now() + 20
  await sleepUntil(at, new AbortController().signal)
  expect(now()).toBeGreaterThanOrEqual(at)
})
