import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { expect, test } from '@jest/globals'
import { connect } from './clients.ts'
import { startCloud } from './cloud.ts'
import { app, inCloud } from './in-cloud.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:app'
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('a function is found by name, partial ARN and ARN, with its version or alias', async () => {
  const functions = [app(), app({ version: '7', aliases: { live: '7' } })]
  await inCloud({ functions }, async (_, sdk) => {
    const versions = [
      await sdk.invoke('app'),
      await sdk.invoke('app:live'),
      await sdk.invoke('123456789012:function:app:7'),
      await sdk.invoke(arn, {}, '$LATEST'),
      await sdk.invoke(`${arn}:live`, {}, 'live'),
    ].map((one) => one.executedVersion)
    expect(versions).toEqual(['$LATEST', '7', '7', '$LATEST', '7'])
    await expect(sdk.invoke('app:live', {}, '7')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    })
    await expect(sdk.invoke('app:8')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn}:8`,
      $metadata: { httpStatusCode: 404 },
    })
  })
})

test('the configuration is the deployed one', async () => {
  const functions = [
    app({ variables: { A: '1' }, logFormat: 'JSON', configuration: { KMSKeyArn: 'k' } }),
    app({ name: 'image', packageType: 'Image', reservedConcurrency: 4 }),
  ]
  await inCloud({ functions, account: { concurrency: 50 } }, async (cloud, { lambda }) => {
    const shown = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'app' }))
    expect(shown).toMatchObject({
      FunctionArn: arn,
      Runtime: 'nodejs24.x',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Environment: { Variables: { A: '1' } },
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'INFO', LogGroup: '/aws/lambda/app' },
      KMSKeyArn: 'k',
    })
    const image = await lambda.send(new GetFunctionCommand({ FunctionName: 'image' }))
    expect(image.Configuration).not.toHaveProperty('Runtime')
    expect(image.Configuration).not.toHaveProperty('Environment')
    expect(image.Code?.ResolvedImageUri).toMatch(/@sha256:[0-9a-f]{64}$/)
    cloud.deploy('image')
    const pushed = await lambda.send(new GetFunctionCommand({ FunctionName: 'image' }))
    expect(pushed.Code?.ResolvedImageUri).not.toBe(image.Code?.ResolvedImageUri)

    const concurrency = (name: string) =>
      lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }))
    expect((await concurrency('app')).ReservedConcurrentExecutions).toBeUndefined()
    expect((await concurrency('image')).ReservedConcurrentExecutions).toBe(4)
    expect((await lambda.send(new GetAccountSettingsCommand({}))).AccountLimit).toMatchObject({
      ConcurrentExecutions: 50,
      UnreservedConcurrentExecutions: 46,
    })
    expect(cloud.calls).toEqual([
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunction',
      'lambda:GetFunction',
      'lambda:GetFunctionConcurrency',
      'lambda:GetFunctionConcurrency',
      'lambda:GetAccountSettings',
    ])
  })
})

test('an update replaces all variables, refuses others meanwhile, and ends with new environments', async () => {
  const functions = [app({ variables: { MARK: 'old', KEPT: '1' }, updateMs: 150 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const update = (mark: string, RevisionId?: string) =>
      sdk.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'app',
          Environment: { Variables: { MARK: mark } },
          RevisionId,
        }),
      )
    await sdk.invoke('app')
    await expect(update('new', crypto.randomUUID())).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    })
    const before = cloud.function('app').configuration.RevisionId
    const answer = await update('new', String(before))
    expect(answer.LastUpdateStatus).toBe('InProgress')
    expect(answer.Environment?.Variables).toEqual({ MARK: 'new' })
    await expect(update('newer')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    })
    const straddling = sdk.invoke('app', { sleepMs: 250 })
    expect((await sdk.invoke('app')).result).toMatchObject({ variable: 'old', served: 1 })
    await pause(200)
    const { configuration, environmentVariables } = cloud.function('app')
    expect(configuration.LastUpdateStatus).toBe('Successful')
    expect(environmentVariables).toEqual({ MARK: 'new' })
    expect(new Set([before, answer.RevisionId, configuration.RevisionId]).size).toBe(3)
    expect((await straddling).result).toMatchObject({ variable: 'old', served: 2 })
    expect((await sdk.invoke('app')).result).toMatchObject({ variable: 'new', served: 1 })
    expect(cloud.function('app').liveEnvironments).toBe(1)
  })
})

test('a pending function is neither invoked nor updated', async () => {
  await inCloud({ functions: [app({ createMs: 100 })] }, async (cloud, sdk) => {
    await expect(sdk.invoke('app')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: expect.stringMatching(/currently in the following state: Pending/),
    })
    expect(cloud.function('app').configuration.State).toBe('Pending')
    await pause(150)
    expect((await sdk.invoke('app')).functionError).toBeUndefined()
  })
})

test.each([
  [
    'the reserved concurrency',
    { functions: [app({ reservedConcurrency: 2 })] },
    'ReservedFunctionConcurrentInvocationLimitExceeded',
  ],
  [
    'the concurrency of the account',
    { functions: [app()], account: { concurrency: 2 } },
    'ConcurrentInvocationLimitExceeded',
  ],
])('calls beyond %s are throttled and reach no environment', async (_, options, reason) => {
  await inCloud(options, async (cloud, sdk) => {
    const calls = await Promise.allSettled([1, 2, 3].map(() => sdk.invoke('app', { sleepMs: 200 })))
    const refused = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason] : []))
    expect(refused).toEqual([
      expect.objectContaining({
        name: 'TooManyRequestsException',
        Reason: reason,
        $metadata: expect.objectContaining({ httpStatusCode: 429 }),
      }),
    ])
    expect(cloud.truth()).toHaveLength(2)
    expect((await sdk.invoke('app')).result.served).toBe(2)
  })
})

test('a denied action is named with its resource', async () => {
  const deny = ['lambda:InvokeFunction', 'logs:FilterLogEvents']
  await inCloud({ functions: [app()], deny }, async (_, sdk) => {
    await expect(sdk.invoke('app')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::123456789012:assumed-role/ci/gate is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no identity-based policy allows the lambda:InvokeFunction action`,
      $metadata: { httpStatusCode: 403 },
    })
    await expect(sdk.readMessages('/aws/lambda/app')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    })
  })
})

