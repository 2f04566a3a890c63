import { expect, test } from '@jest/globals'
import { openLogSearch } from '../../src/io/filter-log-events.ts'
import { makeInvoker } from '../../src/io/invoke.ts'
import { makeLambdaClient, readConfiguration } from '../../src/io/lambda.ts'
import { startProxy } from '../proxy-end.ts'
import { target, useLoopback } from './loopback.ts'

const { keep } = useLoopback()

const FIPS = { AWS_USE_FIPS_ENDPOINT: 'true' }
const DUALSTACK = { AWS_USE_DUALSTACK_ENDPOINT: 'true' }

/** Source: docs.aws.amazon.com, General Reference, "Lambda endpoints" and "CloudWatch Logs endpoints". */
test.each<{ region: string; env: NodeJS.ProcessEnv; lambda: string; logs: string }>([
  {
    ...{ region: 'eu-west-1', env: {} },
    ...{ lambda: 'lambda.eu-west-1.amazonaws.com', logs: 'logs.eu-west-1.amazonaws.com' },
  },
  {
    ...{ region: 'cn-north-1', env: {} },
    ...{ lambda: 'lambda.cn-north-1.amazonaws.com.cn', logs: 'logs.cn-north-1.amazonaws.com.cn' },
  },
  {
    ...{ region: 'us-gov-west-1', env: {} },
    ...{ lambda: 'lambda.us-gov-west-1.amazonaws.com', logs: 'logs.us-gov-west-1.amazonaws.com' },
  },
  {
    ...{ region: 'us-east-1', env: FIPS },
    ...{ lambda: 'lambda-fips.us-east-1.amazonaws.com', logs: 'logs-fips.us-east-1.amazonaws.com' },
  },
  {
    // The logs of GovCloud are FIPS under their usual name.
    ...{ region: 'us-gov-west-1', env: FIPS },
    ...{
      lambda: 'lambda-fips.us-gov-west-1.amazonaws.com',
      logs: 'logs.us-gov-west-1.amazonaws.com',
    },
  },
  {
    ...{ region: 'eu-west-1', env: DUALSTACK },
    ...{ lambda: 'lambda.eu-west-1.api.aws', logs: 'logs.eu-west-1.api.aws' },
  },
  {
    ...{ region: 'us-east-1', env: { ...FIPS, ...DUALSTACK } },
    ...{ lambda: 'lambda-fips.us-east-1.api.aws', logs: 'logs-fips.us-east-1.api.aws' },
  },
  {
    ...{ region: 'cn-north-1', env: DUALSTACK },
    ...{
      lambda: 'lambda.cn-north-1.api.amazonwebservices.com.cn',
      logs: 'logs.cn-north-1.api.amazonwebservices.com.cn',
    },
  },
])(
  'in $region with $env every call goes to $lambda and $logs',
  async ({ region, env, lambda, logs }) => {
    const proxy = await keep(startProxy({ refuse: 403 }))
    Object.assign(process.env, {
      HTTPS_PROXY: proxy.url(),
      ...{ AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_MAX_ATTEMPTS: '1' },
      ...env,
    })
    const client = makeLambdaClient(region)
    await readConfiguration(client, target).catch(() => undefined)
    client.destroy()
    const invoker = await keep(makeInvoker(client, { ...target, region }, 5_000))
    await invoker.invoke('{}')
    const search = await keep(Promise.resolve(openLogSearch(region, () => 0)))
    const { signal } = new AbortController()
    await search.call({ logGroupName: '/aws/lambda/app' }, signal).catch(() => undefined)
    const hosts = [lambda, lambda, logs].map((host) => `CONNECT ${host}:443`)
    expect(proxy.asked).toEqual(hosts)
  },
)
