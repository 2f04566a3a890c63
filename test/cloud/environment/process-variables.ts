import type { Settings } from '../lambda/settings.ts'
import type { InitializationType } from './platform-event.ts'

/** The variables of the handler's process; nothing of our own environment leaks in but the search path. */
export function makeProcessVariables(
  settings: Settings,
  stream: string,
  initializationType: InitializationType,
  pullMs: number,
): Readonly<Record<string, string>> {
  const streamVariables: Record<string, string> =
    initializationType === 'snap-start'
      ? {}
      : {
          AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
          AWS_LAMBDA_LOG_STREAM_NAME: stream,
        }
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...settings.variables,
    ...streamVariables,
    ...(pullMs > 0 ? { LOCAL_CLOUD_PULL_MS: String(pullMs) } : {}),
    _HANDLER: settings.handler,
    LAMBDA_TASK_ROOT: settings.directory,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: settings.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMB),
    AWS_LAMBDA_INITIALIZATION_TYPE: initializationType,
    AWS_LAMBDA_LOG_FORMAT: settings.logFormat,
  }
}
