import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openLogSearch } from '../../src/io/filter-log-events.ts'
import { makeInvoker } from '../../src/io/invoke.ts'
import { makeLambdaClient, readConfiguration } from '../../src/io/lambda.ts'
import { startProxy } from '../proxy-end.ts'
import { target, useLoopback } from './loopback.ts'

const { keep } = useLoopback()
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identity-'))
  writeFileSync(join(folder, 'token'), 'token')
  Object.assign(process.env, {
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/gate',
    AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'token'),
    AWS_MAX_ATTEMPTS: '1',
    AWS_REGION: target.region,
    // Nothing of whoever runs this.
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  })
})
afterEach(() => rmSync(folder, { recursive: true }))

type Call = { readonly what: string; readonly make: () => Promise<unknown> }

test.each<Call>([
  {
    what: 'the control plane',
    make: () => readConfiguration(makeLambdaClient(target.region), target),
  },
  {
    what: 'a measured request',
    make: async () => {
      const client = makeLambdaClient(target.region)
      const invoker = await keep(makeInvoker(client, target, 5_000))
      await invoker.invoke('{}')
    },
  },
  {
    what: 'the search of the logs',
    make: async () => {
      const search = await keep(Promise.resolve(openLogSearch(target.region, () => 0)))
      await search.call({ logGroupName: 'g' }, new AbortController().signal)
    },
  },
])('the role that $what needs is assumed through the proxy', async ({ make }) => {
  const proxy = await keep(startProxy({ refuse: 403 }))
  process.env.HTTPS_PROXY = proxy.url()
  await make().catch(() => undefined)
  expect(proxy.asked[0]).toBe(`CONNECT sts.${target.region}.amazonaws.com:443`)
})
