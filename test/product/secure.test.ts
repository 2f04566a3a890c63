import { createServer as createHttpServer, request } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { createServer } from 'node:tls'
import { expect, test } from '@jest/globals'
import type { ActionRun } from '../action.ts'
import { authorityFile, identity } from '../certificate/certificate.ts'
import type { Cloud } from '../cloud/cloud.ts'
import { app, inCloud } from '../cloud/in-cloud.ts'
import { type ProxyEnd, startProxy } from '../proxy-end.ts'
import { gate, readReport } from './in-action.ts'

type Front = { readonly port: number; readonly connections: () => number }

/** A test in a cloud that speaks TLS alone. */
async function inSecureCloud(run: (cloud: Cloud, front: Front) => Promise<void>): Promise<void> {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const open = new Set<Socket>()
    const server = createServer({ ...identity }, (socket) => {
      const onward = connect(Number(new URL(cloud.url).port), '127.0.0.1')
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        open.add(one)
        one.on('error', () => other.destroy()).pipe(other)
      }
    })
    let connections = 0
    server.on('secureConnection', () => {
      connections += 1
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      await run(cloud, { port, connections: () => connections })
    } finally {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    }
  })
}

const INPUTS = { load: 'burst 6\nburst 4', thresholds: 'errors.count == 0' }

function run(cloud: Cloud, url: string, env: Readonly<Record<string, string>>): Promise<ActionRun> {
  return gate(cloud, INPUTS, { env: { AWS_ENDPOINT_URL: url, GITHUB_API_URL: url, ...env } })
}

const ofAws = ({ calls }: Cloud): readonly string[] => calls.filter((call) => /^\w+:/.test(call))

/** Function, invocations, logs and the comment: each was reached, and everything was matched. */
function expectMeasured(cloud: Cloud, result: ActionRun): void {
  expect(result.outputs.summary).not.toMatch(/certificate|proxy/)
  expect(readReport(result).counts).toMatchObject({ sent: 10, matched: 10, failed: 0, missing: 0 })
  expect(result.outputs.verdict).toBe('pass')
  expect(cloud.truth()).toHaveLength(10)
  expect(cloud.calls).toEqual(
    expect.arrayContaining([
      'lambda:GetFunctionConfiguration',
      'lambda:InvokeFunction',
      'logs:FilterLogEvents',
    ]),
  )
  expect(cloud.comments(7)).toHaveLength(1)
}

test('services behind TLS whose authority NODE_EXTRA_CA_CERTS names are measured', async () => {
  await inSecureCloud(async (cloud, { port, connections }) => {
    const env = { NODE_EXTRA_CA_CERTS: authorityFile }
    expectMeasured(cloud, await run(cloud, `https://localhost:${port}`, env))
    expect(connections()).toBeGreaterThanOrEqual(6)
  })
}, 30_000)

test('AWS_CA_BUNDLE is not heard, as the JavaScript SDK does not hear it: nothing is sent', async () => {
  await inSecureCloud(async (cloud, { port, connections }) => {
    // Octokit would try for seconds to reach GitHub.
    const env = { AWS_CA_BUNDLE: authorityFile, GITHUB_API_URL: cloud.url }
    const result = await run(cloud, `https://localhost:${port}`, env)
    expect(result.outputs.verdict).toBe('error')
    expect(result.outputs.summary).toMatch(/certificate.*; .*NODE_EXTRA_CA_CERTS/)
    expect(result.exitCode).toBe(1)
    expect(result.stdout).not.toMatch(/^ {4}at /m)
    expect([ofAws(cloud), connections()]).toEqual([[], 0])
  })
}, 30_000)

async function throughProxy(
  proxy: ProxyEnd,
  cloud: Cloud,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  // No resolver knows this name, so that whatever does not ask the proxy fails.
  const result = await run(cloud, 'https://lambda.test', {
    NODE_EXTRA_CA_CERTS: authorityFile,
    HTTPS_PROXY: proxy.url('user:s3cret'),
    ...env,
  })
  expect(result.stdout + result.summary + JSON.stringify(result.outputs)).not.toMatch(
    new RegExp(`s3cret|${Buffer.from('user:s3cret').toString('base64')}`),
  )
  return result
}

