import {
  DescribeLogGroupsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { expect, test } from '@jest/globals'
import { app, inCloud } from './in-cloud.ts'
import { parseFilterPattern } from './logs/filter-pattern.ts'

const logGroupName = '/aws/lambda/app'
const functions = [app()]
const kind = (event: FilteredLogEvent): string => event.message?.split(' ')[0] ?? ''

test('a group exists from the first invocation on', async () => {
  await inCloud({ functions }, async (_, sdk) => {
    await expect(sdk.readMessages(logGroupName)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
    await sdk.invoke('app')
    const { logGroups } = await sdk.logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }),
    )
    expect(logGroups).toMatchObject([{ logGroupName, logGroupClass: 'STANDARD' }])
  })
})

test('an event is visible after its lag, and says so', async () => {
  await inCloud({ functions, logs: { lagMs: [250, 250] } }, async (_, sdk) => {
    await sdk.invoke('app')
    expect(await sdk.readMessages(logGroupName)).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 260))
    const [events] = await sdk.readPages({ logGroupName })
    expect(events?.map(kind)).toEqual(['INIT_START', 'START', 'END', 'REPORT'])
    const { timestamp = 0, ingestionTime = 0 } = events?.at(-1) ?? {}
    expect(ingestionTime - timestamp).toBeGreaterThanOrEqual(250)
  })
})

test('pages are sorted, may be empty or repeat themselves, and lose nothing', async () => {
  const logs = { pageSize: 3, emptyPages: 2, repeat: true }
  await inCloud({ functions, logs }, async (_, sdk) => {
    for (const _call of [1, 2, 3]) await sdk.invoke('app')
    const pages = await sdk.readPages({ logGroupName })
    expect(pages.map((page) => page.length)).toEqual([0, 0, 3, 0, 0, 6, 0, 0, 6, 0, 0, 4])
    const ids = pages.flat().map((event) => event.eventId)
    expect(new Set(ids).size).toBe(10)
    expect(ids[0]).toMatch(/^\d{56}$/)
    for (const page of pages) {
      const times = page.map((event) => event.timestamp ?? 0)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }
  })
})

test('a shuffled log shows a later event of a stream before an earlier one', async () => {
  const logs = { lagMs: [0, 400], shuffle: true } as const
  await inCloud({ functions, logs, seed: 5 }, async (_, sdk) => {
    for (const _call of [1, 2, 3]) await sdk.invoke('app')
    const seen: string[] = []
    while (seen.length < 10) {
      for (const event of (await sdk.readPages({ logGroupName })).flat()) {
        const line = `${event.timestamp} ${event.eventId}`
        if (!seen.includes(line)) seen.push(line)
      }
    }
    const times = seen.map((line) => Number(line.split(' ')[0]))
    expect(times).not.toEqual(times.toSorted((a, b) => a - b))
  })
})

test('time limits include both ends, and streams are chosen by name or prefix, not both', async () => {
  await inCloud({ functions }, async (cloud, sdk) => {
    await Promise.all([sdk.invoke('app', { sleepMs: 50 }), sdk.invoke('app', { sleepMs: 50 })])
    const all = (await sdk.readPages({ logGroupName })).flat()
    const at = all[3]?.timestamp
    const [moment] = await sdk.readPages({ logGroupName, startTime: at, endTime: at })
    expect(moment).toEqual(all.filter((event) => event.timestamp === at))

    const stream = cloud.truth()[0]?.environment ?? ''
    const [named] = await sdk.readPages({ logGroupName, logStreamNames: [stream] })
    const [prefixed] = await sdk.readPages({ logGroupName, logStreamNamePrefix: stream })
    expect(named?.map(kind)).toEqual(['INIT_START', 'START', 'END', 'REPORT'])
    expect(prefixed).toEqual(named)
    const both = { logGroupName, logStreamNames: [stream], logStreamNamePrefix: stream }
    await expect(sdk.readPages(both)).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })
})

test('a limit pages, and a token that was never given out is refused', async () => {
  await inCloud({ functions }, async (_, sdk) => {
    await sdk.invoke('app')
    expect((await sdk.readPages({ logGroupName, limit: 3 })).map((page) => page.length)).toEqual([
      3, 1,
    ])
    const call = sdk.logs.send(new FilterLogEventsCommand({ logGroupName, nextToken: 'x' }))
    await expect(call).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    })
  })
})

