import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { gate } from './in-action.ts'

type Statement = { readonly Action: string | readonly string[] }

/** The policy as the README prints it. */
function readPolicy(): readonly string[] {
  const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')
  const [, json = '{}'] = /```json\n(\{\n {2}"Version"[\s\S]*?)\n```/.exec(readme) ?? []
  const statements: readonly Statement[] = JSON.parse(json).Statement
  return statements.flatMap(({ Action }) => Action)
}

test('the README lists exactly the permissions that are used', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    await gate(cloud, { load: 'burst 1\nrecycle\nburst 1' })
    const used = new Set(cloud.calls.filter((call) => /^(lambda|logs):/.test(call)))
    expect([...used].sort()).toEqual([...readPolicy()].sort())
  })
}, 30_000)

test('without the permissions that only serve a warning, the verdict is the same', async () => {
  const deny = ['lambda:GetFunctionConcurrency', 'lambda:GetAccountSettings']
  await inCloud({ functions: [app()], deny }, async (cloud) => {
    const run = await gate(cloud, { load: 'burst 1', thresholds: 'errors.count == 0' })
    expect(run.outputs.verdict).toBe('pass')
  })
}, 30_000)

test('without recycle, the function may be read-only', async () => {
  const deny = ['lambda:UpdateFunctionConfiguration']
  await inCloud({ functions: [app()], deny }, async (cloud) => {
    const run = await gate(cloud, { load: 'burst 1', thresholds: 'errors.count == 0' })
    expect(run.outputs.verdict).toBe('pass')
  })
}, 30_000)
