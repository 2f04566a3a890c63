import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { changesBetween, type Deployment } from '../run/deployment.ts'
import { RECYCLE_VARIABLE, type Recycled, undo } from '../run/recycled.ts'

/** Tells other people's changes of functions from our own. */
export type Watch = {
  /** Before the load, and after a change of ours: from now on it is to be like this. */
  readonly note: (found: FunctionConfiguration, recycled: Recycled | undefined) => void
  /** After a change of ours has taken place: nothing else is to have changed. */
  readonly noteOurs: (found: FunctionConfiguration, recycled: Recycled | undefined) => void
  /** Nothing at all is to have changed. */
  readonly look: (found: FunctionConfiguration, recycled: Recycled | undefined) => void
  /** What others changed so far of the function version with this key. */
  readonly changesOf: (key: string) => readonly string[]
}

/**
 * A function version under all its names: an alias may stand for `$LATEST`, which is recycled under
 * another name.
 */
export function keyOf({ FunctionArn, FunctionName, Version }: FunctionConfiguration): string {
  const unqualified = FunctionArn?.split(':').slice(0, 7).join(':') ?? FunctionName ?? ''
  return `${unqualified}:${Version ?? '$LATEST'}`
}

export function makeWatch(): Watch {
  const known = new Map<string, Deployment>()
  const changes = new Map<string, Set<string>>()

  function compare(
    found: FunctionConfiguration,
    recycled: Recycled | undefined,
    isModifiedByUs: boolean,
  ): void {
    const key = keyOf(found)
    const before = known.get(key)
    const after = deploymentOf(found, recycled)
    known.set(key, after)
    if (before === undefined) return
    const seen = changes.get(key) ?? new Set()
    for (const what of changesBetween(before, after, isModifiedByUs)) seen.add(what)
    changes.set(key, seen)
  }

  return {
    note: (found, recycled) => known.set(keyOf(found), deploymentOf(found, recycled)),
    noteOurs: (found, recycled) => compare(found, recycled, true),
    look: (found, recycled) => compare(found, recycled, false),
    changesOf: (key) => [...(changes.get(key) ?? [])],
  }
}

/**
 * Not part of it: the state and the revision, which change by themselves, and the version of a
 * managed runtime, which Lambda may renew with any update.
 */
function deploymentOf(found: FunctionConfiguration, recycled: Recycled | undefined): Deployment {
  const { VpcConfig: vpc, Environment } = found
  const text = (value: unknown): string => JSON.stringify(value) ?? ''
  return {
    aspects: {
      code: text(found.CodeSha256),
      'memory size': text(found.MemorySize),
      'time limit': text(found.Timeout),
      handler: text(found.Handler),
      runtime: text(found.Runtime),
      architecture: text(found.Architectures),
      'package type': text(found.PackageType),
      layers: text(found.Layers?.map(({ Arn }) => Arn)),
      role: text(found.Role),
      VPC: text([vpc?.SubnetIds?.toSorted() ?? [], vpc?.SecurityGroupIds?.toSorted() ?? []]),
      'environment variables':
        Environment?.Error === undefined ? variablesOf(found, recycled) : undefined,
      'image configuration': text(found.ImageConfigResponse?.ImageConfig),
      SnapStart: text(found.SnapStart?.ApplyOn),
      'ephemeral storage': text(found.EphemeralStorage?.Size),
      'file systems': text(found.FileSystemConfigs),
      tracing: text(found.TracingConfig?.Mode),
      logging: text(found.LoggingConfig),
    },
    lastModified: found.LastModified ?? null,
  }
}

/** Without ours, in an order of their own. */
function variablesOf(
  { Environment }: FunctionConfiguration,
  recycled: Recycled | undefined,
): string {
  const all = Environment?.Variables ?? {}
  const { [RECYCLE_VARIABLE]: _, ...others } = recycled === undefined ? all : undo(all, recycled)
  return JSON.stringify(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)))
}
