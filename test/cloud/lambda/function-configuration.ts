import { account, managedRuntime, type Settings } from './settings.ts'

/** What changes without a change of the settings. */
export type Moment = {
  readonly revision: string
  readonly modifiedAt: number
  readonly isPending: boolean
  readonly isInactive: boolean
  readonly isUpdating: boolean
  readonly codeSha256: string
}

/** The answer of GetFunctionConfiguration. */
export function renderConfiguration(
  settings: Settings,
  qualifier: string | null,
  moment: Moment,
): Readonly<Record<string, unknown>> {
  const isImage = settings.packageType === 'Image'
  const runtime = managedRuntime(settings)
  const isJson = settings.logFormat === 'JSON'
  return {
    FunctionName: settings.name,
    FunctionArn: qualifier === null ? settings.arn : `${settings.arn}:${qualifier}`,
    ...(isImage ? {} : { Runtime: settings.runtime, Handler: settings.handler }),
    Role: `arn:aws:iam::${account}:role/${settings.name}`,
    CodeSize: isImage ? 0 : 1_234_567,
    Description: '',
    Timeout: settings.timeoutS,
    MemorySize: settings.memoryMB,
    LastModified: new Date(moment.modifiedAt).toISOString().replace('Z', '+0000'),
    CodeSha256: isImage
      ? moment.codeSha256
      : Buffer.from(moment.codeSha256, 'hex').toString('base64'),
    Version: settings.version,
    ...(Object.keys(settings.variables).length === 0
      ? {}
      : { Environment: { Variables: settings.variables } }),
    TracingConfig: { Mode: settings.tracing ? 'Active' : 'PassThrough' },
    RevisionId: moment.revision,
    State: moment.isInactive ? 'Inactive' : moment.isPending ? 'Pending' : 'Active',
    ...(settings.kmsKeyArn === undefined ? {} : { KMSKeyArn: settings.kmsKeyArn }),
    ...(moment.isPending
      ? { StateReason: 'The function is being created.', StateReasonCode: 'Creating' }
      : {}),
    LastUpdateStatus: moment.isUpdating ? 'InProgress' : 'Successful',
    ...(moment.isUpdating
      ? {
          LastUpdateStatusReason: 'The function is being updated.',
          LastUpdateStatusReasonCode: 'Creating',
        }
      : {}),
    PackageType: settings.packageType,
    Architectures: [settings.architecture],
    EphemeralStorage: { Size: 512 },
    SnapStart:
      settings.snapStartMs === undefined
        ? { ApplyOn: 'None', OptimizationStatus: 'Off' }
        : {
            ApplyOn: 'PublishedVersions',
            OptimizationStatus: settings.isRestored ? 'On' : 'Off',
          },
    ...(runtime === null ? {} : { RuntimeVersionConfig: { RuntimeVersionArn: runtime.arn } }),
    LoggingConfig: {
      LogFormat: settings.logFormat,
      ...(isJson ? { ApplicationLogLevel: 'INFO', SystemLogLevel: settings.systemLogLevel } : {}),
      LogGroup: settings.logGroup,
    },
    ...settings.configuration,
  }
}

/** GetFunction's part about the package. */
export function renderCode(
  settings: Settings,
  codeSha256: string,
): Readonly<Record<string, string>> {
  if (settings.packageType === 'Zip') {
    return { RepositoryType: 'S3', Location: `https://awslambda.invalid/${settings.name}.zip` }
  }
  const repository = `${account}.dkr.ecr.${settings.region}.amazonaws.com/${settings.name}`
  return {
    RepositoryType: 'ECR',
    ImageUri: `${repository}:latest`,
    ResolvedImageUri: `${repository}@sha256:${codeSha256}`,
  }
}
