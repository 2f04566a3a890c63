import { request } from 'node:http'
import type { LookupFunction } from 'node:net'
import { expect, test } from '@jest/globals'
import { makeAgents } from '../../src/io/lambda.ts'
import { proxyFor } from '../../src/io/proxy.ts'
import { type ProxyEnd, startProxy } from '../proxy-end.ts'
import { startFarEnd } from './far-end.ts'
import { useLoopback } from './loopback.ts'

const { keep } = useLoopback()

const URL_OF_PROXY = 'http://p:1/'
test.each<[why: string, url: string, env: NodeJS.ProcessEnv, proxy: string | undefined]>([
  ['lower case wins', 'http://a.test', { http_proxy: 'p:1', HTTP_PROXY: 'q:1' }, URL_OF_PROXY],
  ['no scheme is http, as in curl', 'http://a.test', { HTTP_PROXY: 'p:1' }, URL_OF_PROXY],
  ['an empty variable is none', 'http://a.test', { http_proxy: '', HTTP_PROXY: '' }, undefined],
  ['each scheme has its own', 'https://a.test', { HTTP_PROXY: 'p:1' }, undefined],
  [
    'the port that is meant',
    'http://a.test',
    { HTTP_PROXY: 'p:1', NO_PROXY: 'a.test:80' },
    undefined,
  ],
  [
    'the port of a domain',
    'http://x.a.test:81',
    { HTTP_PROXY: 'p:1', NO_PROXY: '.a.test:81' },
    undefined,
  ],
  ['everything at a port', 'http://a.test:81', { HTTP_PROXY: 'p:1', NO_PROXY: '*:81' }, undefined],
  [
    'a star for a domain',
    'http://x.a.test',
    { HTTP_PROXY: 'p:1', NO_PROXY: '*.a.test' },
    undefined,
  ],
  ['names have no case', 'http://a.test', { HTTP_PROXY: 'p:1', NO_PROXY: 'A.Test' }, undefined],
  [
    'blanks divide too',
    'http://a.test',
    { HTTP_PROXY: 'p:1', NO_PROXY: 'b.test a.test' },
    undefined,
  ],
  ['IPv6 without brackets', 'http://[::1]:81', { HTTP_PROXY: 'p:1', NO_PROXY: '::1' }, undefined],
  ['IPv6 with brackets', 'http://[::1]:81', { HTTP_PROXY: 'p:1', NO_PROXY: '[::1]' }, undefined],
  ['IPv6 at a port', 'http://[::1]:81', { HTTP_PROXY: 'p:1', NO_PROXY: '[::1]:81' }, undefined],
  ['another IPv6', 'http://[::2]:81', { HTTP_PROXY: 'p:1', NO_PROXY: '::1' }, URL_OF_PROXY],
  [
    'lower case wins here too',
    'http://a.test',
    { HTTP_PROXY: 'p:1', no_proxy: 'b', NO_PROXY: '*' },
    URL_OF_PROXY,
  ],
])('%s: %s with %j goes through %s', (_, url, env, proxy) => {
  expect(proxyFor(new URL(url), env)?.href).toBe(proxy)
})

/** Whether a request of the control plane goes through the proxy. */
function asksProxy(url: URL, proxy: ProxyEnd, directPort: number): Promise<boolean> {
  const before = proxy.asked.length
  const lookup: LookupFunction = (_, { all }, done) =>
    all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
  const agent = makeAgents().httpAgent
  return new Promise((resolve, reject) => {
    const { hostname } = url
    request({ hostname, port: directPort, agent, lookup }, (response) => {
      response.resume().once('end', () => {
        agent.destroy()
        resolve(proxy.asked.length > before)
      })
    })
      .once('error', reject)
      .end()
  })
}

test('the control plane takes the same way as the measured requests', async () => {
  const end = await keep(startFarEnd((_, response) => response.end()))
  const proxy = await keep(startProxy())
  const url = new URL(`http://x.a.test:${end.port}`)
  const rules = ['', '*', 'a.test', '.a.test', '*.a.test', 'X.A.Test', 'b.test x.a.test', 'x.a']
  const ways: [string, boolean, boolean][] = []
  for (const rule of [...rules, `x.a.test:${end.port}`, 'x.a.test:1']) {
    for (const text of [proxy.url(), proxy.url().replace('http://', '')]) {
      Object.assign(process.env, { HTTP_PROXY: text, NO_PROXY: rule })
      const own = proxyFor(url, process.env) !== undefined
      ways.push([`${rule} ${text}`, own, await asksProxy(url, proxy, end.port)])
    }
  }
  expect(ways.map(([rule, own]) => [rule, own])).toEqual(ways.map(([rule, , sdk]) => [rule, sdk]))
  expect(new Set(ways.map(([, own]) => own)).size).toBe(2)
})

test.each([
  ['a slash in the password', 'http://user:s3c/ret@proxy.test:1', /not the URL of a proxy/],
  ['a percent sign in the password', 'http://user:s3c%ret@proxy.test:1', /percent-encoded/],
  ['another protocol', 'socks5://user:s3cret@proxy.test:1', /neither http nor https/],
])('%s is refused at once by name, without a word of the login', (_, text, says) => {
  process.env.HTTPS_PROXY = text
  for (const attempt of [
    () => proxyFor(new URL('https://a.test'), process.env),
    () => makeAgents(),
  ]) {
    expect(attempt).toThrow(says)
    expect(attempt).toThrow(/^HTTPS_PROXY /)
    expect(attempt).not.toThrow(/user:|s3c/)
  }
})
