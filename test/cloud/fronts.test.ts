import { expect, test } from '@jest/globals'
import { app, inCloud } from './in-cloud.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const root = '1-6a507b87-0cc4438344b48ef127ab1931'

test("API Gateway and a load balancer keep Lambda's id to themselves", async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const idsOf = async (front: string) => {
      const { headers, status } = await fetch(`${cloud.url}/${front}/app`, { method: 'POST' })
      const own = cloud.truth().at(-1)?.requestId
      const names = ['x-amzn-requestid', 'x-amz-apigw-id', 'apigw-requestid', 'x-amzn-trace-id']
      expect([status, [...headers.values()].includes(own ?? '')]).toEqual([200, false])
      return names.filter((name) => headers.has(name))
    }
    expect(await idsOf('rest-api')).toEqual([
      ...['x-amzn-requestid', 'x-amz-apigw-id', 'x-amzn-trace-id'],
    ])
    expect(await idsOf('http-api')).toEqual(['apigw-requestid'])
    expect(await idsOf('alb')).toEqual([])
  })
})

test("a caller's trace is the one in the REPORT line behind a Function URL and a traced stage alone", async () => {
  const fronts = { stageTracing: true }
  await inCloud({ functions: [app({ tracing: true })], fronts }, async (cloud, sdk) => {
    for (const front of ['function-url', 'rest-api', 'http-api', 'alb']) {
      const headers = { 'x-amzn-trace-id': `Root=${root};Sampled=1` }
      const { status } = await fetch(`${cloud.url}/${front}/app`, { method: 'POST', headers })
      expect(status).toBe(200)
    }
    const messages = await sdk.readMessages('/aws/lambda/app', '"REPORT RequestId"')
    const found = messages.map((message) => message.includes(`\nXRAY TraceId: ${root}\t`))
    expect(found).toEqual([true, true, false, false])
  })
})

test('a gateway answers itself after its limit, and the function goes on', async () => {
  const fronts = { limitMs: 200 }
  await inCloud({ functions: [app()], fronts }, async (cloud, sdk) => {
    await sdk.invoke('app')
    const answerOf = async (front: string): Promise<string> => {
      const body = '{"sleepMs": 500}'
      const response = await fetch(`${cloud.url}/${front}/app`, { method: 'POST', body })
      return `${response.status} ${await response.text()}`
    }
    expect(await answerOf('rest-api')).toBe('504 {"message":"Endpoint request timed out"}')
    expect(await answerOf('http-api')).toBe('503 {"message":"Service Unavailable"}')
    expect(await answerOf('alb')).toContain('504 <html>')
    const done = (): boolean => cloud.truth().length === 4
    for (let tries = 0; tries < 100 && !done(); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(cloud.truth().map(({ error }) => error)).toEqual([null, null, null, null])
  })
})

test('a Function URL with AWS_IAM refuses what is not signed', async () => {
  await inCloud({ functions: [app()], fronts: { authType: 'AWS_IAM' } }, async (cloud) => {
    const { status, headers } = await fetch(`${cloud.url}/function-url/app`, { method: 'POST' })
    expect([status, headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException'])
    expect(headers.get('x-amzn-requestid')).toMatch(UUID)
    expect(cloud.truth()).toEqual([])
  })
})
