import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import {
  type FunctionConfiguration,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import type { Target } from '../config/target.ts'
import type { FunctionFacts } from '../function-facts.ts'
import type { Concurrency } from '../load/assess.ts'
import { MeasurementError } from '../measurement-error.ts'
import { explainAwsError, readAwsError } from './aws-errors.ts'
import { proxyEnvOfAgents } from './proxy.ts'

/** Node 24's agents take the proxy from the environment; the SDK does not do so by itself. */
export function makeAgents(): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } {
  const options = { keepAlive: true, proxyEnv: proxyEnvOfAgents(process.env) }
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) }
}

/** The control plane only: measured requests do not pass through the SDK. */
export function makeLambdaClient(region: string): LambdaClient {
  return new LambdaClient({
    region,
    requestHandler: {
      ...makeAgents(),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      throwOnRequestTimeout: true,
    },
  })
}

/** `$LATEST` is what an unqualified name means, and everything understands that. */
export function address({ id, qualifier }: Pick<Target, 'id' | 'qualifier'>): {
  readonly FunctionName: string
  readonly Qualifier?: string
} {
  return { FunctionName: id, ...(qualifier === '$LATEST' ? {} : { Qualifier: qualifier }) }
}

/** It may have been deleted, or the credentials are of another account. */
export class NoSuchFunctionError extends MeasurementError {}

/** @throws {MeasurementError} naming the permission, or that there is no such function. */
export async function readConfiguration(
  client: LambdaClient,
  target: Pick<Target, 'id' | 'qualifier'>,
): Promise<FunctionConfiguration> {
  try {
    return await client.send(new GetFunctionConfigurationCommand(address(target)))
  } catch (error) {
    if (readAwsError(error).name === 'ResourceNotFoundException') {
      const region = await client.config.region()
      throw new NoSuchFunctionError(
        `there is no function "${target.id}" with qualifier ${target.qualifier} in ${region}; check function-name, qualifier and aws-region`,
      )
    }
    throw explainAwsError(error, 'lambda:GetFunctionConfiguration', 'read the function')
  }
}

export function makeFacts(
  found: FunctionConfiguration,
  target: Target,
  logGroup: string | undefined,
): FunctionFacts {
  const { LoggingConfig: logging } = found
  const specialKinds = (
    ['CapacityProviderConfig', 'DurableConfig', 'TenancyConfig'] as const
  ).filter((kind) => found[kind] !== undefined && found[kind] !== null)
  return {
    name: found.FunctionName ?? target.name,
    arn: found.FunctionArn ?? target.id,
    version: found.Version ?? target.qualifier,
    memoryMB: found.MemorySize ?? 128,
    architecture: found.Architectures?.[0] ?? 'x86_64',
    packageType: found.PackageType ?? 'Zip',
    runtime: found.Runtime ?? null,
    timeout: (found.Timeout ?? 3) * 1000,
    codeSha256: found.CodeSha256 ?? null,
    codeSize: found.CodeSize || null,
    lastModified: found.LastModified ?? null,
    logGroup: logGroup ?? logging?.LogGroup ?? `/aws/lambda/${found.FunctionName ?? target.name}`,
    logFormat: logging?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    systemLogLevel: logging?.SystemLogLevel ?? null,
    snapStart: found.SnapStart?.OptimizationStatus === 'On',
    state: {
      state: found.State ?? null,
      reason: found.StateReason ?? null,
      lastUpdate: found.LastUpdateStatus ?? null,
      lastUpdateReason: found.LastUpdateStatusReason ?? null,
    },
    specialKinds,
    variablesUnreadable: found.Environment?.Error !== undefined,
  }
}

/**
 * The concurrency that the plan may use. Knowing it is a courtesy: without these permissions, or
 * on a server without these calls, the limits stay unknown.
 */
export async function readConcurrency(
  client: LambdaClient,
  { id }: Pick<Target, 'id'>,
): Promise<Concurrency> {
  const [reserved, account] = await Promise.allSettled([
    client.send(new GetFunctionConcurrencyCommand({ FunctionName: id })),
    client.send(new GetAccountSettingsCommand({})),
  ])
  return {
    reserved:
      reserved.status === 'fulfilled' ? reserved.value.ReservedConcurrentExecutions : undefined,
    unreserved:
      account.status === 'fulfilled'
        ? account.value.AccountLimit?.UnreservedConcurrentExecutions
        : undefined,
  }
}
