import { spawnSync } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/*
 * Builds dist/ after each change, and runs the tests of the room that was changed: those of
 * test/logs for src/logs/journal.ts. Ends with Ctrl-C.
 */

/** An editor writes a file in several steps. */
const QUIET = 200

const changed = new Set<string>()
for (const root of ['src', 'test', 'scripts', 'action.yml']) {
  watch(root, { recursive: true }, (_, name) => changed.add(`${root}/${name}`))
}

run('npm', 'run', '--silent', 'build')
console.log('Waiting for a change …')
for (;;) {
  await sleep(QUIET)
  if (changed.size === 0) continue
  await sleep(QUIET)
  const paths = [...changed]
  changed.clear()
  // Golden files and the like are the tests' own.
  if (paths.some((path) => !path.startsWith('test/')) && !run('npm', 'run', '--silent', 'build')) {
    continue
  }
  const rooms = [...new Set(paths.flatMap(roomOf))]
  if (rooms.length > 0) run('npm', 'test', '--silent', '--', ...rooms)
  console.log('Waiting for a change …')
}

/** The folder of tests that a changed file belongs to; files at the top have none. */
function roomOf(path: string): readonly string[] {
  const [, room = ''] = /^(?:src|test)\/([\w-]+)\//.exec(path) ?? []
  return existsSync(`test/${room}`) && room !== '' ? [`test/${room}/`] : []
}

/** @returns whether it went well; what went wrong, it has said itself. */
function run(command: string, ...args: readonly string[]): boolean {
  console.log(`> ${command} ${args.join(' ')}`)
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0
}
