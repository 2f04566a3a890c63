import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Cloud } from './cloud.ts'

/** What an invocation answered, with its payload parsed. */
export type Invoked = {
  readonly requestId: string
  readonly functionError: string | undefined
  readonly executedVersion: string | undefined
  readonly tail: string
  readonly result: Readonly<Record<string, unknown>>
}

/** The real SDK, pointed at a local cloud and never retrying. */
export function connect(cloud: Pick<Cloud, 'url' | 'credentials'>) {
  const options = {
    region: 'us-east-1',
    endpoint: cloud.url,
    credentials: cloud.credentials,
    maxAttempts: 1,
  }
  const lambda = new LambdaClient({
    ...options,
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: 500 } },
  })
  const logs = new CloudWatchLogsClient(options)

  async function invoke(name: string, event: unknown = {}, qualifier?: string): Promise<Invoked> {
    const output = await lambda.send(
      new InvokeCommand({
        FunctionName: name,
        Qualifier: qualifier,
        Payload: JSON.stringify(event),
        LogType: 'Tail',
      }),
    )
    return {
      requestId: output.$metadata.requestId ?? '',
      functionError: output.FunctionError,
      executedVersion: output.ExecutedVersion,
      tail: Buffer.from(output.LogResult ?? '', 'base64').toString(),
      result: JSON.parse(output.Payload?.transformToString() ?? 'null'),
    }
  }

  /** Every page, as it came. */
  async function readPages(
    input: FilterLogEventsCommandInput,
  ): Promise<readonly (readonly FilteredLogEvent[])[]> {
    const pages: FilteredLogEvent[][] = []
    let nextToken: string | undefined
    do {
      const page = await logs.send(new FilterLogEventsCommand({ ...input, nextToken }))
      pages.push(page.events ?? [])
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    return pages
  }

  async function readMessages(group: string, filterPattern?: string): Promise<readonly string[]> {
    const pages = await readPages({ logGroupName: group, filterPattern })
    return pages.flat().map((event) => event.message ?? '')
  }

  return {
    lambda,
    logs,
    invoke,
    readPages,
    readMessages,
    destroy() {
      lambda.destroy()
      logs.destroy()
    },
  }
}
