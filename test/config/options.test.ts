import { describe, expect, test } from '@jest/globals'
import { INPUT_NAMES } from '../../src/config/inputs.ts'
import { OPTION_NAMES, parseOptions, sourcesOf } from '../../src/config/options.ts'
import { splitWords } from '../../src/config/words.ts'
import { readInputs } from '../../src/io/runner.ts'
import { declared } from './sources.ts'

const isFlag = (name: string): boolean => name === 'help' || name === 'h'
const option = (shown: string, value?: string) => {
  return { kind: 'option', name: shown.replace(/^--?/, ''), shown, value }
}
const word = (text: string) => ({ kind: 'word', text })

test.each([
  ['a value of its own', ['--load', 'burst 3'], [option('--load', 'burst 3')]],
  ['a value behind "="', ['--load=burst 3'], [option('--load', 'burst 3')]],
  ['a value with "=" in it', ['--a=b=c\nd'], [option('--a', 'b=c\nd')]],
  ['an empty value', ['--label', ''], [option('--label', '')]],
  ['an empty value behind "="', ['--label='], [option('--label', '')]],
  ['a flag takes none', ['--help', 'x'], [option('--help'), word('x')]],
  ['a short flag', ['-h'], [option('-h')]],
  ['a forgotten value', ['--load', '--help'], [option('--load'), option('--help')]],
  ['a forgotten value at the end', ['--load'], [option('--load')]],
  ['a value with a dash', ['--payload=-1'], [option('--payload', '-1')]],
  ['only words after "--"', ['--', '--load', 'x'], [word('--load'), word('x')]],
  ['a dash alone', ['-'], [word('-')]],
  ['a word', ['burst', '--load', 'x'], [word('burst'), option('--load', 'x')]],
])('%s', (_, args, words) => {
  expect(splitWords(args, isFlag)).toEqual(words)
})

const valuesOf = (...args: readonly string[]) => Object.fromEntries(parseOptions(args).values)
const problemsOf = (...args: readonly string[]) => parseOptions(args).problems

describe('lines', () => {
  test('a plan is one option, several, or parted by semicolons', () => {
    const plan = { load: 'burst 3\n recycle\nburst 4' }
    expect(valuesOf('--load', 'burst 3; recycle', '--load', 'burst 4')).toEqual(plan)
    expect(valuesOf('--load', 'burst 3\n recycle\nburst 4')).toEqual(plan)
  })

  test('a header may hold a semicolon', () => {
    expect(valuesOf('--headers', 'A: b;c', '--headers', 'D: e')).toEqual({
      headers: 'A: b;c\nD: e',
    })
  })

  test('of any other option the last one counts', () => {
    expect(valuesOf('--label', 'a', '--label', 'b; c')).toEqual({ label: 'b; c' })
  })
})

describe('everything that is wrong is told at once', () => {
  test('with what was meant, where that can be told', () => {
    expect(problemsOf('--functon-name', 'app', '--dry-ru', 'burst 3', '--load', '-x')).toEqual([
      '--functon-name: is no option, did you mean --function-name?',
      '--dry-ru: is no option, did you mean --dry-run?',
      '--load: found no value; one that begins with a dash is written as `--load=…`',
      '-x: is no option',
    ])
  })

  test('a word outside of an option may be the rest of a value without quotes', () => {
    expect(problemsOf('--load', 'burst', '3')).toEqual([
      'found "3" outside of an option; quote values that hold spaces',
    ])
  })

  test('a flag with a value', () => {
    expect(problemsOf('--dry-run=no')).toEqual(['--dry-run: found "no", and it takes no value'])
  })

  test('a dry run of what asks AWS for nothing', () => {
    expect(problemsOf('--dry-run', '--mode', 'report')).toEqual([
      '--dry-run: shows what would be sent to AWS, and --mode report sends nothing there; leave one of the two out',
    ])
    expect(problemsOf('--dry-run', '--mode', 'measure')).toEqual([])
  })

  test('an input of the action that speaks of a pull request', () => {
    for (const name of INPUT_NAMES.filter((one) => !OPTION_NAMES.includes(one))) {
      expect(problemsOf(`--${name}`, 'x')).toEqual([
        `--${name}: is for pull requests, which only the GitHub Action knows; leave it out`,
      ])
    }
  })
})

test('the flags', () => {
  expect([...parseOptions(['-h', '-V', '--dry-run']).flags]).toEqual(['help', 'version', 'dry-run'])
})

test('as sources: defaults as of the action, no comment, and no token but that of an option', () => {
  const { defaultOf, readFile, env } = readInputs(declared, { INPUT_LABEL: 'of a runner' })
  const options = parseOptions(['--timeout', ' 5m ', '--qualifier', ' '])
  const { input, given } = sourcesOf(options, { defaultOf, readFile, env })
  expect(input('timeout')).toBe('5m')
  expect(input('qualifier')).toBe('$LATEST')
  expect(input('load')).toBe('users 100 for 60s spawn 20/s wait 3s..5s')
  expect([input('comment'), input('github-token'), input('label')]).toEqual(['never', '', ''])
  expect(given).toEqual(['timeout', 'qualifier'])
})
