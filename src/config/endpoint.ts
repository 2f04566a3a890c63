import type { InputName, Sources } from './inputs.ts'
import { makeProblem, quote } from './problem.ts'
import type { Target } from './target.ts'

/** An HTTP endpoint in front of the function, loaded instead of the Invoke API. */
export type Endpoint = {
  /** Scheme, host and port. */
  readonly origin: string
  /** As it is sent, percent-encoded. */
  readonly path: string
  /** With its "?", or ''. Never shown: it may hold a key. */
  readonly search: string
  readonly method: Method
  /** Names as they were written. Values are never shown. */
  readonly headers: readonly Header[]
  /** Undefined: requests are not signed. */
  readonly signing: Signing | undefined
}

export type Header = readonly [name: string, value: string]

/** @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
export type Signing = {
  /** `lambda` of a Function URL, `execute-api` of API Gateway. */
  readonly service: 'lambda' | 'execute-api'
  readonly region: string
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
export type Method = (typeof METHODS)[number]

const URL_EXAMPLE = 'https://abc.lambda-url.eu-west-1.on.aws/'
const HEADER_EXAMPLE = '`Name: value` a line, for example `X-Api-Key: …`'
/** Of a header's value; bytes beyond ASCII would be another text at the other end. */
const VALUE = /^[\t\x20-\x7e]+$/

/** What HTTP itself needs to say, and what this client says with each request. */
const OURS = [
  ...['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'trailer'],
  ...['upgrade', 'expect', 'proxy-connection', 'proxy-authorization', 'x-amzn-trace-id'],
]
const OF_A_SIGNATURE = ['authorization', 'x-amz-date', 'x-amz-security-token']

/**
 * Reads `url`, `method`, `headers` and `auth`.
 *
 * @param problems gets what is wrong with them; a value is never quoted where it may be a credential.
 * @returns undefined without a url, or when it is wrong.
 */
export function parseEndpoint(
  { input, defaultOf }: Sources,
  target: Pick<Target, 'region'> | undefined,
  problems: string[],
): Endpoint | undefined {
  const method = METHODS.find((one) => one === input('method'))
  if (method === undefined) {
    problems.push(makeProblem('method', input('method'), 'an HTTP method', 'POST'))
  }
  const auth = (['none', 'iam'] as const).find((one) => one === input('auth'))
  if (auth === undefined) problems.push(makeProblem('auth', input('auth'), 'none, iam', 'none'))
  const headers = parseHeaders(input('headers'), auth === 'iam', problems)
  const hasPayload = input('payload') !== defaultOf('payload') || input('payload-file') !== ''
  if (input('url') === '') {
    const alone = (['method', 'headers', 'auth'] as const).find(
      (name: InputName) => input(name) !== defaultOf(name),
    )
    if (alone !== undefined && problems.length === 0) {
      problems.push(`${alone}: found without url, accepted is both, for example \`${URL_EXAMPLE}\``)
    }
    return undefined
  }
  if (method !== undefined && !hasBody(method) && hasPayload) {
    problems.push(
      `payload: found together with method ${method}, which sends none, accepted is one of the two, for example \`method: POST\``,
    )
  }
  const url = parseUrl(input('url'), problems)
  if (url === undefined || method === undefined || auth === undefined) return undefined
  const signing = auth === 'iam' ? signingFor(url, target, problems) : undefined
  const { origin, pathname, search } = url
  return { origin, path: pathname, search, method, headers, signing }
}

/** For people: without the query, which may hold a key. */
export function describeEndpoint({ origin, path, method, signing }: Endpoint): string {
  return `${method} ${origin}${path}${signing === undefined ? '' : ' (signed)'}`
}

/** Whether requests with a body are of this method. */
export function hasBody(method: Method): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

/** Whether Lambda itself answers, with its request id in a header. */
export function isFunctionUrl({ origin }: Pick<Endpoint, 'origin'>): boolean {
  return FUNCTION_URL.test(new URL(origin).hostname)
}

/** Whether what is sent can be read on its way. */
export function isPlainText({ origin }: Pick<Endpoint, 'origin'>): boolean {
  const { protocol, hostname } = new URL(origin)
  return protocol === 'http:' && !isLoopback(hostname)
}

const FUNCTION_URL = /^[a-z0-9]+\.lambda-url\.([a-z0-9-]+)\.on\.(?:aws|amazonwebservices\.com\.cn)$/
const API_GATEWAY = /^[a-z0-9-]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/
const LOAD_BALANCER = /\.elb(?:\.[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

function parseUrl(text: string, problems: string[]): URL | undefined {
  const accepted = 'an http or https URL'
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    const shown = text.includes('@') ? '…' : text.replace(/[?#].*/s, '…')
    problems.push(makeProblem('url', shown, accepted, URL_EXAMPLE))
    return undefined
  }
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    problems.push(
      'url: found a user name or password in it, accepted is a URL without, for example with `Authorization: …` in headers',
    )
    return undefined
  }
  return url
}

function parseHeaders(text: string, isSigned: boolean, problems: string[]): readonly Header[] {
  const headers: Header[] = []
  // A header may be a credential: messages name its line, or its name, only.
  const say = (found: string, accepted = `one ${HEADER_EXAMPLE}`): void => {
    problems.push(`headers: found ${found}, accepted is ${accepted}`)
  }
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+):\s*(\S.*)$/s.exec(line.trim()) ?? []
    const lower = name?.toLowerCase() ?? ''
    if (name === undefined) say(`no header in line ${i + 1}`)
    else if (!VALUE.test(value)) say(`a character that no header may have in line ${i + 1}`)
    else if (OURS.includes(lower)) {
      say(`${quote(name)} in line ${i + 1}`, 'any header that the client does not set itself')
    } else if (isSigned && OF_A_SIGNATURE.includes(lower)) {
      say(
        `${quote(name)} in line ${i + 1} together with auth: iam, which sets it`,
        'one of the two',
      )
    } else if (headers.some(([known]) => known.toLowerCase() === lower)) {
      say(`${quote(name)} once more in line ${i + 1}`, 'each header once')
    } else headers.push([name, value])
  }
  return headers
}

/** A custom domain that checks signatures is one of API Gateway: a Function URL has none. */
function signingFor(
  url: URL,
  target: Pick<Target, 'region'> | undefined,
  problems: string[],
): Signing | undefined {
  const { hostname, protocol } = url
  if (LOAD_BALANCER.test(hostname)) {
    problems.push(
      'auth: found "iam" for a load balancer, which checks no signature, accepted is none, for example with a header that its rules ask for',
    )
    return undefined
  }
  if (protocol === 'http:' && !isLoopback(hostname)) {
    problems.push(
      'auth: found "iam" for an http URL, which would send the session token unencrypted, accepted is an https URL, for example `https://…`',
    )
    return undefined
  }
  const [, ofFunction] = FUNCTION_URL.exec(hostname) ?? []
  const [, ofGateway] = API_GATEWAY.exec(hostname) ?? []
  const region = ofFunction ?? ofGateway ?? target?.region
  if (region === undefined) return undefined
  const isLambda = ofFunction !== undefined || isLoopback(hostname)
  return { service: isLambda ? 'lambda' : 'execute-api', region }
}
