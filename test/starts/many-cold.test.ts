import { expect, test } from '@jest/globals'
import { tellSuperCold } from '../../src/starts/super-cold.ts'
import { makeStart } from '../verdict/runs.ts'

/** A call with so many arguments overflows the stack. */
const MANY = 300_000

test('super-cold starts are told apart however many there are', () => {
  const cold = Array.from({ length: MANY }, (_, i) => {
    const latency = (i % 2 === 0 ? 2_000 : 20_000) + (i % 97)
    return makeStart('cold', { wave: 'fresh', latency, sentAt: 1_000 + i })
  })
  const { status, wave } = tellSuperCold(cold)
  expect([status, wave.superCold]).toEqual(['separated', MANY / 2])
  // The last one sent: handler 500 ms, of 20 s and 299,999 mod 97 = 75 ms.
  expect(wave.releaseMs).toBe(MANY - 1 + 20_075 - 500)
})
