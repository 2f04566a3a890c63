import { withoutIt } from '../permissions.ts'
import type { Answer, FunctionError } from './invocation.ts'

/** What the response headers of an Invoke call say. */
export type AnswerHead = {
  readonly status: number
  /** `x-amzn-RequestId`: the id that START, END and REPORT carry. */
  readonly requestId: string | undefined
  /** `X-Amz-Function-Error` */
  readonly functionError: string | undefined
  /** `x-amzn-ErrorType` */
  readonly errorType: string | undefined
}

/**
 * What became of an invocation. A function's own failure comes as HTTP 200: the status does not
 * reflect it.
 *
 * @param text of the body, for anything but a success.
 */
export function readAnswer(head: AnswerHead, text: string): Answer {
  const { status, requestId } = head
  if (status === 200 && requestId !== undefined) {
    const functionError =
      head.functionError === undefined ? undefined : readFunctionError(head.functionError, text)
    return { kind: 'answered', requestId, functionError }
  }
  const body = parseObject(text)
  const type = (head.errorType ?? readText(body, '__type') ?? '').split(':', 1)[0] ?? ''
  if (status === 429) {
    return { kind: 'throttled', reason: readText(body, 'Reason') ?? (type || 'TooManyRequests') }
  }
  const message = readText(body, 'message') ?? readText(body, 'Message') ?? ''
  const what = [`HTTP ${status}`, type, message].filter(Boolean).join(' ')
  // Other 403s, such as ExpiredTokenException, are about the credentials and not about the policy.
  const denied = type === 'AccessDeniedException' || (status === 403 && type === '')
  const reason = denied
    ? `AWS refused lambda:InvokeFunction; allow it in the role's policy; without it ${withoutIt('lambda:InvokeFunction')} (${what})`
    : status === 200
      ? 'the answer carries no x-amzn-RequestId, so its log lines cannot be found'
      : what
  const hopeless = denied || status === 403 || status === 404 || status === 200
  return { kind: 'failed', reason, gaveUp: false, hopeless }
}

/** After these the environment starts anew; a handler's own exception leaves it running. */
const LOST = /^(?:Runtime\.|Sandbox\.|Extension\.)/
const OLD_TIMEOUT = /Task timed out after \d/
const OLD_EXIT = /RequestId: \S+ Error: Runtime exited/

/** Of the answer only its type is kept: messages may hold personal data. */
function readFunctionError(kind: string, text: string): FunctionError {
  const body = parseObject(text)
  const type = readText(body, 'errorType')
  const message = readText(body, 'errorMessage') ?? ''
  const environmentLost =
    type === undefined
      ? OLD_TIMEOUT.test(message) || OLD_EXIT.test(message)
      : LOST.test(type) && !HANDLED.has(type)
  return { type: type ?? kind, environmentLost }
}

/** Python's runtime reports these about an event or an answer, and lives on. */
const HANDLED: ReadonlySet<string> = new Set(['Runtime.MarshalError', 'Runtime.UnmarshalError'])

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function readText(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
