import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { makeLogReader } from '../../../src/io/logs.ts'
import type { PlatformLine } from '../../../src/logs/platform-line.ts'
import { parseTextLine } from '../../../src/logs/text-line.ts'
import { makeReport } from '../log-page.ts'
import { median } from '../median.ts'

/*
 * node lines.js parse|page-ours|page-sdk REPEATS: prints the median of one figure: lines parsed in
 * a second, or ms of CPU from one page's bytes to its records.
 */

const LINES = 200_000
/** Of the server's page; fewer records would be a faster and a wrong answer. */
const PAGE = 10_000
/** The first repeats run cold code. */
const WARM_UP = 5

async function parseLines(): Promise<number> {
  const lines = Array.from({ length: LINES }, (_, index) => makeReport(index))
  return await repeat(async () => {
    const startedAt = performance.now()
    const reports = lines.filter((line) => parseTextLine(line)?.kind === 'report').length
    if (reports !== LINES) throw new Error(`${reports} of ${LINES} lines were read`)
    return reports / ((performance.now() - startedAt) / 1000)
  })
}

async function readPages(
  readPage: (onEvent: (message: string) => void) => Promise<void>,
): Promise<number> {
  return await repeat(async () => {
    const records: PlatformLine[] = []
    const before = process.cpuUsage()
    await readPage((message) => {
      const line = parseTextLine(message)
      if (line !== undefined) records.push(line)
    })
    const { user, system } = process.cpuUsage(before)
    if (records.length !== PAGE) throw new Error(`${records.length} of ${PAGE} events were read`)
    return (user + system) / 1000
  })
}

async function repeat(measure: () => Promise<number>): Promise<number> {
  const figures: number[] = []
  for (let index = -WARM_UP; index < Number(process.argv[3]); index += 1) {
    const figure = await measure()
    if (index >= 0) figures.push(figure)
  }
  return median(figures) ?? Number.NaN
}

/** The product's reader, as the collection uses it. */
function readWithOurs(): Promise<number> {
  const reader = makeLogReader('us-east-1')
  const signal = new AbortController().signal
  return readPages(async (onEvent) => {
    const onPage = (events: readonly { readonly message: string }[]): void => {
      for (const { message } of events) onEvent(message)
    }
    await reader.read('/aws/lambda/app', 0, onPage, signal)
  })
}

/** The SDK's decoding, and then the same parser. */
function readWithSdk(): Promise<number> {
  const client = new CloudWatchLogsClient({ region: 'us-east-1' })
  const query = { logGroupName: '/aws/lambda/app', startTime: 0 }
  return readPages(async (onEvent) => {
    const { events = [] } = await client.send(new FilterLogEventsCommand(query))
    for (const { message = '' } of events) onEvent(message)
  })
}

const WORK = { parse: parseLines, 'page-ours': readWithOurs, 'page-sdk': readWithSdk }
const work = WORK[process.argv[2] as keyof typeof WORK]
process.stdout.write(JSON.stringify(await work()))
