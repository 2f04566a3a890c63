import type { Ms } from '../units.ts'
import type { Answer } from './invocation.ts'

/** What the headers of an HTTP endpoint's answer say. */
export type HttpHead = {
  readonly status: number
  /** `x-amzn-RequestId`: Lambda's id from a Function URL, another one from API Gateway. */
  readonly requestId: string | undefined
  /** The header HANDLER_HEADER: Lambda's id, from the handler itself. */
  readonly handlerId: string | undefined
  /** `apigw-requestid` (HTTP API) or `x-amz-apigw-id` (REST): API Gateway answers. */
  readonly isApiGateway: boolean
  /** `x-amzn-ErrorType`: AWS answers, and not the function. */
  readonly errorType: string | undefined
  /** A 3xx with a `Location`. */
  readonly isRedirect: boolean
}

/** What the answer belongs to. */
export type HttpRequest = {
  /** Root of the `X-Amzn-Trace-Id` that it was sent with. */
  readonly traceId: string
  readonly signing: 'lambda' | 'execute-api' | undefined
  /** From the sending to the head of the answer. */
  readonly waited: Ms
  /** An earlier answer was one of the function, so what looks like a refusal may be its own as well. */
  readonly leadsToFunction: boolean
}

/** A handler that returns `context.awsRequestId` in it can be joined behind anything. */
export const HANDLER_HEADER = 'x-lambda-request-id'

/**
 * API Gateway answers 504 or 503 after 29 s (REST) or 30 s (HTTP API) while the function goes on.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const SHORTEST_CUT_OFF: Ms = 28_500

/**
 * What became of an HTTP request.
 *
 * An error is the caller's, whoever made it: only the handler's own header proves that the function
 * ran. For any other the log decides, by the request id of a Function URL or by the trace.
 *
 * @param text of the body, for an error.
 */
export function readHttpAnswer(head: HttpHead, text: string, request: HttpRequest): Answer {
  const { status } = head
  const { traceId } = request
  const handlerId = readId(head.handlerId)
  // API Gateway's own id looks just like one of Lambda, and its join gives nothing.
  const ownId = handlerId ?? (head.isApiGateway ? undefined : readId(head.requestId))
  const error = `HTTP ${status}`
  const isFine = status >= 200 && status < 400 && !head.isRedirect
  if (handlerId !== undefined || isFine) {
    const functionError = isFine ? undefined : { type: error, environmentLost: false }
    return { kind: 'answered', requestId: ownId ?? traceId, functionError, traceId }
  }
  const words = readMessage(text)
  const what = [error, typeOf(head), words].filter(Boolean).join(' ')
  const isOfAws = head.errorType !== undefined || (head.isApiGateway && words !== '')
  if (status === 429 && (isOfAws || OF_LAMBDA.test(readReason(text) ?? ''))) {
    return { kind: 'throttled', reason: readReason(text) ?? what }
  }
  const refusal = isOfAws ? explainRefusal(head, what, request) : undefined
  if (refusal !== undefined) {
    return { kind: 'failed', reason: refusal, gaveUp: false, hopeless: true }
  }
  const isLate = status === 504 || (status === 503 && request.waited >= SHORTEST_CUT_OFF)
  // Lambda tells its id when the function has ended, so nobody cut it off.
  const gaveUp = ownId === undefined && isLate
  const mayHaveRun = { requestId: ownId, traceId, error }
  const reason = head.isRedirect
    ? `the answer is a redirect (${what}), which is not followed; let url name the place where it leads`
    : what
  return { kind: 'failed', reason, gaveUp, hopeless: false, mayHaveRun }
}

const CREDENTIALS =
  /^(ExpiredToken|ExpiredTokenException|InvalidSignatureException|IncompleteSignatureException|SignatureDoesNotMatch|UnrecognizedClientException|InvalidClientTokenId)$/

/** Why no request can succeed, and what to change; undefined where another one may. */
function explainRefusal(
  head: HttpHead,
  what: string,
  { signing, leadsToFunction }: HttpRequest,
): string | undefined {
  const { status, isApiGateway } = head
  const isRefused = status === 403 || status === 401
  const isOfSignature = isRefused && CREDENTIALS.test(typeOf(head))
  // A token may expire between two answers; a function without a signature cannot mean ours.
  if (leadsToFunction && !(isOfSignature && signing !== undefined)) return undefined
  if (status === 404) {
    return `there is nothing at this url (${what}); check its path, its stage and the method`
  }
  if (!isRefused) return undefined
  if (isOfSignature) return `AWS did not accept the credentials (${what})`
  if (isApiGateway) {
    return signing === undefined
      ? `API Gateway refused the request (${what}); check the url's stage and path, and whether the method asks for auth: iam, or for a key or token in headers`
      : `API Gateway refused the signed request (${what}); allow execute-api:Invoke in the role's policy, and check the url's stage and path`
  }
  return signing === undefined
    ? `the Function URL refused the request (${what}); set auth: iam where its AuthType is AWS_IAM, or let the function's policy allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction to everyone`
    : `AWS refused lambda:InvokeFunctionUrl; allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction in the role's policy (${what})`
}

function typeOf({ errorType }: HttpHead): string {
  return errorType?.split(':', 1)[0] ?? ''
}

/** As in log lines; what a stranger sends under this name may be anything. */
function readId(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9A-Za-z-]{8,64}$/.test(text) ? text : undefined
}

/**
 * Of the few texts that gateways write themselves, and nothing beside them: an answer of the function
 * is never quoted.
 */
function readMessage(text: string): string {
  const body = readObject(text)
  if (Object.keys(body).length !== 1) return ''
  const { message, Message = message } = body
  return typeof Message === 'string' && OWN_WORDS.test(Message) ? Message : ''
}

const OWN_WORDS =
  /^(Forbidden|Unauthorized|Not Found|Missing Authentication Token|User is not authorized to access this resource|Too Many Requests|Limit Exceeded|Internal [Ss]erver [Ee]rror|Service Unavailable|Endpoint request timed out|The security token included in the request is (?:invalid|expired)\.?|Rate Exceeded\.?)$/

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: Reason of TooManyRequestsException */
const OF_LAMBDA =
  /^(?:(?:Reserved)?Function(?:Concurrent)?Invocation(?:Rate)?|ConcurrentInvocation|CallerRate|ConcurrentSnapshotCreate)LimitExceeded$/

function readReason(text: string): string | undefined {
  const { Reason } = readObject(text)
  return typeof Reason === 'string' && /^\w{1,100}$/.test(Reason) ? Reason : undefined
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
