import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'

/** A program that is no npm package. */
export type Tool = {
  readonly name: string
  readonly version: string
  /** Where its version comes from, told by the program that installs it. */
  readonly from: { readonly go: string } | { readonly pypi: string }
}

/** Installed tools stay here, each version in a folder of its own. */
const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  'lambda-cold-start-gate',
)

/**
 * The tool from the path, whatever its version, else the pinned one, installed where it can be.
 *
 * @returns undefined, with the reason on stdout, where this machine cannot have it.
 */
export function findTool({ name, version, from }: Tool): string | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => resolve(folder, name))
    .find((path) => existsSync(path))
  if (onPath !== undefined) return onPath
  const folder = join(CACHE, `${name}-${version}`)
  const path = join(folder, 'bin', name)
  if (existsSync(path)) return path
  const installer = 'go' in from ? 'go' : 'python3'
  console.log(`${name} ${version}: installing it with ${installer} into ${folder}`)
  try {
    mkdirSync(folder, { recursive: true })
    if ('go' in from) {
      const env = { ...process.env, GOBIN: join(folder, 'bin') }
      run('go', ['install', `${from.go}@v${version}`], env)
    } else {
      run('python3', ['-m', 'venv', folder])
      run(join(folder, 'bin', 'pip'), ['install', '--quiet', `${from.pypi}==${version}`])
    }
    return path
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    const { code, stderr } = error as { readonly code?: string; readonly stderr?: Buffer }
    const reason = code === 'ENOENT' ? `there is no ${installer}` : `${stderr ?? error}`.trim()
    console.log(`${name} ${version} cannot be installed here: ${reason.split('\n').at(-1)}`)
    return undefined
  }
}

function run(command: string, args: readonly string[], env = process.env): void {
  execFileSync(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
}
