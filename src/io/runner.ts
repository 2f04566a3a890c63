import { readFileSync } from 'node:fs'
import type { InputName, Sources } from '../config/inputs.ts'

/** `inputs` of action.yml. */
export type Declared = Readonly<Record<string, { readonly default?: string }>>

/**
 * The inputs as the runner passes them, in `INPUT_*` variables. A blank one takes its default: an
 * expression such as `${{ matrix.load }}` is blank where the matrix has no such key.
 */
export function readInputs(declared: Declared, env: NodeJS.ProcessEnv): Sources {
  const given = new Map<string, string>()
  for (const [name, value = ''] of Object.entries(env)) {
    if (name.startsWith('INPUT_'))
      given.set(name.slice('INPUT_'.length).toLowerCase(), value.trim())
  }
  const defaultOf = (name: InputName): string => {
    const value = declared[name]?.default ?? ''
    // Only the runner can evaluate an expression.
    return value.includes('${{') ? '' : value
  }
  return {
    input: (name) => given.get(name) || defaultOf(name),
    defaultOf,
    given: [...given.keys()],
    env: (name) => env[name] ?? '',
    readFile,
  }
}

function readFile(path: string): { readonly text: string } | { readonly reason: string } {
  try {
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    return { reason: (error as NodeJS.ErrnoException).code ?? 'unreadable' }
  }
}
