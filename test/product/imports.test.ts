import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import type { ImportProfile } from '../../src/profile/import-profile.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { gate, readReport } from './in-action.ts'

const folder = mkdtempSync(join(tmpdir(), 'imports-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Takes that long, and no CPU. */
const wait = (ms: number): string =>
  `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms})`

/** A function whose model is a package that takes so long to load. */
function write(name: string, ms: number): string {
  const root = join(folder, name)
  const model = join(root, 'node_modules', '@acme', 'model')
  mkdirSync(model, { recursive: true })
  writeFileSync(join(model, 'package.json'), '{"main":"index.js"}')
  writeFileSync(join(model, 'index.js'), `require('./weights')\n${wait(20)}`)
  writeFileSync(join(model, 'weights.js'), wait(ms))
  writeFileSync(join(root, 'late.cjs'), wait(30))
  writeFileSync(
    join(root, 'app.mjs'),
    `import '@acme/model'
    export const handler = async () => { await import('./late.cjs') }`,
  )
  return root
}

test('a slow module is named with its time, on both sides, and the variables are put back', async () => {
  const variables = { NODE_OPTIONS: '--enable-source-maps', OTHER: 'kept' }
  const functions = [
    app({ directory: write('slow', 400), variables }),
    app({ name: 'app-main', directory: write('quick', 120), logFormat: 'JSON' }),
  ]
  const logs = { pageSize: 40, repeat: true, lagMs: [0, 300] } as const
  await inCloud({ functions, logs }, async (cloud) => {
    const run = await gate(cloud, {
      baseline: 'function:app-main',
      load: 'rounds 1 of 3',
      profile: 'imports',
    })
    const { profile, counts, notes, starts } = readReport(run) as ReturnType<typeof readReport> & {
      readonly profile: ImportProfile
    }
    expect(notes.filter((note) => note.includes('import'))).toEqual([])
    expect([counts.sent, starts.length]).toEqual([3, 6])
    const { candidate, baseline, changes } = profile
    expect(candidate.counts).toMatchObject({ sent: 5, answered: 5, matched: 5, profiled: 5 })
    expect(candidate.lines).toMatchObject({ orphans: 0, unreadable: 0 })
    const [model] = candidate.costs
    expect(model).toMatchObject({ name: '@acme/model', phase: 'init' })
    expect(model?.holder?.name).toBe('@acme/model/weights.js')
    expect(model?.time).toBeGreaterThanOrEqual(420)
    expect(candidate.init).toBeGreaterThan(model?.time ?? Infinity)
    expect(candidate.inRequest).toBeGreaterThanOrEqual(30)
    expect(baseline?.costs[0]?.name).toBe('@acme/model')
    expect(changes[0]).toMatchObject({ name: '@acme/model' })
    expect(changes[0]?.change).toBeGreaterThan(200)
    expect(run.report('report.md')).toMatch(/Imports take .*acme\/model .*slower than the baseline/)
    for (const name of ['app', 'app-main']) {
      const before = name === 'app' ? variables : {}
      expect(cloud.function(name).environmentVariables).toEqual(before)
    }
  })
}, 60_000)
