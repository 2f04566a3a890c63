import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { connectGitHub } from '../../src/io/github.ts'
import { startProxy } from '../proxy-end.ts'
import { startFarEnd } from './far-end.ts'
import { useLoopback } from './loopback.ts'
import { startTlsEnd, trustAuthority } from './tls-end.ts'

const { keep } = useLoopback()
let distrust: () => void

beforeEach(() => {
  distrust = trustAuthority()
})
afterEach(() => distrust())

const LOGIN = 'user:s3cret'

/** GitHub behind TLS, and what its requests brought along. */
async function startGitHub() {
  const asked: string[] = []
  const end = await keep(
    startTlsEnd((request, response) => {
      asked.push(`${request.headers.host} ${request.url} ${request.headers.authorization}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
    }),
  )
  return { ...end, asked }
}

/** What a comment's search does first, once; the status of the answer. */
async function ask(): Promise<number> {
  const { issues } = (await connectGitHub('ghs_token')).rest
  const place = { owner: 'o', repo: 'r', issue_number: 7 }
  return (await issues.listComments({ ...place, request: { retries: 0 } })).status
}

const reasonOf = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'answered',
    (error: Error) => error.message,
  )

test.each([
  ['https://api.github.example', '/repos/o/r/issues/7/comments', 'github.com has the root'],
  ['/api/v3', '/api/v3/repos/o/r/issues/7/comments', 'an Enterprise Server has a path'],
  ['/api/v3/', '/api/v3/repos/o/r/issues/7/comments', 'with a slash'],
])('GITHUB_API_URL %s leads to %s: %s', async (url, path) => {
  const asked: (string | undefined)[] = []
  const end = await keep(
    startFarEnd(({ url: of }, response) => {
      asked.push(of)
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]')
    }),
  )
  process.env.GITHUB_API_URL = url.startsWith('/') ? end.url + url : end.url
  expect(await ask()).toBe(200)
  expect(asked).toEqual([path])
})

test.each([{ isSecure: false }, { isSecure: true }])(
  'HTTPS_PROXY is a tunnel to GitHub, too, which the token passes unseen; the proxy behind TLS: $isSecure',
  async ({ isSecure }) => {
    const github = await startGitHub()
    const proxy = await keep(startProxy({ isSecure, portOf: () => github.port }))
    Object.assign(process.env, {
      GITHUB_API_URL: 'https://lambda.test/api/v3',
      HTTPS_PROXY: proxy.url(LOGIN),
    })
    expect(await ask()).toBe(200)
    expect(proxy.asked).toEqual(['CONNECT lambda.test:443'])
    expect(proxy.headers[0]?.['proxy-authorization']).toBe(
      `Basic ${Buffer.from(LOGIN).toString('base64')}`,
    )
    expect(proxy.carried().toString('latin1')).not.toContain('ghs_token')
    expect(github.asked).toEqual([
      'lambda.test /api/v3/repos/o/r/issues/7/comments token ghs_token',
    ])
  },
)

// Forms that the toolkit's own client reads otherwise, beside one that it knows.
test.each([
  ['localhost', true],
  ['*.localhost', true],
  ['a.test localhost', true],
  ['localhost:PORT', true],
  ['*:PORT', true],
  ['localhost:1', false],
  ['', false],
])('NO_PROXY "%s" holds for GitHub as for AWS: exempt %s', async (rule, isExempt) => {
  const github = await startGitHub()
  const proxy = await keep(startProxy({ refuse: 403 }))
  Object.assign(process.env, {
    GITHUB_API_URL: `https://localhost:${github.port}`,
    HTTPS_PROXY: proxy.url(LOGIN),
    NO_PROXY: rule.replace('PORT', String(github.port)),
  })
  const reason = await reasonOf(ask())
  if (isExempt) expect([reason, proxy.asked]).toEqual(['answered', []])
  else expect(reason).toMatch(/^the proxy 127\.0\.0\.1:\d+ answered 403 to CONNECT localhost:\d+/)
})

test('a certificate of an unknown authority is told with what to do', async () => {
  distrust()
  const github = await startGitHub()
  process.env.GITHUB_API_URL = `https://localhost:${github.port}`
  expect(await reasonOf(ask())).toMatch(
    /^the certificate of localhost is not trusted: .*; .*NODE_EXTRA_CA_CERTS/,
  )
  expect(github.asked).toEqual([])
})

test.each(['socks5://user:s3cret@proxy.test:1', 'user:s3c%ret@proxy.test', 'http://u:s3c/ret@p:1'])(
  'a proxy that cannot be used fails the call alone, without a word of the login: %s',
  async (proxy) => {
    Object.assign(process.env, { GITHUB_API_URL: 'https://lambda.test', HTTPS_PROXY: proxy })
    const reason = await reasonOf(ask())
    expect(reason).toMatch(/^HTTPS_PROXY (is not|names)/)
    expect(reason).not.toMatch(/s3c|user:/)
  },
)