test('calls beyond the quota are throttled with status 400', async () => {
  await inCloud({ functions, logs: { callsPerSecond: 2 } }, async (_, sdk) => {
    await sdk.invoke('app')
    const calls = await Promise.allSettled([1, 2, 3].map(() => sdk.readMessages(logGroupName)))
    const refused = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason] : []))
    expect(refused).toEqual([
      expect.objectContaining({
        name: 'ThrottlingException',
        message: 'Rate exceeded',
        $metadata: expect.objectContaining({ httpStatusCode: 400 }),
      }),
    ])
  })
})

test.each(['INFREQUENT_ACCESS', 'DELIVERY'] as const)(
  'a group of class %s cannot be filtered',
  async (groupClass) => {
    await inCloud({ functions, logs: { groupClass } }, async (_, sdk) => {
      await sdk.invoke('app')
      await expect(sdk.readMessages(logGroupName)).rejects.toMatchObject({
        name: 'InvalidOperationException',
        message: `The log group ${logGroupName} is of log-group-class ${groupClass}. FilterLogEvents is not supported for this log class.`,
      })
    })
  },
)

test('the first REPORTs can be lost, and those of other callers appear in our streams and in theirs', async () => {
  const logs = { dropReports: 1, foreignReports: 2 }
  await inCloud({ functions, logs }, async (cloud, sdk) => {
    for (const _call of [1, 2, 3]) await sdk.invoke('app')
    const [events = []] = await sdk.readPages({ logGroupName, filterPattern: 'REPORT' })
    const ours = new Map(cloud.truth().map((one) => [one.requestId, one.environment]))
    const [own] = ours.values()
    const told = events.map((event) => {
      const id = event.message?.slice('REPORT RequestId: '.length).split('\t')[0] ?? ''
      return `${ours.has(id) ? 'ours' : 'foreign'} in ${event.logStreamName === own ? 'our' : 'their'} stream`
    })
    expect(told.toSorted()).toEqual([
      'foreign in our stream',
      'foreign in their stream',
      'ours in our stream',
      'ours in our stream',
    ])
  })
})

const text = 'REPORT RequestId: 1\tDuration: 3.01 ms\t'
const json =
  '{"type":"platform.report","record":{"status":"success","metrics":{"durationMs":3.01}}}'

test.each([
  ['', text, true, 'no pattern lets everything through'],
  ['REPORT', text, true, 'a term is a substring'],
  ['report', text, false, 'of the same case'],
  ['REPORT START', text, false, 'several terms must all be there'],
  ['REPORT -Duration', text, false, 'a term with a minus must not'],
  ['?START ?"REPORT RequestId"', text, true, 'one of the terms with a question mark must'],
  ['?START ?"END RequestId"', text, false, 'and not none'],
  ['?START REPORT', text, true, 'beside others they do not count'],
  ['?"platform.report" ?REPORT', json, true, 'text terms find JSON events'],
  ['%^REPORT%', text, true, 'a regular expression'],
  ['{ $.type = "platform.report" }', json, true, 'a JSON property'],
  ['{ $.type = "platform.*" }', json, true, 'with a wildcard'],
  ['{ $.type = "platform.start" }', json, false, 'of another value'],
  ['{ $.type = "platform.report" }', text, false, 'JSON patterns find no text events'],
  ['{ ($.type = "a") || ($.record.status = success) }', json, true, 'one of two properties'],
  ['{ ($.type = "platform.*") && ($.record.status != "success") }', json, false, 'both'],
  ['{ $.record.metrics.durationMs > 3 }', json, true, 'a number'],
  ['{ $.record.metrics.initDurationMs NOT EXISTS }', json, true, 'a property that is not there'],
])('the pattern %j on %j: %j, %s', (pattern, message, expected, _why) => {
  expect(parseFilterPattern(pattern)(message)).toBe(expected)
})

test.each(['?platform.report', 'Status:', '{ $.type }'])('the pattern %j is refused', (pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow(/Invalid/)
})
