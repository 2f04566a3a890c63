import { describe, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { PARSERS, SINKS } from './all.ts'
import { check, type Fuzz } from './fuzz.ts'

// `npm run fuzz -- --runs 100000` asks the same of many more.
const INPUTS = 100

jest.setTimeout(60_000)

async function ask(_: string, one: Fuzz): Promise<void> {
  const details = await check(one, { inputs: INPUTS })
  if (!details.failed) return
  throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance })
}

describe('untrusted text', () => {
  test.each(SINKS.map((one) => [one.name, one] as const))('%s', ask)
})

describe('whatever became of a line or a file', () => {
  test.each(PARSERS.map((one) => [one.name, one] as const))('%s', ask)
})
