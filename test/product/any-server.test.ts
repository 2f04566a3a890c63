import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import { runAction } from '../action.ts'

let servers: Server[] = []

afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  servers = []
})

type Reply = {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body: unknown
}

async function serve(answer: (path: string, target: string) => Reply): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const target = String(request.headers['x-amz-target'] ?? '')
      const {
        status = 200,
        headers = {},
        body,
      } = answer(`${request.method} ${request.url}`, target)
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(body))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('servers that know the bare minimum of the three APIs are enough', async () => {
  const ids: string[] = []
  const lambda = await serve((path) => {
    if (path.endsWith('/invocations')) {
      const id = `00000000-0000-4000-8000-${String(ids.length).padStart(12, '0')}`
      ids.push(id)
      return { headers: { 'x-amzn-requestid': id }, body: 'ok' }
    }
    if (path.includes('/configuration'))
      return { body: { FunctionName: 'scorer', MemorySize: 512 } }
    return { status: 404, body: { message: 'no such call' } }
  })
  // No event ids, one stream, instant answers whose log lines claim seconds.
  const logs = await serve(() => ({
    body: {
      events: ids.map((id, i) => ({
        logStreamName: `stream-${Math.min(i, 3)}`,
        timestamp: Date.now(),
        message: `REPORT RequestId: ${id}\tDuration: 10.5 ms\tBilled Duration: 11 ms\tMemory Size: 512 MB\tMax Memory Used: 80 MB\t${i < 4 ? 'Init Duration: 2890.51 ms\t' : ''}\n`,
      })),
    },
  }))
  const comments: string[] = []
  const github = await serve((path) => {
    if (path.startsWith('GET') && path.includes('/comments')) return { body: [] }
    if (path.startsWith('POST')) comments.push(path)
    return path.startsWith('POST') ? { status: 201, body: { id: 1 } } : { status: 404, body: {} }
  })
  const run = await runAction({
    inputs: {
      'function-name': 'scorer',
      'aws-region': 'eu-west-1',
      load: 'burst 6',
      thresholds: 'cold.init.max <= 3s\ncold.count == 4',
    },
    env: {
      AWS_ENDPOINT_URL_LAMBDA: lambda,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs,
      GITHUB_API_URL: github,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })
  expect(run.outputs).toMatchObject({
    verdict: 'pass',
    invocations: '6',
    'cold-count': '4',
    'warm-count': '2',
    'cold-init-p50': '2890.51',
  })
  expect(comments).toEqual(['POST /repos/owner/repo/issues/7/comments'])
}, 30_000)
