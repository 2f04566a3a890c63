import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { StartUp } from '../figures.ts'

const run = promisify(execFile)

/**
 * Ends the process where the bundle's entry, having read its inputs, asks for the rest of itself.
 * The empty script is run with it, too.
 */
const HOOK = `import { registerHooks } from 'node:module'
registerHooks({
  resolve: (specifier, context, next) => {
    if (/\\/index\\.js$/.test(context.parentURL) && /\\/(gate|core)-\\w+\\.js$/.test(specifier)) {
      process.exit(7)
    }
    return next(specifier, context)
  },
})`

/** The wall time of a process with the bundle, up to its inputs, and of one with nothing; in ms. */
export async function measureStartUp(directory: string): Promise<StartUp> {
  const hook = join(directory, 'hook.mjs')
  const empty = join(directory, 'empty.mjs')
  const all = join(directory, 'all.mjs')
  writeFileSync(hook, HOOK)
  writeFileSync(empty, '')
  writeFileSync(all, `await import(${JSON.stringify(gateChunk())})`)
  const inputs = { 'INPUT_FUNCTION-NAME': 'app', INPUT_LOAD: 'burst 30', AWS_REGION: 'us-east-1' }
  const time = async (script: string, exitCode: number): Promise<number> => {
    const startedAt = performance.now()
    const code = await run(process.execPath, ['--import', hook, script], {
      cwd: directory,
      env: inputs,
    }).then(
      () => 0,
      (error: { readonly code?: unknown }) => error.code,
    )
    if (code !== exitCode) throw new Error(`${script} ended with ${code}, not ${exitCode}`)
    return performance.now() - startedAt
  }
  return {
    empty: await time(empty, 0),
    bundle: await time(resolve('dist/index.js'), 7),
    all: await time(all, 0),
  }
}

function gateChunk(): string {
  const folder = resolve('dist/chunks')
  const name = readdirSync(folder).find((file) => /^gate-\w+\.js$/.test(file))
  if (name === undefined) throw new Error('dist/ has no gate chunk; npm run build makes it')
  return join(folder, name)
}