test('behind a proxy everything goes through its tunnels, with its login, which nobody prints', async () => {
  await inSecureCloud(async (cloud, { port }) => {
    const proxy = await startProxy({ portOf: () => port })
    try {
      expectMeasured(cloud, await throughProxy(proxy, cloud))
      expect(proxy.asked.length).toBeGreaterThanOrEqual(6)
      expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT lambda.test:443']))
      const logins = new Set(proxy.headers.map((headers) => headers['proxy-authorization']))
      expect(logins).toEqual(new Set([`Basic ${Buffer.from('user:s3cret').toString('base64')}`]))
    } finally {
      await proxy.close()
    }
  })
}, 30_000)

test('a proxy that refuses ends the gate with its status and without its password', async () => {
  await inSecureCloud(async (cloud) => {
    const proxy = await startProxy({ refuse: 407 })
    try {
      const result = await throughProxy(proxy, cloud, { GITHUB_API_URL: cloud.url })
      expect(result.outputs.verdict).toBe('error')
      expect(result.outputs.summary).toMatch(/407/)
      expect(ofAws(cloud)).toEqual([])
    } finally {
      await proxy.close()
    }
  })
}, 30_000)

test('a proxy that NO_PROXY exempts the services from is not asked', async () => {
  await inSecureCloud(async (cloud, { port }) => {
    const proxy = await startProxy({ refuse: 403 })
    try {
      const env = {
        NODE_EXTRA_CA_CERTS: authorityFile,
        HTTPS_PROXY: proxy.url(),
        NO_PROXY: 'localhost,169.254.169.254',
      }
      expectMeasured(cloud, await run(cloud, `https://localhost:${port}`, env))
      expect(proxy.asked).toEqual([])
    } finally {
      await proxy.close()
    }
  })
}, 30_000)

test('a proxy that no call could use is told by its variable before anything is sent', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const env = { HTTPS_PROXY: 'socks5://user:s3cret@proxy.test:1' }
    const result = await run(cloud, 'https://lambda.test', env)
    expect(result.outputs.verdict).toBe('error')
    expect(result.outputs.summary).toMatch(/^HTTPS_PROXY names a proxy that speaks neither/)
    expect(result.stdout + result.summary).not.toContain('s3cret')
    expect(cloud.calls).toEqual([])
  })
}, 30_000)

const hasIPv6 = Object.values(networkInterfaces()).some((ones) =>
  ones?.some(({ address }) => address === '::1'),
)

/** Hands every connection at `[::1]` on to the cloud, which then sees that name in signatures. */
async function atIPv6(cloud: Cloud, use: (url: string) => Promise<void>): Promise<void> {
  const open = new Set<Socket>()
  const server = createTcpServer((socket) => {
    const onward = connect(Number(new URL(cloud.url).port), '127.0.0.1')
    open.add(socket).add(onward)
    for (const one of [socket, onward]) one.on('error', () => socket.destroy())
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve))
  try {
    await use(`http://[::1]:${(server.address() as AddressInfo).port}`)
  } finally {
    for (const socket of open) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

const onIPv6 = hasIPv6 ? test : test.skip

onIPv6(
  'services at http://[::1] are measured, recycled and commented on',
  async () => {
    await inCloud({ functions: [app()] }, async (cloud) => {
      await atIPv6(cloud, async (url) => {
        const result = await gate(
          cloud,
          { load: 'burst 6\nrecycle\nburst 4', thresholds: 'errors.count == 0' },
          { env: { AWS_ENDPOINT_URL: url, GITHUB_API_URL: url } },
        )
        expectMeasured(cloud, result)
        expect(cloud.calls).toContain('lambda:UpdateFunctionConfiguration')
      })
    })
  },
  30_000,
)

test('GitHub Enterprise Server is asked below its path, and the comment is found again', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const paths: string[] = []
    const server = createHttpServer((message, response) => {
      paths.push(message.url ?? '')
      const to = new URL(message.url?.replace(/^\/api\/v3(?=\/)/, '') ?? '', cloud.url)
      const { method, headers } = message
      const onward = request(to, { method, headers }, (answer) => {
        answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers))
      })
      message.pipe(onward)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const env = { GITHUB_API_URL: `http://127.0.0.1:${port}/api/v3` }
      for (let i = 0; i < 2; i += 1) await gate(cloud, { load: 'burst 2' }, { env })
      expect(cloud.comments(7)).toHaveLength(1)
      expect(new Set(paths.map((path) => path.split('/').slice(0, 4).join('/')))).toEqual(
        new Set(['/api/v3/user', '/api/v3/repos']),
      )
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
}, 30_000)
