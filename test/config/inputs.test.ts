import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseConfig } from '../../src/config/config.ts'
import { INPUT_NAMES } from '../../src/config/inputs.ts'
import { readInputs } from '../../src/io/runner.ts'
import { declared } from './sources.ts'

test('the code knows the inputs of action.yml, in the same order', () => {
  expect(Object.keys(declared)).toEqual([...INPUT_NAMES])
})

test('a blank input takes its default, as an expression without a value leaves it blank', () => {
  const { input } = readInputs(declared, { INPUT_LOAD: ' \n ', INPUT_TIMEOUT: '' })
  expect(input('load')).toBe('users 100 for 60s spawn 20/s wait 3s..5s')
  expect(input('timeout')).toBe('15m')
})

test('an input that the runner did not set takes its default', () => {
  expect(readInputs(declared, {}).input('comment')).toBe('always')
})

test('a default changes with action.yml, and with nothing else', () => {
  const changed = { ...declared, timeout: { default: '7m' } }
  const env = { 'INPUT_FUNCTION-NAME': 'app', AWS_REGION: 'eu-west-1' }
  expect(parseConfig(readInputs(changed, env)).timeout).toBe(7 * 60_000)
})

test('an input without default is empty', () => {
  expect(readInputs(declared, {}).input('thresholds')).toBe('')
})

test('a given value wins over the default, without the space around it', () => {
  expect(readInputs(declared, { INPUT_COMMENT: '  never\n' }).input('comment')).toBe('never')
})

test('an expression in a default is not taken for a value', () => {
  expect(declared['github-token']?.default).toMatch(/^\$\{\{ github\.token \}\}$/)
  const { input, defaultOf } = readInputs(declared, { 'INPUT_GITHUB-TOKEN': '' })
  expect([input('github-token'), defaultOf('github-token')]).toEqual(['', ''])
})

test('without a token input, GITHUB_TOKEN of the environment counts', () => {
  const env = { 'INPUT_FUNCTION-NAME': 'app', AWS_REGION: 'eu-west-1', GITHUB_TOKEN: 'from-env' }
  expect(parseConfig(readInputs(declared, env)).githubToken).toBe('from-env')
  const both = { ...env, 'INPUT_GITHUB-TOKEN': 'from-input' }
  expect(parseConfig(readInputs(declared, both)).githubToken).toBe('from-input')
})

test('the names that the workflow gave are lower case, and only those of inputs', () => {
  const env = { 'INPUT_FUNCTION-NAME': 'app', INPUT_LAOD: 'burst 1', PATH: '/bin' }
  expect(readInputs(declared, env).given).toEqual(['function-name', 'laod'])
})

test('a file is read as text, and a missing one says why it cannot be', () => {
  const { readFile } = readInputs(declared, {})
  const directory = mkdtempSync(join(tmpdir(), 'inputs-'))
  const path = join(directory, 'event.json')
  writeFileSync(path, '{"name": "Zoë"}')
  expect(readFile(path)).toEqual({ text: '{"name": "Zoë"}' })
  expect(readFile(join(directory, 'none.json'))).toEqual({ reason: 'ENOENT' })
  expect(readFile(directory)).toEqual({ reason: 'EISDIR' })
})
