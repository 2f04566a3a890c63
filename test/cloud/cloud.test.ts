import { expect, test } from '@jest/globals'
import { app, inCloud, shape } from './in-cloud.ts'
import type { TrueStart } from './truth.ts'

const group = '/aws/lambda/app'
const initStart =
  'INIT_START Runtime Version: nodejs:24.mainline.v12\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:HASH\n'
const start = 'START RequestId: ID Version: $LATEST\n'
const end = 'END RequestId: ID\n'
const report =
  'REPORT RequestId: ID\tDuration: 0.00 ms\tBilled Duration: 0 ms\tMemory Size: 512 MB\tMax Memory Used: 0 MB\t'
const coldReport = `${report}Init Duration: 0.00 ms\t\n`
const warmReport = `${report}\n`

function classes(truth: readonly TrueStart[]): readonly string[] {
  return truth.map((one) => `${one.class} ${one.initKind}`)
}

function numbers(message: string | undefined): Readonly<Record<string, number>> {
  const found = [...(message ?? '').matchAll(/((?:Init |Billed )?Duration): (\d+(?:\.\d+)?) ms/g)]
  return Object.fromEntries(found.map(([, name, value]) => [name ?? '', Number(value)]))
}

test('a cold and a warm start leave the lines of AWS, with the times that were measured', async () => {
  await inCloud({ functions: [app({ variables: { INIT_MS: '50' } })] }, async (cloud, sdk) => {
    const cold = await sdk.invoke('app', { sleepMs: 20 })
    const warm = await sdk.invoke('app')
    expect([cold.result.served, warm.result.served]).toEqual([1, 2])
    expect(cold.result.requestId).toBe(cold.requestId)

    const messages = await sdk.readMessages(group)
    expect(messages.map(shape)).toEqual([initStart, start, end, coldReport, start, end, warmReport])
    const truth = cloud.truth()
    expect(classes(truth)).toEqual(['cold init', 'warm none'])
    expect(truth.map((one) => one.requestId)).toEqual([cold.requestId, warm.requestId])
    const printed = numbers(messages[3])
    const { initMs, durationMs } = truth[0] ?? { initMs: 0, durationMs: 0 }
    expect(initMs).toBeGreaterThan(50)
    expect(durationMs).toBeGreaterThan(19)
    expect(printed['Init Duration']).toBeCloseTo(initMs ?? 0, 1)
    expect(printed.Duration).toBeGreaterThanOrEqual(Math.floor(durationMs * 100) / 100)
    expect(printed.Duration).toBeLessThan(durationMs + 5)
    const sum = (printed.Duration ?? 0) + (printed['Init Duration'] ?? 0)
    expect((printed['Billed Duration'] ?? 0) - sum).toBeGreaterThanOrEqual(-0.02)
    expect((printed['Billed Duration'] ?? 0) - sum).toBeLessThanOrEqual(1.02)
  })
})

test('the first environments after a push pull from far, those after an update from near', async () => {
  const pulls = { far: 1, farMs: 300, nearMs: 10 }
  const functions = [app({ pulls, updateMs: 20 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const burst = () => Promise.all([sdk.invoke('app'), sdk.invoke('app')])
    await burst()
    expect(classes(cloud.truth()).toSorted()).toEqual(['cold init', 'super-cold init'])
    const far = cloud.truth().find((one) => one.class === 'super-cold')
    const latency = (far?.answeredAt ?? 0) - (far?.arrivedAt ?? 0)
    expect(latency - (far?.initMs ?? 0) - (far?.durationMs ?? 0)).toBeGreaterThan(290)

    cloud.update('app', { variables: { MARK: '2' } })
    await sdk.invoke('app')
    expect(classes(cloud.truth()).at(-1)).toBe('warm none')
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await sdk.invoke('app')).result.variable).toBe('2')
    expect(classes(cloud.truth()).at(-1)).toBe('cold init')

    cloud.deploy('app')
    await burst()
    expect(classes(cloud.truth()).slice(-2).toSorted()).toEqual(['cold init', 'super-cold init'])
  })
})

test('pages that init has to fetch lengthen Init Duration', async () => {
  const pulls = { far: 1, farMs: 300, nearMs: 0, during: 'init' } as const
  await inCloud({ functions: [app({ pulls })] }, async (cloud, sdk) => {
    await sdk.invoke('app')
    expect(cloud.truth()[0]?.class).toBe('super-cold')
    expect(cloud.truth()[0]?.initMs).toBeGreaterThan(300)
  })
})

