import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { READY } from './files.ts'

const START_LIMIT = 30_000

const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'local-cloud-'))
const log = join(folder, 'log')
const output = openSync(log, 'a')
const script = join(import.meta.dirname, 'cloud-process.ts')
const cloud = spawn(process.execPath, [script, folder, process.env['INPUT_KILL-AT'] ?? ''], {
  // A session of its own, and none of the job's pipes: it outlives this step.
  detached: true,
  stdio: ['ignore', output, output],
  env: { PATH: process.env.PATH },
})
cloud.unref()

const startedAt = Date.now()
while (!existsSync(join(folder, READY))) {
  if (cloud.exitCode !== null || Date.now() - startedAt > START_LIMIT) {
    throw new Error(`The local cloud did not start:\n${readFileSync(log, 'utf8')}`)
  }
  await sleep(50)
}
const variables: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(folder, READY), 'utf8'),
)
// The runner keeps GITHUB_* to itself.
const lines = Object.entries(variables)
  .filter(([name]) => name.startsWith('AWS_'))
  .map(([name, value]) => `${name}=${value}\n`)
appendFileSync(process.env.GITHUB_ENV ?? '', lines.join(''))
appendFileSync(process.env.GITHUB_STATE ?? '', `pid=${cloud.pid}\nfolder=${folder}\n`)
console.log(`The local cloud is at ${variables.AWS_ENDPOINT_URL}`)
