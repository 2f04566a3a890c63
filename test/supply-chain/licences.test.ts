import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Metafile } from 'esbuild'
import fc from 'fast-check'
import { bundle } from '../../scripts/bundle.ts'
import { type Licensed, packagesIn, readLicence, renderLicences } from '../../scripts/licences.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'licences-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A package as npm installs it. */
function install(name: string, license: unknown, files: Readonly<Record<string, string>>): string {
  const path = join(folder, 'node_modules', name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text)
  return path
}

test('a package in the bundle is read with its licence and its notice', () => {
  const files = { 'LICENSE.md': 'may\r\nbe used\n', NOTICE: 'by somebody', 'LICENSE.js': 'code' }
  expect(readLicence(install('good', 'Apache-2.0', files))).toEqual({
    ...{ name: 'good', version: '1.2.3', licence: 'Apache-2.0' },
    text: 'may\nbe used\n\nby somebody',
  })
})

test.each([
  ['GPL-3.0-only', /a1 1\.2\.3 has the licence "GPL-3\.0-only"; the bundle takes MIT,/],
  ['MIT AND GPL-3.0-only', /has the licence "MIT AND GPL/],
  ['(MIT OR Apache-2.0)', /has the licence/],
  ['SEE LICENSE IN LICENSE', /has the licence/],
  [{ type: 'MIT' }, /has the licence/],
  [undefined, /has the licence undefined/],
])('the licence %j ends the build', (license, says) => {
  expect(() => readLicence(install('a1', license, { LICENSE: 'text' }))).toThrow(says)
})

test('a licence without its text ends the build', () => {
  const empty = install('a2', 'MIT', { LICENSE: ' \n' })
  expect(() => readLicence(empty)).toThrow(/a2 1\.2\.3 has no licence text/)
})

test('an exception that is needed no more ends the build', () => {
  const path = install('@aws-sdk/nested-clients', 'Apache-2.0', { LICENSE: 'text' })
  expect(() => readLicence(path)).toThrow(/has a licence text by now/)
})

test('only what gave bytes to the bundle is in it, and the innermost package is meant', () => {
  const inputs = {
    'src/main.ts': { bytesInOutput: 9 },
    'node_modules/used/lib/a.js': { bytesInOutput: 1 },
    'node_modules/used/lib/b.js': { bytesInOutput: 1 },
    'node_modules/shaken/a.js': { bytesInOutput: 0 },
    'node_modules/@scope/name/node_modules/@in/ner/a.js': { bytesInOutput: 1 },
    'node_modules/a/node_modules/b/c/d.js': { bytesInOutput: 1 },
  }
  const metafile = { inputs: {}, outputs: { x: { inputs } } } as unknown as Metafile
  expect(packagesIn(metafile)).toEqual([
    'node_modules/@scope/name/node_modules/@in/ner',
    'node_modules/a/node_modules/b',
    'node_modules/used',
  ])
})

test('the same packages give the same file, in whatever order they were found', () => {
  const licensed: fc.Arbitrary<Licensed> = fc.record({
    name: fc.constantFrom('a', 'b', 'B', 'é'),
    version: fc.constantFrom('1.0.0', '2.0.0'),
    licence: fc.constantFrom('MIT', 'ISC'),
    text: fc.constantFrom('one', 'two', 'three'),
  })
  fc.assert(
    fc.property(fc.array(licensed), fc.infiniteStream(fc.nat()), (all, keys) => {
      const shuffled = all
        .map((one) => ({ one, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one)
      const text = renderLicences(all)
      expect(renderLicences(shuffled)).toBe(text)
      for (const { name, version, licence } of all) {
        expect(text).toContain(`\n${name} ${version} (${licence})\n`)
      }
    }),
  )
})

test('every library that the bundle is made of is in licenses.txt, with its version', async () => {
  const out = join(folder, 'dist')
  const packages = await bundle(out)
  const text = readFileSync(join(out, 'licenses.txt'), 'utf8')
  for (const path of packages) {
    const { name, version } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'))
    expect(text).toContain(`\n${name} ${version} (`)
  }
  // What sources import from npm, as far as the bundler did not leave it all out; and the page's.
  for (const name of ['undici', 'valibot', '@octokit/core', '@aws-sdk/core', 'chart.js']) {
    expect(text).toContain(`\n${name} `)
  }
  // Nothing that only builds or tests.
  expect(text).not.toMatch(/\n(esbuild|jest|typescript|fast-check) /)
}, 60_000)
