import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { END, type End, VARIABLES } from './files.ts'

/** Runs after the gate's post step, for post steps come in reverse order. */

const END_LIMIT = 30_000

const { STATE_pid: pid = '', STATE_folder: folder = '' } = process.env
// The number of nobody would be that of this whole process group.
if (!/^[1-9]\d*$/.test(pid)) throw new Error('The local cloud was not started.')
process.kill(Number(pid), 'SIGTERM')
const startedAt = Date.now()
while (!existsSync(join(folder, END))) {
  if (Date.now() - startedAt > END_LIMIT) throw new Error('The local cloud did not end.')
  await sleep(50)
}
const end: End = JSON.parse(readFileSync(join(folder, END), 'utf8'))
console.log(`The local cloud saw ${end.invocations} invocations and ${end.updates} updates`)
if (!isDeepStrictEqual(end.variables, { ...VARIABLES })) {
  console.log(
    `::error::The function was not restored: it has ${Object.keys(end.variables).join(', ')}`,
  )
  process.exitCode = 1
} else {
  console.log('The function has the environment variables of before')
}
