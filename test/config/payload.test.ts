import { describe, expect, test } from '@jest/globals'
import { configOf, problemsOf } from './sources.ts'

describe('payload', () => {
  test.each<[string, string, string]>([
    ['', '{}', 'the default of action.yml'],
    ['{"age": 34}', '{"age": 34}', 'an object, as it was written'],
    ['[1, 2]', '[1, 2]', 'an array'],
    ['"text"', '"text"', 'a string is an event too'],
    ['null', 'null', 'null as well'],
    ['{\n  "age": 34\n}', '{\n  "age": 34\n}', 'several lines are one event'],
  ])('the text %j is the one event %j: %s', (payload, event) => {
    expect(configOf({ payload }).events).toEqual([event])
  })

  test('a text that is no JSON is refused by its size', () => {
    expect(problemsOf({ payload: '{age: 34}' })).toEqual([
      'payload: found 9 characters that are no JSON value in payload, accepted is one JSON event, for example `{"age": 34}`',
    ])
  })

  test('payload and payload-file together are refused, as one of them would be ignored', () => {
    const given = { payload: '{"age": 34}', 'payload-file': 'event.json' }
    expect(problemsOf(given, { 'event.json': '{}' })).toEqual([
      expect.stringMatching(
        /^payload: found together with payload-file, accepted is one of the two/,
      ),
    ])
  })
})

describe('payload-file', () => {
  const eventsOf = (path: string, text: string) =>
    configOf({ 'payload-file': path }, { [path]: text }).events

  test('a .json file is one event, however many lines it has', () => {
    expect(eventsOf('a/event.json', '{\n"age": 34\n}\n')).toEqual(['{\n"age": 34\n}'])
  })

  test('a .jsonl file is one event a line, blank lines and line ends left out', () => {
    expect(eventsOf('events.jsonl', '{"n": 1}\r\n\r\n  {"n": 2}  \n\n')).toEqual([
      '{"n": 1}',
      '{"n": 2}',
    ])
  })

  test('the byte order mark of a Windows editor is no part of the event', () => {
    expect(eventsOf('event.json', '\uFEFF{}')).toEqual(['{}'])
    expect(eventsOf('events.jsonl', '\uFEFF{"n": 1}\n{"n": 2}')).toEqual(['{"n": 1}', '{"n": 2}'])
  })

  test.each<[string, string, string | undefined, string]>([
    [
      'a bad line by its number in the file',
      'e.jsonl',
      '{"n": 1}\n\n{"n": 2\n',
      'payload-file: found 7 characters that are no JSON value in line 3 of payload-file, accepted is one JSON event a line, for example `{"age": 34}`',
    ],
    [
      'two events in a .json file',
      'e.json',
      '{}\n{}',
      'payload-file: found 5 characters that are no JSON value in payload-file, accepted is one JSON event, for example `{"age": 34}`',
    ],
    [
      'an empty .json file',
      'e.json',
      '',
      'payload-file: found 0 characters that are no JSON value in payload-file, accepted is one JSON event, for example `{"age": 34}`',
    ],
    [
      'a .jsonl file of blank lines',
      'e.jsonl',
      '\n  \n',
      'payload-file: found no event, accepted is one JSON event a line, for example `{"age": 34}`',
    ],
    [
      'a file that is missing',
      'e.json',
      undefined,
      'payload-file: found "e.json", which cannot be read (ENOENT); accepted is a path relative to the workspace, for example `events/sample.json`',
    ],
    [
      'another kind of file',
      'e.csv',
      'age\n34',
      'payload-file: found "e.csv", accepted is a path that ends in .json or .jsonl, for example `events/sample.jsonl`',
    ],
  ])('%s is refused', (_, path, text, problem) => {
    const files = text === undefined ? {} : { [path]: text }
    expect(problemsOf({ 'payload-file': path }, files)).toEqual([problem])
  })
})