test('the environment that was used last is used next', async () => {
  await inCloud({ functions: [app()] }, async (cloud, sdk) => {
    await Promise.all([10, 200, 100].map((sleepMs) => sdk.invoke('app', { sleepMs })))
    const last = cloud.truth().at(-1)?.environment
    expect(cloud.function('app').liveEnvironments).toBe(3)
    for (const _ of [1, 2, 3]) await sdk.invoke('app')
    expect(
      cloud
        .truth()
        .slice(3)
        .map((one) => one.environment),
    ).toEqual([last, last, last])
    expect(cloud.function('app').liveEnvironments).toBe(3)
  })
})

test('thirty environments start at once', async () => {
  await inCloud({ functions: [app()] }, async (cloud, sdk) => {
    const burst = await Promise.all(
      Array.from({ length: 30 }, () => sdk.invoke('app', { sleepMs: 200 })),
    )
    expect(new Set(burst.map((one) => one.result.pid)).size).toBeGreaterThan(15)
    expect(cloud.truth()).toHaveLength(30)
  })
})

test('an init beyond the limit is run again inside the invocation, and REPORT hides it', async () => {
  const functions = [app({ variables: { INIT_MS: '250' }, initLimitMs: 150, packageType: 'Image' })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const { result } = await sdk.invoke('app')
    await sdk.invoke('app')
    const messages = await sdk.readMessages(group)
    expect(messages.map(shape)).toEqual([
      'INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: timeout\n',
      start,
      end,
      warmReport,
      start,
      end,
      warmReport,
    ])
    expect(classes(cloud.truth())).toEqual(['cold suppressed', 'warm none'])
    const first = numbers(messages[0])['Init Duration'] ?? 0
    const [truth] = cloud.truth()
    const rerun = (truth?.initMs ?? 0) - first
    expect(first).toBeGreaterThanOrEqual(145)
    expect(rerun).toBeGreaterThan(250)
    expect(result.remainingMs).toBeLessThan(3000 - rerun + 1)
    const duration = numbers(messages[3]).Duration ?? 0
    expect(Math.abs(duration - rerun - (truth?.durationMs ?? 0))).toBeLessThan(10)
  })
})

test('a re-run counts against the timeout of the function', async () => {
  const functions = [app({ variables: { INIT_MS: '400' }, initLimitMs: 100, timeoutS: 0.2 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const { functionError, result } = await sdk.invoke('app')
    expect(functionError).toBe('Unhandled')
    expect(result.errorMessage).toMatch(/Task timed out after 0.20 seconds$/)
    expect(cloud.truth()[0]).toMatchObject({ class: 'cold', durationMs: 0, error: 'timeout' })
    expect((await sdk.readMessages(group)).map(shape)).toEqual([
      initStart,
      'INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: timeout\n',
      'INIT_REPORT Init Duration: 0.00 ms\tPhase: invoke\tStatus: timeout\n',
      start,
      end,
      `${report}Status: timeout\n`,
    ])
  })
})

test('an init that throws is tried twice before the caller is told', async () => {
  const functions = [app({ variables: { INIT_THROW: 'no model' } })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const { functionError, result } = await sdk.invoke('app')
    expect([functionError, result.errorType, result.errorMessage]).toEqual([
      'Unhandled',
      'RangeError',
      'no model',
    ])
    expect((await sdk.readMessages(group, '-Uncaught')).map(shape)).toEqual([
      initStart,
      'INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.Unknown\n',
      'INIT_REPORT Init Duration: 0.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.Unknown\n',
      start,
      end,
      `${report}Status: error\tError Type: Runtime.Unknown\n`,
    ])
    expect(cloud.truth()[0]).toMatchObject({ initKind: 'suppressed', error: 'Runtime.Unknown' })
  })
})

test.each([
  ['a missing file', { handler: 'nowhere.handler' }, 'Runtime.ImportModuleError'],
  ['a missing export', { handler: 'app.nothing' }, 'Runtime.HandlerNotFound'],
  ['a process that ends', { variables: { INIT_CRASH: '1' } }, 'Runtime.ExitError'],
])('%s fails init with its own error type', async (_, options, errorType) => {
  await inCloud({ functions: [app(options)] }, async (cloud, sdk) => {
    expect((await sdk.invoke('app')).functionError).toBe('Unhandled')
    expect(cloud.truth()[0]?.error).toBe(errorType)
  })
})

