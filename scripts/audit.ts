import { spawnSync } from 'node:child_process'

/*
 * Known vulnerabilities of everything installed, and the registry's signatures. Not every registry
 * can answer: that is said so, and is an error with --all.
 */

const CHECKS = [
  { args: ['audit', '--audit-level=moderate'], about: 'known vulnerabilities' },
  { args: ['audit', 'signatures'], about: 'signatures' },
]

/** What npm says where the registry cannot be asked; anything else that fails is a finding. */
const CANNOT_ANSWER =
  /audit endpoint returned an error|No keys found|code (E4\d\d|ENOTFOUND|ECONN\w+)/

for (const { args, about } of CHECKS) {
  const all = [...args, '--loglevel=error']
  const { status, stdout, stderr } = spawnSync('npm', all, { encoding: 'utf8' })
  const said = `${stdout}${stderr}`.trim()
  const [reason] = CANNOT_ANSWER.exec(said) ?? []
  if (status === 0) console.log(`${about}: ${said}`)
  else if (reason !== undefined && !process.argv.includes('--all')) {
    console.log(`${about}: not checked, for the registry could not be asked (${reason})`)
  } else {
    console.error(said)
    process.exitCode = 1
  }
}
