import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { inert } from '../../src/io/stream.ts'
import { oneLine } from '../../src/report/escape.ts'

/** How the runner finds a command in a line (actions/runner, ActionCommand.cs). */
const isCommand = (line: string): boolean =>
  line.trimStart().startsWith('::') || line.includes('##[')

test.each([
  '::error::text',
  ' \t::set-output name=verdict::pass',
  'could not measure: x ##[save-state name=recycled][]',
  '##[##[a',
  '##[\u200b##[',
  ':::',
])('%j is no command any more, and still reads so', (line) => {
  expect(isCommand(line)).toBe(true)
  expect(isCommand(inert(oneLine(line)))).toBe(false)
  expect(inert(oneLine(line)).replaceAll('\u200b', '')).toBe(oneLine(line))
})

test('no text is a command', () => {
  const text = fc.string({
    unit: fc.constantFrom(':', '#', '[', ' ', '\t', '\u200b', 'a', '\n', '\ufeff'),
  })
  fc.assert(fc.property(text, (line) => !isCommand(inert(oneLine(line)))))
})

test('ordinary text stays as it is', () => {
  for (const line of ['a::b', 'cold: n 3', '# 1', '[x]']) expect(inert(line)).toBe(line)
})
