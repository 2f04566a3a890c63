import type { FunctionOptions } from '../options.ts'

type Absent = 'pulls' | 'snapStartMs' | 'reservedConcurrency' | 'kmsKeyArn'

/** One function version with every default filled in. */
export type Settings = Required<Omit<FunctionOptions, Absent>> &
  Pick<FunctionOptions, Absent> & {
    readonly customGroup: boolean
    /** SnapStart covers published versions only. */
    readonly isRestored: boolean
    readonly region: string
    readonly arn: string
  }

export const account = '123456789012'

export function makeSettings(options: FunctionOptions, region: string): Settings {
  return {
    memoryMB: 512,
    timeoutS: 3,
    architecture: 'x86_64',
    packageType: 'Zip',
    runtime: 'nodejs24.x',
    variables: {},
    version: '$LATEST',
    aliases: {},
    logFormat: 'Text',
    systemLogLevel: 'INFO',
    tracing: false,
    errorStyle: 'status',
    initLimitMs: 10_000,
    sandboxMs: 0,
    resets: 'lazy',
    proactive: 0,
    proactiveMs: 0,
    proactiveInitInReport: false,
    provisioned: 0,
    updateMs: 100,
    createMs: 0,
    inactive: false,
    tags: {},
    configuration: {},
    ...options,
    logGroup: options.logGroup ?? `/aws/lambda/${options.name}`,
    customGroup: options.logGroup !== undefined,
    isRestored: options.snapStartMs !== undefined && (options.version ?? '$LATEST') !== '$LATEST',
    region,
    arn: `arn:aws:lambda:${region}:${account}:function:${options.name}`,
  }
}

/** The runtime that AWS manages and names in the log; null for images and OS-only runtimes. */
export function managedRuntime(
  settings: Settings,
): { readonly version: string; readonly arn: string } | null {
  if (settings.packageType === 'Image' || settings.runtime.startsWith('provided')) return null
  return {
    version: `${settings.runtime.replace(/^([a-z]+)(\d.*)$/, '$1:$2').replace(/\.x$/, '')}.mainline.v12`,
    arn: `arn:aws:lambda:${settings.region}::runtime:dbba1971e930ffa96516a5f974314066b67b3aadbd7a890b193c3d9a2385cf54`,
  }
}
