import { execFileSync, execSync } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import type { Peer } from '../peers/peer.ts'

/** A tool that can be run here. */
export type FoundPeer = { readonly peer: Peer; readonly program: string }

/** Where --install puts what it can; nothing of the project needs it. */
const TOOLS = join(tmpdir(), 'cold-start-gate-peers')

/** On the PATH, among the packages of the project or the user's global ones, or installed before. */
export function findPeer(peer: Peer): FoundPeer | undefined {
  const folders = [
    ...peer.places.map((place) => join(TOOLS, place, '..')),
    ...(process.env.PATH ?? '').split(delimiter),
    resolve('node_modules/.bin'),
  ]
  const program = folders.map((folder) => join(folder, peer.program)).find(isProgram)
  return program === undefined ? undefined : { peer, program }
}

/** @param say gets what is being done: it may take minutes. */
export function installPeer(peer: Peer, say: (line: string) => void): FoundPeer | undefined {
  mkdirSync(TOOLS, { recursive: true })
  for (const command of peer.install.map((one) => one.replaceAll('{}', TOOLS))) {
    say(`installing ${peer.name}: ${command}`)
    try {
      execSync(command, { stdio: 'ignore' })
    } catch (error) {
      say(`${peer.name} was not installed: ${error instanceof Error ? error.message : error}`)
    }
    const found = findPeer(peer)
    if (found !== undefined) return found
  }
  return undefined
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    // A shim of a version manager may be there without the tool.
    if (path.includes('shims')) execFileSync(path, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
