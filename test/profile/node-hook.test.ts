import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../src/profile/environment.ts'
import { costsOf } from '../../src/profile/import-costs.ts'
import { NODE_OPTION } from '../../src/profile/node-hook.ts'

const root = mkdtempSync(join(tmpdir(), 'node-hook-'))
const task = join(root, 'task')
const wait = (ms: number): string =>
  `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});`

const FILES = {
  // The runtime: it loads the handler and never ends.
  'runtime/index.mjs': `const { handler } = await import(process.env.APP)
    await handler()
    process.stdout.write('handled\\n', () => process.exit())
    await new Promise(() => setTimeout(() => undefined, 60_000))`,
  'task/app.mjs': `import { model } from './model.mjs'
    import { plain } from '@acme/esm'
    export const handler = async () => { (await import('./late.cjs')).default(model, plain) }`,
  'task/model.mjs': `import data from './data.json' with { type: 'json' }
    import slow from 'slow'
    ${wait(20)}
    export const model = [data, slow] // the end`,
  'task/data.json': '{}',
  'task/late.cjs': `${wait(15)} module.exports = () => require('slow')`,
  'task/app.cjs': `require('slow'); exports.handler = async () => require('./late.cjs')()`,
  'task/broken.mjs': `import './throws.mjs'\nexport const handler = 1`,
  'task/throws.mjs': `import 'slow'\nthrow new TypeError('as it would without us')`,
  'task/node_modules/slow/package.json': '{"main":"index.js"}',
  'task/node_modules/slow/index.js': `require('./lib/deep'); try { require('./none') } catch {}`,
  'task/node_modules/slow/lib/deep.js': wait(40),
  'task/node_modules/@acme/esm/package.json': '{"type":"module","exports":"./index.js"}',
  'task/node_modules/@acme/esm/index.js': `'use strict';${wait(10)}export const plain = 1`,
}

beforeAll(() => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  symlinkSync(join(root, 'runtime'), join(root, 'link'))
})
afterAll(() => rmSync(root, { recursive: true }))

function start(app: string) {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'link', 'index.mjs')], {
    env: {
      APP: join(task, app),
      LAMBDA_TASK_ROOT: task,
      NODE_OPTIONS: `--enable-source-maps ${NODE_OPTION}`,
    },
    encoding: 'utf8',
    timeout: 20_000,
  })
  const found = readEnvironment([{ timestamp: 1, message: stderr }], undefined)
  const costs = found === undefined ? [] : costsOf(found)
  return { stdout, stderr, found, costs }
}

test('ES modules and CommonJS are timed, each where it was first asked for', () => {
  const { stdout, found, costs } = start('app.mjs')
  expect(stdout).toBe('handled\n')
  expect(found).toMatchObject({ orphans: 0, unreadable: 0 })
  const times = new Map(costs.map(({ name, time }) => [name, time]))
  expect([...times.keys()].toSorted()).toEqual([
    '(reading and compiling ES modules)',
    './app.mjs',
    './late.cjs',
    './model.mjs',
    '@acme/esm',
    'slow',
  ])
  expect(times.get('slow')).toBeGreaterThanOrEqual(39)
  expect(times.get('./model.mjs')).toBeGreaterThanOrEqual(19)
  expect(times.get('./model.mjs')).toBeLessThan(39)
  expect(times.get('@acme/esm')).toBeGreaterThanOrEqual(9)
  expect(times.get('./late.cjs')).toBeGreaterThanOrEqual(14)
  expect(costs.find(({ name }) => name === 'slow')?.holder?.name).toBe('slow/lib/deep.js')
})

test('a CommonJS handler is timed with all it requires', () => {
  const { stdout, costs } = start('app.cjs')
  expect(stdout).toBe('handled\n')
  expect(costs.map(({ name }) => name)).toEqual(['./app.cjs', 'slow', './late.cjs'])
})

test('a module that throws does so as ever', () => {
  const { stdout, stderr } = start('broken.mjs')
  expect(stdout).toBe('')
  expect(stderr).toContain('TypeError: as it would without us')
})

test('it leaves room for the variables of the function', () => {
  expect(NODE_OPTION.length).toBeLessThan(2_100)
})
