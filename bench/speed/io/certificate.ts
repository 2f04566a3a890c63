import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/*
 * A certificate for loopback, made without a dependency: the few fields of X.509 (RFC 5280) in DER
 * (X.690) that TLS clients look at. Node makes keys and signatures, but no certificates.
 */

export type Certificate = {
  /** Of the authority that clients are told to trust. */
  readonly caPem: string
  readonly certificatePem: string
  readonly keyPem: string
}

const DAY = 24 * 3600 * 1000
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const COMMON_NAME = '2.5.4.3'
const SUBJECT_ALT_NAME = '2.5.29.17'
const BASIC_CONSTRAINTS = '2.5.29.19'

/** For `localhost` and 127.0.0.1, valid for two days, signed by an authority made for it. */
export function makeCertificate(): Certificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = 'bench authority'
  const isAuthority = extension(BASIC_CONSTRAINTS, true, sequence(tagged(0x01, Buffer.of(0xff))))
  const names = extension(
    SUBJECT_ALT_NAME,
    false,
    sequence(tagged(0x82, Buffer.from('localhost')), tagged(0x87, Buffer.of(127, 0, 0, 1))),
  )
  const ca = signed(issuer, issuer, authority.publicKey, [isAuthority], authority.privateKey)
  const own = signed(issuer, 'localhost', server.publicKey, [names], authority.privateKey)
  return {
    caPem: pem(ca),
    certificatePem: pem(own) + pem(ca),
    keyPem: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function signed(
  issuer: string,
  subject: string,
  key: KeyObject,
  extensions: readonly Buffer[],
  signer: KeyObject,
): Buffer {
  const algorithm = sequence(objectId(ECDSA_WITH_SHA256))
  const contents = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    // A serial number is positive: its first bit must not be set.
    tagged(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    name(issuer),
    sequence(time(Date.now() - DAY), time(Date.now() + DAY)),
    name(subject),
    key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  )
  return sequence(contents, algorithm, bits(sign('sha256', contents, signer)))
}

function tagged(tag: number, content: Buffer): Buffer {
  const size: number[] = []
  for (let rest = content.length; rest > 0; rest >>= 8) size.unshift(rest & 0xff)
  const length = content.length < 0x80 ? [content.length] : [0x80 | size.length, ...size]
  return Buffer.concat([Buffer.of(tag, ...length), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function bits(content: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(0), content]))
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [40 * first + second, ...rest].flatMap((part) => {
    const septets = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80)
    return septets
  })
  return tagged(0x06, Buffer.from(bytes))
}

function name(text: string): Buffer {
  const part = sequence(objectId(COMMON_NAME), tagged(0x0c, Buffer.from(text)))
  return sequence(tagged(0x31, part))
}

function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '')
  return tagged(0x17, Buffer.from(digits.slice(2)))
}

function extension(id: string, isCritical: boolean, content: Buffer): Buffer {
  const critical = isCritical ? [tagged(0x01, Buffer.of(0xff))] : []
  return sequence(objectId(id), ...critical, tagged(0x04, content))
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}
