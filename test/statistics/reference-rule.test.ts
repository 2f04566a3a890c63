import { expect, test } from '@jest/globals'
import type { Round } from '../../src/statistics/shift.ts'
import { judgeByReference, referenceShift } from './reference-rule.ts'
import { vectors } from './vectors.ts'

function runOf({ baseline, candidate }: (typeof vectors.gateRelative)[number]): readonly Round[] {
  return baseline.map((times, i) => ({
    baseline: times.map(Math.log),
    candidate: (candidate[i] ?? []).map(Math.log),
  }))
}

test.each(vectors.gateRelative)(
  'the reference run "$name" is decided after $rounds rounds: $verdict',
  (row) => {
    const found = judgeByReference(runOf(row))
    expect(found).toMatchObject({ decision: row.verdict, rounds: row.rounds })
    expect(found?.estimate).toBeCloseTo(row.estimate, 12)
    expect(found?.error).toBeCloseTo(row.error, 12)
  },
)

test.each(vectors.shift)('$name: shift and error are those of the reference', (row) => {
  const { estimate, error } = referenceShift(row.rounds, row.noise)
  expect(estimate).toBeCloseTo(row.estimate, 12)
  expect(error).toBeCloseTo(row.error, 12)
})

test('only the share of slow values sees a new tail', () => {
  const row = vectors.gateRelative.find(({ name }) => name.includes('share'))
  const found = judgeByReference(row === undefined ? [] : runOf(row))
  expect(found).toMatchObject({ byShare: 'fail' })
  expect(found?.byShift).not.toBe('fail')
})
