import { describe, expect, test } from '@jest/globals'
import type { AbsoluteResult } from '../../bench/verdict-quality/absolute.ts'
import { checkPromises } from '../../bench/verdict-quality/promises.ts'
import type { Result } from '../../bench/verdict-quality/score.ts'
import { results } from './results.ts'

const absolute: AbsoluteResult = {
  name: 'ours',
  pass: 0.05,
  fail: 0.055,
  starts: 100,
  isOurs: true,
}
const naive: AbsoluteResult = { ...absolute, name: 'naive', pass: 0.2, isOurs: false }
const good = [...results('ours', 0.01, 0.95), ...results('our rounds', 0.01, 0.94)]

function kept(some: readonly Result[], others = [absolute, naive]): readonly boolean[] {
  return checkPromises(some, others).map(({ isKept }) => isKept)
}

test('figures just at their limits keep every promise', () => {
  expect(kept(good)).toEqual([true, true, true, true])
})

test('more than 1 % false alarms on any one noise break the first', () => {
  const loud = results('ours', 0.0105, 0.95, ['image'])
  expect(kept([...results('ours', 0.01, 0.95, ['ml-container', 'zip']), ...loud])[0]).toBe(false)
})

describe('power below 95 %', () => {
  test('breaks the second on zip', () => {
    expect(kept([...good, ...results('ours', 0.01, 0.9495, ['zip'])])[1]).toBe(false)
  })

  test('is no broken promise on image, where none is made', () => {
    const weak = results('ours', 0.01, 0.5, ['image'])
    expect(kept([...results('ours', 0.01, 0.95, ['ml-container', 'zip']), ...weak])[1]).toBe(true)
  })
})

describe('a peer on the same rounds', () => {
  const ours = results('ours', 0.005, 0.96)
  test.each([
    ['with fewer alarms and the same power breaks the third', 0.004, 0.96, false],
    ['with as many alarms and more power breaks it', 0.005, 0.97, false],
    ['with the very same figures keeps it', 0.005, 0.96, true],
    ['with fewer alarms and less power keeps it', 0, 0.9599, true],
    ['with more power and more alarms keeps it', 0.0051, 1, true],
  ])('%s', (_, alarms, power, isKept) => {
    expect(kept([...ours, ...results('our rounds', alarms, power)])[2]).toBe(isKept)
  })

  test('is compared on its own noise only', () => {
    const some = [
      ...results('ours', 0.001, 0.99, ['zip']),
      ...results('ours', 0.01, 0.95, ['ml-container']),
      ...results('our rounds', 0.005, 0.98, ['zip']),
    ]
    expect(kept(some)[2]).toBe(true)
  })
})

test('a peer with one deployment is no judge of our rounds', () => {
  expect(kept([...good, ...results('one deployment', 0, 1)])[2]).toBe(true)
})

test('an absolute rule that is wrong more often breaks the fourth, unless it is not ours', () => {
  expect(kept(good, [{ ...absolute, pass: 0.0551 }])[3]).toBe(false)
  expect(kept(good, [{ ...absolute, fail: 0.0551 }])[3]).toBe(false)
})

test('nothing measured keeps nothing', () => {
  expect(kept([], [])).toEqual([false, false, false, false])
})

test('what was seen names the noise, and the better peer with both pairs', () => {
  const checked = checkPromises(
    [...results('ours', 0.004, 0.96, ['zip']), ...results('our rounds', 0.003, 0.97, ['zip'])],
    [absolute],
  )
  expect(checked[0]?.seen).toBe('zip 0.4 %')
  expect(checked[2]?.seen).toBe('zip: a peer 0.3 % and 97 %, but this action 0.4 % and 96 %')
})