test('after a timeout the same stream begins again with a suppressed init', async () => {
  await inCloud({ functions: [app({ timeoutS: 0.3 })] }, async (cloud, sdk) => {
    await sdk.invoke('app')
    const late = await sdk.invoke('app', { sleepMs: 1000 })
    expect(late.functionError).toBe('Unhandled')
    expect(late.result).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${late.requestId} Error: Task timed out after 0.30 seconds`,
    })
    expect((await sdk.invoke('app')).result.served).toBe(1)
    expect(classes(cloud.truth())).toEqual(['cold init', 'warm none', 'reset suppressed'])
    expect(new Set(cloud.truth().map((one) => one.environment)).size).toBe(1)
    const messages = await sdk.readMessages(group)
    expect(messages.slice(4).map(shape)).toEqual([
      start,
      end,
      `${report}Status: timeout\n`,
      start,
      end,
      warmReport,
    ])
    const reset = cloud.truth()[2]
    const printed = numbers(messages.at(-1)).Duration ?? 0
    expect(printed).toBeGreaterThan(reset?.initMs ?? Number.POSITIVE_INFINITY)
  })
})

test('an eager environment resets itself, and its next caller waits for nothing', async () => {
  await inCloud({ functions: [app({ resets: 'eager' })] }, async (cloud, sdk) => {
    await sdk.invoke('app', { crash: true })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await sdk.invoke('app')
    expect(classes(cloud.truth())).toEqual(['cold init', 'reset none'])
    expect((await sdk.readMessages(group)).map(shape)).toEqual([
      initStart,
      start,
      end,
      `${report}Init Duration: 0.00 ms\tStatus: error\tError Type: Runtime.ExitError\n`,
      initStart,
      'INIT_REPORT Init Duration: 0.00 ms\n',
      start,
      end,
      warmReport,
    ])
  })
})

test('the old style tells a crash and a timeout on lines of their own', async () => {
  const functions = [app({ errorStyle: 'lines', timeoutS: 0.3 })]
  await inCloud({ functions }, async (_, sdk) => {
    await sdk.invoke('app', { crash: true })
    await sdk.invoke('app', { sleepMs: 1000 })
    expect((await sdk.readMessages(group)).map(shape)).toEqual([
      initStart,
      start,
      'RequestId: ID Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n',
      end,
      coldReport,
      start,
      'TIME ID Task timed out after 0.30 seconds\n\n',
      end,
      warmReport,
    ])
  })
})

test('a handler that throws leaves its environment warm and its REPORT plain', async () => {
  await inCloud({ functions: [app()] }, async (cloud, sdk) => {
    await sdk.invoke('app')
    const thrown = await sdk.invoke('app', { throw: 'no' })
    expect([thrown.functionError, thrown.result.errorType]).toEqual(['Unhandled', 'TypeError'])
    expect((await sdk.invoke('app')).result.served).toBe(3)
    expect(classes(cloud.truth()).slice(1)).toEqual(['warm none', 'warm none'])
    expect(cloud.truth()[1]?.error).toBe('TypeError')
    expect((await sdk.readMessages(group, 'REPORT')).map(shape)).toEqual([
      coldReport,
      warmReport,
      warmReport,
    ])
  })
})

test('what the handler prints stands between START and END, even when it looks like a REPORT', async () => {
  await inCloud({ functions: [app()] }, async (_, sdk) => {
    const id = '00000000-0000-4000-8000-000000000000'
    const fake = `REPORT RequestId: ${id}\tDuration: 1.00 ms\t`
    const { tail } = await sdk.invoke('app', { print: `${fake}\n`, log: 'two\nlines' })
    const messages = await sdk.readMessages(group)
    expect(messages.map(shape)).toEqual([
      initStart,
      start,
      'REPORT RequestId: ID\tDuration: 0.00 ms\t\n',
      'TIME\tID\tINFO\ttwo\rlines\n',
      end,
      coldReport,
    ])
    expect(tail).toBe(messages.join(''))
  })
})

test('the tail is the last four kilobytes', async () => {
  await inCloud({ functions: [app()] }, async (_, sdk) => {
    const { tail } = await sdk.invoke('app', { print: `${'x'.repeat(5000)}\n` })
    expect(tail).toHaveLength(4096)
    expect(tail).not.toContain('START')
    expect(tail).toMatch(/REPORT RequestId: .*Init Duration: .* ms\t\n$/)
  })
})

test('with active tracing REPORT has a second line', async () => {
  await inCloud({ functions: [app({ tracing: true, timeoutS: 0.3 })] }, async (_, sdk) => {
    await sdk.invoke('app')
    await sdk.invoke('app', { sleepMs: 1000 })
    const [cold, late] = await sdk.readMessages(group, 'REPORT')
    expect(cold).toMatch(
      /\tInit Duration: \d+\.\d\d ms\t\nXRAY TraceId: 1-[0-9a-f]{8}-[0-9a-f]{24}\tSegmentId: [0-9a-f]{16}\tSampled: true\t\n$/,
    )
    expect(late).toMatch(
      /\tStatus: timeout\nXRAY TraceId: 1-[0-9a-f]{8}-[0-9a-f]{24}\tSampled: true\t\n$/,
    )
  })
})

test.each([
  [
    'DEBUG',
    ['initStart', 'initReport', 'start', 'runtimeDone', 'report', 'start', 'runtimeDone', 'report'],
  ],
  ['INFO', ['initStart', 'start', 'report', 'start', 'runtimeDone', 'report']],
  ['WARN', ['runtimeDone', 'report']],
] as const)('JSON logs at level %s hold what AWS shows there', async (systemLogLevel, types) => {
  const functions = [app({ logFormat: 'JSON', systemLogLevel, timeoutS: 0.3 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    await sdk.invoke('app')
    await sdk.invoke('app', { sleepMs: 1000 })
    const events = (await sdk.readMessages(group)).map((message) => JSON.parse(message))
    expect(events.map((event) => event.type)).toEqual(types.map((type) => `platform.${type}`))
    const reports = events.filter((event) => event.type === 'platform.report')
    expect(reports.at(-1).record).toMatchObject({ status: 'timeout' })
    if (systemLogLevel === 'WARN') return
    const { metrics, status } = reports[0].record
    expect(status).toBe('success')
    expect(metrics.initDurationMs).toBeCloseTo(cloud.truth()[0]?.initMs ?? 0, 2)
    expect(metrics).toMatchObject({ memorySizeMB: 512, billedDurationMs: expect.any(Number) })
  })
})

test('a suppressed init at level INFO is told by initReport alone', async () => {
  const functions = [
    app({
      logFormat: 'JSON',
      initLimitMs: 100,
      variables: { INIT_MS: '200' },
      packageType: 'Image',
    }),
  ]
  await inCloud({ functions }, async (_, sdk) => {
    await sdk.invoke('app')
    const events = (await sdk.readMessages(group)).map((message) => JSON.parse(message))
    expect(events.map((event) => event.type)).toEqual([
      'platform.initReport',
      'platform.start',
      'platform.report',
    ])
    expect(events[0].record).toMatchObject({ phase: 'init', status: 'timeout' })
    expect(events[2].record.metrics).not.toHaveProperty('initDurationMs')
  })
})

test('a version under SnapStart restores, and its $LATEST does not', async () => {
  const functions = [app({ version: '3', aliases: { live: '3' }, snapStartMs: 150 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const { executedVersion } = await sdk.invoke('app', {}, 'live')
    expect(executedVersion).toBe('3')
    expect((await sdk.readMessages(group)).map(shape)).toEqual([
      initStart.replace('INIT', 'RESTORE'),
      'RESTORE_REPORT Restore Duration: 0.00 ms\n',
      start.replace('$LATEST', '3'),
      end,
      `${report}Restore Duration: 0.00 ms\tBilled Restore Duration: 0 ms\t\n`,
    ])
    expect(cloud.truth()[0]?.initMs).toBeGreaterThanOrEqual(145)
    expect(cloud.truth()[0]?.environment).toContain('[3]')
    await sdk.invoke('app')
    expect(classes(cloud.truth())).toEqual(['cold restore', 'cold init'])
  })
})

test('provisioned environments print an Init Duration that nobody waited for', async () => {
  const functions = [app({ version: '3', provisioned: 1 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    expect(cloud.function('app:3').liveEnvironments).toBe(1)
    await sdk.invoke('app:3')
    expect(classes(cloud.truth())).toEqual(['warm none'])
    expect((await sdk.readMessages(group)).map(shape)).toEqual([
      initStart,
      'INIT_REPORT Init Duration: 0.00 ms\n',
      start.replace('$LATEST', '3'),
      end,
      coldReport,
    ])
  })
})

test('proactive environments were initialised before their first caller came', async () => {
  const functions = [app({ proactive: 2, proactiveMs: 60_000 })]
  await inCloud({ functions }, async (cloud, sdk) => {
    const before = Date.now()
    await Promise.all([1, 2, 3].map(() => sdk.invoke('app', { sleepMs: 50 })))
    expect(classes(cloud.truth()).toSorted()).toEqual(['cold init', 'warm none', 'warm none'])
    const events = (await sdk.readPages({ logGroupName: group })).flat()
    const early = events.filter((event) => (event.timestamp ?? 0) < before - 50_000)
    expect(early.map((event) => shape(event.message ?? ''))).toEqual([initStart, initStart])
    expect(events.filter((event) => event.message?.includes('Init Duration'))).toHaveLength(1)
  })
})

test('streams are named for the day and version, in a custom group for the function too', async () => {
  const functions = [app(), app({ name: 'other', logGroup: 'shared' })]
  await inCloud({ functions }, async (cloud, sdk) => {
    await sdk.invoke('app')
    await sdk.invoke('other')
    const [own, shared] = cloud.truth().map((one) => one.environment)
    expect(own).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)
    expect(shared).toMatch(/^\d{4}\/\d\d\/\d\d\/other\[\$LATEST\][0-9a-f]{32}$/)
    expect(await sdk.readMessages('shared')).toHaveLength(4)
  })
})
