import { MeasurementError } from '../measurement-error.ts'
import { withoutIt } from '../permissions.ts'
import { adviseOnCertificate, isCertificateRefused } from './certificates.ts'

/** What the SDK throws, as far as it can be relied on. */
type AwsError = {
  readonly name: string
  readonly message: string
  readonly status: number | undefined
  /** Of an error of the network; Node's name for it. */
  readonly code: unknown
}

export function readAwsError(error: unknown): AwsError {
  const {
    name = 'Error',
    message = String(error),
    code,
    $metadata,
  } = error as {
    readonly name?: string
    readonly message?: string
    readonly code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  return { name, message, code, status: $metadata?.httpStatusCode }
}

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError)$/
const BAD_CREDENTIALS =
  /^(ExpiredToken|ExpiredTokenException|InvalidSignatureException|SignatureDoesNotMatch|UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|CredentialsProviderError)$/

export function isDenied(error: unknown): boolean {
  const { name, status } = readAwsError(error)
  return DENIED.test(name) || (status === 403 && !BAD_CREDENTIALS.test(name))
}

export function isThrottled(error: unknown): boolean {
  const { name, status } = readAwsError(error)
  return status === 429 || /Throttl|TooManyRequests|LimitExceeded/.test(name)
}

/** An error that trying again may cure: throttling, a fault of the service, the network. */
export function isPassing(error: unknown): boolean {
  const { name, status, code } = readAwsError(error)
  if (BAD_CREDENTIALS.test(name) || isCertificateRefused(code)) return false
  return isThrottled(error) || status === undefined || status >= 500
}

/**
 * An AWS refusal in words that say what to do.
 *
 * @param permission the IAM action that the call needs.
 * @param purpose what the call is for, after "to".
 */
export function explainAwsError(
  error: unknown,
  permission: string,
  purpose: string,
): MeasurementError {
  const { name, message: told, status, code } = readAwsError(error)
  const message = quotesVariables(name, permission) ? withoutVariables(told) : told
  if (isDenied(error)) {
    const rest = withoutIt(permission)
    const without = rest === undefined ? '' : `; without it ${rest}`
    return new MeasurementError(
      `AWS refused ${permission}, which is needed to ${purpose}; allow it in the role's policy${without} (${name}: ${message})`,
    )
  }
  if (BAD_CREDENTIALS.test(name)) {
    return new MeasurementError(
      `AWS did not accept the credentials; in a workflow run aws-actions/configure-aws-credentials before this step, elsewhere log in anew (${name}: ${message})`,
    )
  }
  const advice = adviseOnCertificate(code)
  const answer = status === undefined ? '' : `, HTTP ${status}`
  return new MeasurementError(
    `could not ${purpose} by ${permission}: ${name}${answer}: ${message}${message.endsWith(advice) ? '' : advice}`,
  )
}

/**
 * A refused update quotes what it was given: all environment variables, which may be secrets, as in
 * "… exceeded the 4KB limit. String measured: {…}" or "Value '{…}' at 'environment.variables' failed …".
 */
function quotesVariables(name: string, permission: string): boolean {
  return permission === 'lambda:UpdateFunctionConfiguration' && /Invalid|Validation/.test(name)
}

function withoutVariables(message: string): string {
  return /4 ?KB/i.test(message)
    ? 'the environment variables and ours together exceed the 4 KB that Lambda allows; make room for 100 bytes'
    : 'its reason may quote environment variables, and is not shown'
}
