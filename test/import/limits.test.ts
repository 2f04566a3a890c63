import { expect, test } from '@jest/globals'
import { readImport } from '../../src/import/read-import.ts'
import { STUDY } from '../study-rule.ts'
import { mustRead } from './fixture.ts'

const read = (text: string): unknown => readImport('a.csv', text, STUDY)

test.each<[string, string, string]>([
  [
    'lines',
    'response_time\n'.repeat(1_000_000),
    'has more than 1,000,000 lines; give a part of it',
  ],
  [
    'lines of an old Mac',
    'response_time\r'.repeat(1_000_000),
    'has more than 1,000,000 lines; give a part of it',
  ],
  [
    'columns',
    `response_time${','.repeat(1_000_000)}\n1`,
    'has a line of more than a million characters',
  ],
  [
    'cells',
    `response_time\n${`${','.repeat(999_998)}\n`.repeat(21)}`,
    'has more than 20 million cells',
  ],
  [
    'levels',
    `{"metrics":1,"state":${'['.repeat(1_001)}`,
    'has more than 1,000 levels of objects within each other',
  ],
])('%s without end are refused with words', (_, text, reason) => {
  expect(read(text)).toBe(reason)
})

test('a file as long as it may be is read', () => {
  const { starts } = mustRead('a.csv', `response_time\r\n${'1.5\r\n'.repeat(20_000)}`)
  expect(starts).toHaveLength(20_000)
})

test('a line that is longer than any event of the platform is no JSON to be parsed', () => {
  const deep = `{"type":"platform.report","record":{"requestId":"00000000-0000","x":${'['.repeat(990_000)}`
  expect(read(`a log\n${`${deep}\n`.repeat(20)}`)).toMatch(/^is corrupt: line 2 is /)
})

const HINT = /they look like seconds/

test.each<[string, readonly number[], boolean]>([
  ['seconds of warm and cold starts', [0.11, 0.12, 0.13, 4.2, 28.9], true],
  ['seconds of cold starts alone', [2.1, 3.4, 4.8], true],
  ['milliseconds', [110, 120, 4_200, 28_900], false],
  ['a function beside its client, one of whose starts took a second', [3, 4, 4, 1_002], false],
])('%s: a hint is given when the times may be seconds', (_, times, isHinted) => {
  const { notes } = mustRead('a.csv', `response_time\n${times.join('\n')}\n`)
  expect(notes.some((note) => HINT.test(note))).toBe(isHinted)
})
