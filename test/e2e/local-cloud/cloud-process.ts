import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCloud } from '../../cloud/cloud.ts'
import type { FunctionOptions } from '../../cloud/options.ts'
import { END, type End, READY, VARIABLES } from './files.ts'

/*
 * Lives beside the job's steps, from the main step of the action to its post step.
 *
 *   node cloud-process.ts FOLDER [KILL-AT]
 */

const [folder = '.', killAt = ''] = process.argv.slice(2)

// Nothing is installed where this runs, so nothing that needs a package is imported.
const app: FunctionOptions = {
  name: 'app',
  directory: join(import.meta.dirname, '../../cloud/handlers'),
  handler: 'app.handler',
  variables: VARIABLES,
}
const cloud = await startCloud({
  functions: [app],
  logs: { lagMs: [0, 200] },
})
write(READY, cloud.variables)

const countOf = (call: string): number => cloud.calls.filter((one) => one === call).length

if (killAt !== '') {
  const poll = setInterval(() => {
    if (countOf('lambda:InvokeFunction') < Number(killAt)) return
    clearInterval(poll)
    killMarked()
  }, 20)
}

process.on('SIGTERM', async () => {
  const end: End = {
    variables: cloud.function('app').environmentVariables,
    updates: countOf('lambda:UpdateFunctionConfiguration'),
    invocations: countOf('lambda:InvokeFunction'),
  }
  await cloud.close()
  write(END, end)
  process.exit()
})

/** Whoever finds the file finds all of it. */
function write(name: string, value: object): void {
  const beside = join(folder, `${name}.new`)
  writeFileSync(beside, JSON.stringify(value))
  renameSync(beside, join(folder, name))
}

/** By its environment, which no other process has, as Linux shows it. */
function killMarked(): void {
  const mark = `LOCAL_CLOUD_MAY_KILL=${cloud.url}`
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${id}/environ`, 'utf8').split('\0')
      if (environment.includes(mark)) process.kill(Number(id), 'SIGKILL')
    } catch {
      // It is somebody else's, or has ended.
    }
  }
}
