import { createHash, createHmac } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { canonicalQuery, makeSigner } from '../../src/io/sigv4.ts'

/** What @smithy/signature-v4 needs of a hash, over Node's. */
class Sha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string)
  }
  update(data: Uint8Array): void {
    this.#hash.update(data)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {
    throw new Error('not needed')
  }
}

const credentials = fc.record({
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: fc.stringMatching(/^[\w/+=]{20,40}$/),
  sessionToken: fc.option(fc.stringMatching(/^[\w/+=]{1,200}$/), { nil: undefined }),
})
const segment = fc.oneof(
  fc.constantFrom('', '.', '..'),

  fc.stringMatching(/^[\w-]{1,20}$/),
  fc.string({ minLength: 1, maxLength: 12 }),
)
const request = fc.record({
  path: fc
    .array(segment, { minLength: 1, maxLength: 5 })
    .map((parts) => `/${parts.map(encodeURIComponent).join('/')}`),
  query: fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), fc.string({ maxLength: 20 })),
  body: fc.string(),
})

/** Of headers as names and values in turn. */
function headerOf(name: string, headers: readonly string[]): string | undefined {
  const at = headers.indexOf(name)
  return at < 0 ? undefined : headers[at + 1]
}

test('signs as @smithy/signature-v4 does, whatever is signed', async () => {
  const dates = fc.date({ min: new Date(1e12), max: new Date(4e12), noInvalidDate: true })
  await fc.assert(
    fc.asyncProperty(credentials, request, dates, async (secret, { path, query, body }, at) => {
      const headers = {
        host: 'lambda.eu-west-1.amazonaws.com',
        'content-type': 'application/json',
        'x-amz-invocation-type': 'RequestResponse',
      }
      const reference = new SignatureV4({
        service: 'lambda',
        region: 'eu-west-1',
        credentials: { ...secret, sessionToken: secret.sessionToken as string },
        sha256: Sha256,
        applyChecksum: false,
      })
      const signed = await reference.sign(
        { method: 'POST', protocol: 'https:', hostname: headers.host, path, query, headers, body },
        { signingDate: at },
      )
      const place = { service: 'lambda', region: 'eu-west-1', method: 'POST', path, query, headers }
      const added = makeSigner(place)(body, secret, at.getTime())
      for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token']) {
        expect(headerOf(name, added)).toBe(signed.headers[name])
      }
    }),
  )
})

test('one signer follows a change of day and of credentials', () => {
  const service = { service: 'lambda', region: 'us-east-1' }
  const sign = makeSigner({
    ...service,
    method: 'POST',
    path: '/',
    query: {},
    headers: { host: 'a' },
  })
  const first = { accessKeyId: 'A', secretAccessKey: 'a' }
  const signatures = [
    sign('', first, Date.parse('2026-01-01T23:59:59Z')),
    sign('', first, Date.parse('2026-01-02T00:00:00Z')),
    sign('', { accessKeyId: 'B', secretAccessKey: 'b' }, Date.parse('2026-01-02T00:00:00Z')),
    sign('', first, Date.parse('2026-01-01T23:59:59Z')),
  ].map((added) => headerOf('authorization', added))
  expect(new Set(signatures).size).toBe(3)
  expect(signatures[3]).toBe(signatures[0])
})

test('a query is sent in the form in which it is signed', () => {
  expect(canonicalQuery({ Qualifier: '$LATEST', a: "it's (x)" })).toBe(
    'Qualifier=%24LATEST&a=it%27s%20%28x%29',
  )
})
