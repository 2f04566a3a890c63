import type { MB, Ms } from './units.ts'

/** The function's configuration, as far as it matters for its cold starts. */
export type FunctionDescription = {
  readonly name: string
  readonly arn: string
  readonly version: string
  readonly memoryMB: MB
  readonly architecture: string
  /** "Image" or "Zip". */
  readonly packageType: string
  readonly runtime: string | null
  readonly timeout: Ms
  /** Of the deployed package or image. */
  readonly codeSha256: string | null
  /** Bytes; null for images. */
  readonly codeSize: number | null
  readonly lastModified: string | null
  readonly logGroup: string
  readonly logFormat: 'Text' | 'JSON'
  readonly systemLogLevel: string | null
  readonly snapStart: boolean
  /** Size of /tmp; absent where nobody told, as in older reports. */
  readonly ephemeralMB?: MB | undefined
}

/** The same, with what decides whether it can be measured. */
export type FunctionFacts = FunctionDescription & {
  readonly state: State
  /** What makes Lambda log or run it in a way that cannot be measured, by the API's field name. */
  readonly specialKinds: readonly ('CapacityProviderConfig' | 'DurableConfig' | 'TenancyConfig')[]
  /** Lambda could not decrypt the environment variables, so they cannot be merged with ours. */
  readonly variablesUnreadable: boolean
  /** Of its environment variables; absent where AWS manages it. */
  readonly kmsKeyArn?: string | undefined
  /** Whether it traces by itself; undefined when nobody told. */
  readonly tracing?: 'Active' | 'PassThrough' | undefined
}

export type State = {
  readonly state: string | null
  readonly reason: string | null
  readonly lastUpdate: string | null
  readonly lastUpdateReason: string | null
}

/** Whether an invocation now would run the deployed code, and if not, whether waiting helps. */
export function readiness({
  state,
}: FunctionFacts): 'ready' | 'wait' | 'wake' | { failed: string } {
  const reason = (text: string | null): string => (text === null ? '' : `: ${text}`)
  if (state.state === 'Failed')
    return { failed: `the function is in state Failed${reason(state.reason)}` }
  if (state.lastUpdate === 'Failed') {
    return { failed: `the function's last update failed${reason(state.lastUpdateReason)}` }
  }
  if (state.state === 'Inactive') return 'wake'
  if (state.state === 'Pending' || state.lastUpdate === 'InProgress') return 'wait'
  if (state.state !== null && state.state !== 'Active') {
    return { failed: `the function is in state ${state.state}${reason(state.reason)}` }
  }
  return 'ready'
}

/** Whether both are one version of one function, whatever their names say. */
export function isSameCode(a: FunctionDescription, b: FunctionDescription): boolean {
  return a.version === b.version && unqualifiedArn(a.arn) === unqualifiedArn(b.arn)
}

/** `arn:aws:lambda:region:account:function:name`, without a qualifier after it. */
export function unqualifiedArn(arn: string): string {
  return arn.split(':').slice(0, 7).join(':')
}