test('a payload that is no JSON is refused', async () => {
  await inCloud({ functions: [app()] }, async (_, { lambda }) => {
    const call = lambda.send(new InvokeCommand({ FunctionName: 'app', Payload: Buffer.from('{') }))
    await expect(call).rejects.toMatchObject({ name: 'InvalidRequestContentException' })
  })
})

test('an asynchronous call is accepted at once, and a dry run calls nothing', async () => {
  await inCloud({ functions: [app()] }, async (cloud, { lambda }) => {
    const status = async (InvocationType: 'Event' | 'DryRun') =>
      (await lambda.send(new InvokeCommand({ FunctionName: 'app', InvocationType }))).StatusCode
    expect([await status('DryRun'), await status('Event')]).toEqual([204, 202])
    while (cloud.truth().length === 0) await pause(10)
    expect(cloud.truth()).toHaveLength(1)
  })
})

test.each([
  ['another secret', { secretAccessKey: 'wrong' }, 'InvalidSignatureException'],
  ['another key', { accessKeyId: 'AKIAWRONG' }, 'UnrecognizedClientException'],
  ['another session', { sessionToken: 'stale' }, 'UnrecognizedClientException'],
])('a request signed with %s is refused', async (_, change, name) => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const sdk = connect({ url: cloud.url, credentials: { ...cloud.credentials, ...change } })
    await expect(sdk.invoke('app')).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 403 },
    })
    sdk.destroy()
    expect(cloud.truth()).toEqual([])
  })
})

type Wire = { headers: Record<string, string>; body?: unknown; query?: Record<string, string> }

