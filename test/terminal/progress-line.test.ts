import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Progress } from '../../src/run/progress.ts'
import { widthOf } from '../../src/terminal/columns.ts'
import { renderProgressLine } from '../../src/terminal/progress-line.ts'

const HALF_WAY: Progress = {
  step: { number: 2, of: 3, text: 'rounds 24 of 10' },
  round: 5,
  sent: 1250,
  planned: 2500,
  inFlight: 10,
  cold: 95,
  answered: 1240,
  matched: 1237,
  elapsed: 65_900,
}

test('it tells where the load stands', () => {
  expect(renderProgressLine(HALF_WAY, 200)).toBe(
    '█████░░░░░ 1:05 · 1,250/2,500 sent · 10 in flight · 95 cold · 3 lines awaited · 2/3 rounds 24 of 10, round 5',
  )
})

test('one line is no lines', () => {
  expect(renderProgressLine({ ...HALF_WAY, matched: 1239 }, 200)).toContain(' · 1 line awaited · ')
})

test('what is not there is not told', () => {
  const done = { ...HALF_WAY, sent: 2600, answered: 2600, matched: 2600, round: null, elapsed: 0 }
  expect(renderProgressLine(done, 200)).toBe(
    '██████████ 0:00 · 2,600/2,500 sent · 10 in flight · 95 cold · 2/3 rounds 24 of 10',
  )
})

test('it is one line, narrower than any terminal, and moves no cursor', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('\u001b[2J\r\n'))
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 300 }), text, fc.nat(), (columns, step, sent) => {
      const progress = { ...HALF_WAY, sent, step: { ...HALF_WAY.step, text: step } }
      const line = renderProgressLine(progress, columns)
      expect(widthOf(line)).toBeLessThan(columns)
      expect(line).not.toMatch(/\p{Cc}/u)
    }),
  )
})
