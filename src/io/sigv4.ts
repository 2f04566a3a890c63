import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'
import type { EpochMs } from '../units.ts'

export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** Decoded; a name that comes more than once has all its values. */
export type Query = Readonly<Record<string, string | readonly string[]>>

/** What all requests to one place have in common. */
export type Place = {
  readonly service: string
  readonly region: string
  readonly method: string
  /** As it goes over the wire, percent-encoded. */
  readonly path: string
  readonly query: Query
  /** Sent and signed with each request, `host` among them; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * @returns the headers to add, names and values in turn: `x-amz-date`, `authorization`, and
 *   `x-amz-security-token` for temporary credentials.
 */
export type Signer = (body: string, credentials: Credentials, at: EpochMs) => readonly string[]

/** What is the same for all requests of one second and one set of credentials. */
type Stamp = {
  readonly second: number
  readonly credentials: Credentials
  /** The canonical request up to the hash of the body. */
  readonly canonical: string
  /** The text to sign up to the hash of the canonical request. */
  readonly text: string
  readonly key: KeyObject
  readonly added: readonly string[]
  /** The header's value up to the signature. */
  readonly authorization: string
}

/**
 * Signs requests with AWS Signature Version 4. A request costs two hashes and an HMAC: the rest is
 * made once a second.
 *
 * Source of the algorithm: AWS IAM user guide, "Create a signed AWS API request".
 */
export function makeSigner(place: Place): Signer {
  const makeStamp = makeStamper(place)
  let stamp: Stamp | undefined
  return (body, credentials, at) => {
    const second = Math.floor(at / 1000)
    if (stamp?.second !== second || stamp.credentials !== credentials) {
      stamp = makeStamp(second, credentials)
    }
    const text = stamp.text + sha256(stamp.canonical + sha256(body))
    const signature = createHmac('sha256', stamp.key).update(text).digest('hex')
    return [...stamp.added, 'authorization', stamp.authorization + signature]
  }
}

function makeStamper({ service, region, ...place }: Place) {
  const start = `${place.method}\n${canonicalPath(place.path)}\n${canonicalQuery(place.query)}`
  const keyFor = makeDayKeys(region, service)
  return (second: number, credentials: Credentials): Stamp => {
    const time = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '')
    const day = time.slice(0, 8)
    const scope = `${day}/${region}/${service}/aws4_request`
    const { accessKeyId, sessionToken } = credentials
    const added = {
      'x-amz-date': time,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    }
    const signed = Object.entries({ ...place.headers, ...added }).sort(byName)
    const names = signed.map(([name]) => name).join(';')
    const lines = signed.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}`)
    return {
      ...{ second, credentials },
      canonical: [start, ...lines, '', names, ''].join('\n'),
      text: `AWS4-HMAC-SHA256\n${time}\n${scope}\n`,
      key: keyFor(day, credentials),
      added: Object.entries(added).flat(),
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=`,
    }
  }
}

/**
 * A key is good for a day. It is kept as a KeyObject: `createHmac` with a Buffer costs seven times
 * as much on Node 24.
 */
function makeDayKeys(region: string, service: string) {
  let id = ''
  let key: KeyObject | undefined
  return (day: string, { accessKeyId, secretAccessKey }: Credentials): KeyObject => {
    const wanted = `${day}\n${accessKeyId}\n${secretAccessKey}`
    if (key === undefined || id !== wanted) {
      key = [day, region, service, 'aws4_request'].reduce(
        (parent, part) => createSecretKey(createHmac('sha256', parent).update(part).digest()),
        createSecretKey(Buffer.from(`AWS4${secretAccessKey}`)),
      )
      id = wanted
    }
    return key
  }
}

/** Without empty and relative segments (RFC 3986, 6.2.2), and encoded once more than it is sent. */
function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encode(segment))
  }
  const end = path.endsWith('/') && segments.length > 0 ? '/' : ''
  return `/${segments.join('/')}${end}`
}

/** "a=1&b=2", encoded, as it is signed and as it should be sent. */
export function canonicalQuery(query: Query): string {
  return Object.entries(query)
    .flatMap(([name, values]) =>
      [values].flat().map((value) => [encode(name), encode(value)] as const),
    )
    .sort((a, b) => byName(a, b) || byName([a[1], ''], [b[1], '']))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}

/** RFC 3986; encodeURIComponent leaves !'()* alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
