import { expect, test } from '@jest/globals'
import { linesOf, parseImportLine } from '../../src/profile/import-line.ts'
import { HEADER } from './printed.ts'

const READ = [
  ['as CPython prints it', 'import time:       105 |        105 | org', ['org', 0.105, 0.105, 0]],
  [
    'two spaces a level',
    'import time:       580 |       3167 |     copy',
    ['copy', 0.58, 3.167, 2],
  ],
  [
    'numbers wider than their column',
    'import time: 12345678901 | 123456789012 | torch',
    ['torch', 12345678.901, 123456789.012, 0],
  ],
  [
    'after output without an end of line',
    'loading…import time:       105 |        105 |   a.b',
    ['a.b', 0.105, 0.105, 1],
  ],
  ['with the end of the line', 'import time:       1 |        2 | a\r', ['a', 0.001, 0.002, 0]],
  [
    'a file of Node.js, whose name may have spaces',
    'import time:       1 |        2 |   ./my model/index.js',
    ['./my model/index.js', 0.001, 0.002, 1],
  ],
] as const

test.each(READ)('an import line is read: %s', (_, text, [name, self, total, depth]) => {
  expect(parseImportLine(text)).toEqual({ name, self, total, depth })
})

const OTHERS = [
  ['the header of a process', HEADER, 'header'],
  ['output of the function', 'REPORT RequestId: 1', undefined],
  ['an empty line', '', undefined],
  ['cut off in a number', 'import time:       58', 'unreadable'],
  ['cut off before the name', 'import time:       580 |       3167 |', 'unreadable'],
  ['cut off in its indent', 'import time:       580 |       3167 |     ', 'unreadable'],
  ['half a level', 'import time:       580 |       3167 |  a', 'unreadable'],
  ['more of its own than in all', 'import time:       581 |       580 | a', 'unreadable'],
  ['no numbers', 'import time: fast | slow | a', 'unreadable'],
  ['too long to be a name', `import time:       1 |        2 | ${'x'.repeat(600)}`, 'unreadable'],
  ['too deep to be a call', `import time:       1 |        2 | ${' '.repeat(402)}a`, 'unreadable'],
] as const

test.each(OTHERS)('no import: %s', (_, text, expected) => {
  expect(parseImportLine(text)).toBe(expected)
})

test('an event may hold many lines, and a structured one has them in its message', () => {
  expect(linesOf('a\nb\r\nc')).toEqual(['a', 'b', 'c'])
  expect(linesOf(JSON.stringify({ level: 'INFO', message: 'a\nb' }))).toEqual(['a', 'b'])
  expect(linesOf('{ "no": "message" }')).toEqual(['{ "no": "message" }'])
  expect(linesOf('{ no JSON')).toEqual(['{ no JSON'])
})

test('a line of a million characters takes no time', () => {
  const startedAt = performance.now()
  parseImportLine(`import time:${' '.repeat(1_000_000)}`)
  parseImportLine(`import time:       1 |        2 | ${' '.repeat(1_000_000)}`)
  parseImportLine(`${'import time: '.repeat(100_000)}`)
  expect(performance.now() - startedAt).toBeLessThan(200)
})
