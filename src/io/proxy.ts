import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'

/**
 * The proxy for a URL by the usual variables; lower case wins, as in curl.
 *
 * @returns undefined where NO_PROXY names the host or no proxy is set.
 */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const name = target.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const proxy = env[name] || env[name.toUpperCase()]
  if (!proxy || isExempt(target, env.no_proxy || env.NO_PROXY || '')) return undefined
  return new URL(proxy)
}

function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const actualPort = port || (protocol === 'https:' ? '443' : '80')
  return noProxy
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      const [, host = '', entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (entryPort !== undefined && entryPort !== actualPort) return false
      const suffix = host.replace(/^\*?\.?/, '')
      return host === '*' || hostname === suffix || hostname.endsWith(`.${suffix}`)
    })
}

/** A connection through the proxy to the target's host and port (HTTP CONNECT). */
export function connectThrough(proxy: URL, target: URL, timeout: number): Promise<Socket> {
  const host = `${target.hostname}:${target.port || (target.protocol === 'https:' ? 443 : 80)}`
  const { username, password } = proxy
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers =
    username === ''
      ? { host }
      : { host, 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
  const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const connecting = request(proxy, {
      method: 'CONNECT',
      path: host,
      headers,
      timeout,
      agent: false,
    })
    connecting.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(new Error(`the proxy answered ${response.statusCode} to CONNECT ${host}`))
      }
    })
    connecting.once('timeout', () => connecting.destroy(new Error('the proxy did not answer')))
    connecting.once('error', reject)
    connecting.end()
  })
}