test.each<[string, (wire: Wire) => void, RegExp]>([
  ['body', (wire) => (wire.body = '{"a":2}'), /does not match/],
  ['query', (wire) => (wire.query = { Qualifier: '$LATEST' }), /does not match/],
  ['date', (wire) => (wire.headers['x-amz-date'] = '20200101T000000Z'), /Date|expired/],
  [
    'service',
    ({ headers }) =>
      (headers.authorization = String(headers.authorization).replace('/lambda/', '/logs/')),
    /scoped to correct service: 'lambda'/,
  ],
  ['authorization', (wire) => delete wire.headers.authorization, /Missing Authentication Token/],
])('a request whose %s was changed after signing is refused', async (_, tamper, message) => {
  await inCloud({ functions: [app()] }, async (_cloud, { lambda }) => {
    lambda.middlewareStack.add(
      (next) => async (args) => {
        tamper(Object(args.request))
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const call = lambda.send(new InvokeCommand({ FunctionName: 'app', Payload: '{"a":1}' }))
    await expect(call).rejects.toMatchObject({
      // A RegExp alone would match any message here.
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 403 },
    })
  })
})

test('a clock that is off by more than five minutes is refused', async () => {
  await inCloud({ functions: [app()] }, async (cloud) => {
    const lambda = new LambdaClient({
      region: 'us-east-1',
      endpoint: cloud.url,
      credentials: cloud.credentials,
      systemClockOffset: -6 * 60_000,
      maxAttempts: 1,
    })
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'app' }))).rejects.toThrow(
      /Signature expired/,
    )
    lambda.destroy()
  })
})

test('a region is checked when it was given', async () => {
  await inCloud({ functions: [app()], region: 'eu-central-1' }, async (_, sdk) => {
    await expect(sdk.invoke('app')).rejects.toThrow(/scoped to a valid region/)
  })
})

test('a Function URL answers with the id of the log lines', async () => {
  await inCloud({ functions: [app()] }, async (cloud, sdk) => {
    const response = await fetch(`${cloud.url}/function-url/app/score?a=1`, { method: 'POST' })
    const id = response.headers.get('x-amzn-requestid')
    expect(await response.json()).toMatchObject({ served: 1, requestId: id })
    expect(cloud.truth()[0]?.requestId).toBe(id)
    expect(await sdk.readMessages('/aws/lambda/app', `"REPORT RequestId: ${id}"`)).toHaveLength(1)
  })
})

test('close kills every process and frees the port, also under way', async () => {
  const cloud = await startCloud({
    functions: [app({ pulls: { far: 2, farMs: 0, nearMs: 60_000 } })],
  })
  const sdk = connect(cloud)
  const { result } = await sdk.invoke('app')
  const running = Promise.allSettled([1, 2, 3].map(() => sdk.invoke('app', { sleepMs: 60_000 })))
  await pause(200)
  expect(isAlive(Number(result.pid))).toBe(true)
  const closing = performance.now()
  await cloud.close()
  expect(performance.now() - closing).toBeLessThan(1000)
  expect(isAlive(Number(result.pid))).toBe(false)
  expect((await running).map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
  await expect(fetch(cloud.url)).rejects.toThrow('fetch failed')
  sdk.destroy()
})

test.each(['exit', 'kill'])('no process outlives its cloud when that ends by %s', async (how) => {
  const cloudUrl = new URL('cloud.ts', import.meta.url).href
  const script = `
    import { startCloud } from '${cloudUrl}'
    const cloud = await startCloud({ functions: [${JSON.stringify(app())}] })
    const response = await fetch(cloud.url + '/function-url/app')
    const { pid } = await response.json()
    const spinMs = '${how}' === 'exit' ? 20_000 : 0
    void fetch(cloud.url + '/function-url/app', { method: 'POST', body: JSON.stringify({ spinMs }) })
    await new Promise((resolve) => setTimeout(resolve, 100))
    console.log(pid)
    if ('${how}' === 'exit') process.exit()`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script])
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(String(line))
  if (how === 'kill') parent.kill('SIGKILL')
  await once(parent, 'exit')
  for (let tries = 0; tries < 50 && isAlive(pid); tries += 1) await pause(20)
  expect(pid).toBeGreaterThan(0)
  expect(isAlive(pid)).toBe(false)
})

/** A zombie that init has not reaped yet is not alive. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}
