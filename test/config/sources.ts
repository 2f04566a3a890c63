import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { type Config, parseConfig } from '../../src/config/config.ts'
import type { Sources } from '../../src/config/inputs.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { type Declared, readInputs } from '../../src/io/runner.ts'

const text = readFileSync(resolve(import.meta.dirname, '../../action.yml'), 'utf8')

/** `inputs` of the real action.yml. */
export const declared: Declared = (parse(text) as { readonly inputs: Declared }).inputs

type Given = Readonly<Record<string, string>>

/** The inputs of a workflow with a function and a region, unless they are given as blank. */
export function makeSources(given: Given, files: Given = {}): Sources {
  const inputs = { 'function-name': 'app', 'aws-region': 'eu-west-1', ...given }
  const env = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  )
  return {
    ...readInputs(declared, env),
    readFile: (path) => {
      const file = files[path]
      return file === undefined ? { reason: 'ENOENT' } : { text: file }
    },
  }
}

export function configOf(given: Given, files?: Given): Config {
  return parseConfig(makeSources(given, files))
}

/** What is wrong with the inputs; empty when nothing is. */
export function problemsOf(given: Given, files?: Given): readonly string[] {
  try {
    configOf(given, files)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}
