import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket, type TcpNetConnectOpts } from 'node:net'
import { MeasurementError } from '../measurement-error.ts'
import type { Ms } from '../units.ts'
import { adviseOnCertificate } from './certificates.ts'

/**
 * The proxy for a URL by the usual variables; lower case wins, as in curl.
 *
 * @returns undefined where NO_PROXY names the host or no proxy is set.
 * @throws {MeasurementError} when the variable names no proxy that can be used.
 */
export function proxyFor(target: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const proxy = readProxy(target.protocol === 'https:' ? 'https_proxy' : 'http_proxy', env)
  return proxy === undefined || isExempt(target, readExemptions(env)) ? undefined : proxy
}

/**
 * The same variables for Node's own agents, which take a URL with its scheme only, and a name in
 * NO_PROXY for that one host.
 */
export function proxyEnvOfAgents(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const exempt = readExemptions(env).flatMap(({ host, port }) => {
    if (port !== undefined) return [`${host}:${port}`]
    return host === '*' || isIP(host) ? [host] : [host, `.${host}`]
  })
  return {
    http_proxy: readProxy('http_proxy', env)?.href,
    https_proxy: readProxy('https_proxy', env)?.href,
    no_proxy: exempt.join(','),
  }
}

/** The messages do not quote the value: it may hold a password. */
function readProxy(lowerCase: string, env: NodeJS.ProcessEnv): URL | undefined {
  const name = env[lowerCase] ? lowerCase : lowerCase.toUpperCase()
  const text = env[name]
  if (!text) return undefined
  try {
    const proxy = new URL(/^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`)
    decodeURIComponent(proxy.username + proxy.password)
    if (/^https?:$/.test(proxy.protocol)) return proxy
  } catch {
    throw new MeasurementError(
      `${name} is not the URL of a proxy, such as http://proxy.example:3128; in a user name or password, write / ? # @ : and % percent-encoded`,
    )
  }
  throw new MeasurementError(
    `${name} names a proxy that speaks neither http nor https, and no others are supported; change it, or unset it for this step`,
  )
}

type Exemption = { readonly host: string; readonly port: string | undefined }

function readExemptions(env: NodeJS.ProcessEnv): readonly Exemption[] {
  const entries = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/)
  return entries.filter(Boolean).map((entry) => {
    const [, name = entry, port] = /^(\[.*\]|[^:]+):(\d+)$/.exec(entry) ?? []
    return { host: name === '*' ? name : withoutBrackets(name.replace(/^\*?\./, '')), port }
  })
}

function isExempt(target: URL, exemptions: readonly Exemption[]): boolean {
  const name = withoutBrackets(target.hostname)
  return exemptions.some(({ host, port }) => {
    if (port !== undefined && port !== portOf(target)) return false
    return host === '*' || name === host || (host !== '' && name.endsWith(`.${host}`))
  })
}

/**
 * A connection through the proxy to the target's host and port (HTTP CONNECT).
 *
 * @param timeout for the proxy's whole answer.
 * @param found how the proxy's own name is resolved.
 */
export function connectThrough(
  proxy: URL,
  target: URL,
  timeout: Ms,
  found: Pick<TcpNetConnectOpts, 'lookup' | 'autoSelectFamilyAttemptTimeout'> = {},
): Promise<Socket> {
  const host = `${target.hostname}:${portOf(target)}`
  const { username, password } = proxy
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`
  const request = proxy.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`the proxy ${proxy.host} ${what}`))
    // Not the URL itself, whose user name and password Node would send once more.
    const connecting = request({
      ...found,
      hostname: withoutBrackets(proxy.hostname),
      port: proxy.port,
      method: 'CONNECT',
      path: host,
      headers: login === ':' ? { host } : { host, 'proxy-authorization': authorization },
      agent: false,
    })
    connecting.once('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
      // Until somebody takes it over, a reset must not end the process.
      socket.on('error', () => socket.destroy())
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head)
        resolve(socket)
        return
      }
      socket.destroy()
      fail(`answered ${statusCode} to CONNECT ${host}`)
    })
    connecting.on('error', (error: NodeJS.ErrnoException) => {
      const advice = adviseOnCertificate(error.code)
      fail(`could not be used: ${error.message || error.code}${advice}`)
    })
    const deadline = setTimeout(() => {
      fail(`did not answer CONNECT ${host} in time`)
      connecting.destroy()
    }, timeout)
    connecting.once('close', () => clearTimeout(deadline))
    connecting.end()
  })
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80')
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
