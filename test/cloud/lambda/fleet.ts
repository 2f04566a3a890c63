import { Refusal } from '../exchange.ts'
import type { LogStore } from '../logs/log-store.ts'
import type { FunctionOptions } from '../options.ts'
import type { DeployedFunction } from './deployed-function.ts'
import { makeFunction } from './deployed-function.ts'
import { account, makeSettings } from './settings.ts'

/** A function as a caller named it. */
export type Target = {
  readonly function: DeployedFunction
  readonly name: string
  /** The version or alias that was asked for; null for the unqualified function. */
  readonly qualifier: string | null
  readonly arn: string
}

/** Every function version of the account. */
export type Fleet = {
  readonly functions: readonly DeployedFunction[]
  /** Finds by name, partial ARN or ARN, with a qualifier inside or beside it. Throws a Refusal. */
  find(reference: string, qualifier?: string | null): Target
}

export function makeFleet(
  options: readonly FunctionOptions[],
  region: string,
  logs: LogStore,
  closing: AbortSignal,
): Fleet {
  const names = new Map<string, Map<string, DeployedFunction>>()
  const aliases = new Map<string, string>()
  for (const one of [...options, ...latestOf(options)]) {
    const settings = makeSettings(one, region)
    const versions = names.get(one.name) ?? new Map<string, DeployedFunction>()
    names.set(one.name, versions.set(settings.version, makeFunction(settings, logs, closing)))
    for (const [alias, version] of Object.entries(settings.aliases)) {
      aliases.set(`${one.name}:${alias}`, version)
    }
  }

  return {
    functions: [...names.values()].flatMap((versions) => [...versions.values()]),
    find(reference, beside = null) {
      const { name, inside } = parseReference(reference)
      if (beside !== null && inside !== null && beside !== inside) {
        throw new Refusal(
          400,
          'InvalidParameterValueException',
          'The derived qualifier from the function name does not match the specified qualifier.',
        )
      }
      const qualifier = inside ?? beside
      const version = aliases.get(`${name}:${qualifier}`) ?? qualifier ?? '$LATEST'
      const found = names.get(name)?.get(version)
      const plain = `arn:aws:lambda:${region}:${account}:function:${name}`
      const arn = qualifier === null ? plain : `${plain}:${qualifier}`
      if (!found) {
        throw new Refusal(404, 'ResourceNotFoundException', `Function not found: ${arn}`)
      }
      return { function: found, name, qualifier, arn }
    },
  }
}

/** $LATEST exists for every function, and has no provisioned concurrency. */
function latestOf(options: readonly FunctionOptions[]): readonly FunctionOptions[] {
  const named = new Map(options.map((one) => [one.name, one]))
  return [...named.values()]
    .filter((one) =>
      options.every(({ name, version = '$LATEST' }) => name !== one.name || version !== '$LATEST'),
    )
    .map((one) => ({ ...one, version: '$LATEST', aliases: {}, provisioned: 0, proactive: 0 }))
}

/** `name`, `account:function:name` or a full ARN, each with an optional `:qualifier`. */
function parseReference(reference: string): { name: string; inside: string | null } {
  const [, name = '', inside = null] =
    /^(?:(?:arn:aws[^:]*:lambda:[^:]+:)?\d{12}:function:)?([\w-]+)(?::([\w$-]+))?$/.exec(
      reference,
    ) ?? []
  if (name === '') {
    throw new Refusal(
      400,
      'InvalidParameterValueException',
      `1 validation error detected: Value '${reference}' at 'functionName' failed to satisfy constraint`,
    )
  }
  return { name, inside }
}
