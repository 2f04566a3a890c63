import { createHash, createHmac } from 'node:crypto'
import { type ApiRequest, Refusal } from './exchange.ts'

export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

const maxSkewMs = 5 * 60_000

/**
 * Throws what AWS answers to a wrong signature. Written from the specification, not from any signer:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function checkSignature(
  request: ApiRequest,
  expected: { service: string; region: string | undefined; credentials: Credentials; now: number },
): void {
  const header = one(request, 'authorization')
  if (header === '')
    throw refuse('MissingAuthenticationTokenException', 'Missing Authentication Token')
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    )
  if (!parts) {
    throw refuse('IncompleteSignatureException', `Authorization header is not SigV4: '${header}'`)
  }
  const [, key = '', day = '', region = '', service = '', names = '', signature = ''] = parts
  if (
    key !== expected.credentials.accessKeyId ||
    one(request, 'x-amz-security-token') !== expected.credentials.sessionToken
  ) {
    throw refuse(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    )
  }
  if (service !== expected.service) {
    throw refuse(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${expected.service}'. `,
    )
  }
  if (expected.region !== undefined && region !== expected.region) {
    throw refuse('InvalidSignatureException', 'Credential should be scoped to a valid region. ')
  }
  checkTime(one(request, 'x-amz-date'), day, expected.now)
  const signed = names.split(';')
  const unsigned = ['host', 'x-amz-date', 'x-amz-security-token'].filter(
    (name) => !signed.includes(name),
  )
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = [
    'AWS4-HMAC-SHA256',
    one(request, 'x-amz-date'),
    scope,
    sha256(canonicalRequest(request, signed)),
  ].join('\n')
  const right = hmac(signingKey(expected.credentials, day, region, service), toSign).toString('hex')
  const claimed = one(request, 'x-amz-content-sha256')
  const bodyMatches = claimed === '' || claimed === sha256(request.body)
  if (unsigned.length > 0 || signature !== right || !bodyMatches) {
    throw refuse(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
  }
}

function checkTime(date: string, day: string, now: number): void {
  const at = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Number.isNaN(at) || !date.startsWith(day)) {
    throw refuse(
      'IncompleteSignatureException',
      `Date in Credential scope does not match the date of the request: '${date}'`,
    )
  }
  if (Math.abs(now - at) > maxSkewMs) {
    const word = at < now ? 'expired' : 'not yet current'
    throw refuse(
      'InvalidSignatureException',
      `Signature ${word}: ${date} is now ${at < now ? 'earlier' : 'later'} than ${compact(now)} (5 min.)`,
    )
  }
}

function canonicalRequest(request: ApiRequest, signed: readonly string[]): string {
  return [
    request.method,
    // Every service but S3 signs the path encoded once more than it is sent.
    request.path.split('/').map(encode).join('/'),
    request.query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', value = ''] = pair.split(/=(.*)/s)
        return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`
      })
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${one(request, name).trim().replace(/ +/g, ' ')}`),
    '',
    signed.join(';'),
    sha256(request.body),
  ].join('\n')
}

function signingKey(
  credentials: Credentials,
  day: string,
  region: string,
  service: string,
): Buffer {
  return [day, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  )
}

function one(request: ApiRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : (value ?? []).join(',')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const compact = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
const refuse = (type: string, message: string): Refusal => new Refusal(403, type, message)
