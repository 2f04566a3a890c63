import { expect, test } from '@jest/globals'
import { INPUT_NAMES } from '../../src/config/inputs.ts'
import { OPTION_NAMES } from '../../src/config/options.ts'
import type { Described } from '../../src/terminal/help.ts'
import { renderHelp } from '../../src/terminal/help.ts'
import { plain } from '../../src/terminal/paint.ts'
import { declared } from '../config/sources.ts'
import { expectGolden } from '../golden.ts'

const inputs = declared as Described

test('the help of a terminal of 80 characters', () => {
  const help = renderHelp(inputs, 80, plain)
  expectGolden('cli-help.txt', help)
  for (const name of OPTION_NAMES)
    expect(help).toMatch(new RegExp(`^(  |  -\\w, )--${name}\\s`, 'm'))
  for (const name of INPUT_NAMES.filter((one) => !OPTION_NAMES.includes(one))) {
    expect(help).not.toContain(`--${name} `)
  }
})

test('its texts and defaults are those of action.yml', () => {
  const timeout = { description: 'How long `it` may take', default: '7m' }
  expect(renderHelp({ ...inputs, timeout }, 80, plain)).toContain(
    '  --timeout               How long it may take [7m]\n',
  )
})

test('no line of an option is wider than the terminal', () => {
  for (const width of [60, 80, 97, 300]) {
    const lines = renderHelp(inputs, width, plain).split('\n')
    const own = lines.filter((line) => line.startsWith('  --') || line.startsWith(' '.repeat(26)))
    expect(Math.max(...own.map(({ length }) => length))).toBeLessThanOrEqual(Math.min(width, 100))
  }
})
