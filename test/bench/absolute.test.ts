import { expect, test } from '@jest/globals'
import { scoreAbsolute, walk } from '../../bench/verdict-quality/absolute.ts'

test('one look at two starts has the chances of two coins', () => {
  const { pass, fail, starts } = walk([{ n: 2, pass: 0, fail: 2 }], 0.5)
  expect([pass, fail, starts]).toEqual([0.25, 0.25, 2])
})

test('what stops at a look draws no more', () => {
  const looks = [
    { n: 1, pass: -1, fail: 1 },
    { n: 3, pass: 0, fail: 2 },
  ]
  // Bad at once: 1/2. Else two more: none bad 1/8, both bad 1/8, one bad 1/4 stays open.
  const { pass, fail, starts } = walk(looks, 0.5)
  expect(pass).toBeCloseTo(1 / 8, 12)
  expect(fail).toBeCloseTo(5 / 8, 12)
  expect(starts).toBeCloseTo(2, 12)
})

test('looking again and again without a plan is wrong more often than looking with one', () => {
  const [ours, naive] = scoreAbsolute()
  expect(naive?.pass).toBeGreaterThan(ours?.pass as number)
  expect(naive?.fail).toBeGreaterThan(ours?.fail as number)
})

test("a single look at 300 starts is wrong as often as binomial's table says", () => {
  const once = scoreAbsolute().find(({ name }) => name.includes('300'))
  // Source: the binomial sums in Python: P(at most 8) and P(at least 22) of 300 at 0.05.
  expect(once?.pass).toBeCloseTo(0.034065813522, 9)
  expect(once?.fail).toBeCloseTo(0.048578716861, 9)
  expect(once?.starts).toBe(300)
})
