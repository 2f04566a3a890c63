import { expect, test } from '@jest/globals'
import { whyNoRoom } from '../../src/run/room.ts'

/** `{"PAD":"…"}` has 10 bytes besides its value; the marker adds `,"COLD_START_GATE_RECYCLE":"…"`, 47. */
const FULL = 4_096 - 10 - 47

test('what Lambda measures is the JSON text of all variables, with ours among them', () => {
  expect(whyNoRoom({ PAD: 'x'.repeat(FULL) })).toBeUndefined()
  expect(whyNoRoom({ PAD: 'x'.repeat(FULL + 1) })).toBe(
    'its environment variables take 4,050 of the 4,096 bytes that Lambda allows, and 47 more are needed',
  )
})

test('letters beyond ASCII count by their bytes, quotes by their backslash, and no value is told', () => {
  expect(whyNoRoom({ PAD: 'é'.repeat(FULL / 2) })).toBeUndefined()
  expect(whyNoRoom({ PAD: 'é'.repeat(FULL / 2 + 1) })).toMatch(/^its environment variables take/)
  expect(whyNoRoom({ PAD: '"'.repeat(FULL / 2 + 1) })).not.toContain('""')
})

test('further words need room, too', () => {
  const variables = { PAD: 'x'.repeat(FULL) }
  expect(whyNoRoom(variables, { PYTHONPROFILEIMPORTTIME: '1' })).toContain('77 more are needed')
})
