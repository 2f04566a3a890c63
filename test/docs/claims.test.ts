import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from './pages.ts'

const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')
const readme = read('README.md')

test('the README promises the error rates that were simulated, and no better ones', () => {
  const [, row = ''] =
    /\| \*\*this action\*\* \|(.*)\|/.exec(read('bench/verdict-quality/results.md')) ?? []
  const cells = row.split('|').slice(0, 3)
  const numbers = cells.map((cell) => [...cell.matchAll(/[\d.]+/g)].map(([one]) => Number(one)))
  const falseAlarms = Math.max(...numbers.map(([alarm = Number.NaN]) => alarm))
  const caught = Math.min(...numbers.map(([, found = Number.NaN]) => found))
  expect(readme).toContain(
    `at most ${falseAlarms} % false alarms, and at least ${caught} % of all +10 %`,
  )
})

test('the pictures were taken of the comment as it is written today', () => {
  const [, hash = '', path = ''] =
    /^(\w{64}) {2}(.*)$/m.exec(read('docs/images/made-from.txt')) ?? []
  const now = createHash('sha256').update(read(path)).digest('hex')
  // Renewed by `npm run pictures`, which needs a Chromium.
  expect(hash).toBe(now)
})
