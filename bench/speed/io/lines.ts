import { Readable } from 'node:stream'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { parsePage } from '../../../src/logs/page.ts'
import type { PlatformLine } from '../../../src/logs/platform-line.ts'
import { parseTextLine } from '../../../src/logs/text-line.ts'
import { makePage, makeReport } from '../log-page.ts'
import { median } from '../median.ts'

/*
 * node lines.js parse|page-ours|page-sdk REPEATS: prints the median of one figure: lines parsed in
 * a second, or ms of CPU from one page's bytes to its records.
 */

const LINES = 200_000
/** Of the server's page; fewer records would be a faster and a wrong answer. */
const PAGE = 10_000
/** As much as one read of a socket brings. */
const PIECE = 65_536
/** The first repeats run cold code. */
const WARM_UP = 30

async function parseLines(): Promise<number> {
  const lines = Array.from({ length: LINES }, (_, index) => makeReport(index))
  return await repeat(async () => {
    const startedAt = performance.now()
    const reports = lines.filter((line) => parseTextLine(line)?.kind === 'report').length
    if (reports !== LINES) throw new Error(`${reports} of ${LINES} lines were read`)
    return reports / ((performance.now() - startedAt) / 1000)
  })
}

/** The bytes of an answer, in the pieces in which a socket delivers them. */
function makeAnswer(): readonly Buffer[] {
  const bytes = Buffer.from(JSON.stringify(makePage(PAGE)))
  const count = Math.ceil(bytes.length / PIECE)
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * PIECE, (i + 1) * PIECE))
}

async function readPages(
  readPage: (pieces: readonly Buffer[]) => Promise<readonly string[]>,
): Promise<number> {
  const pieces = makeAnswer()
  return await repeat(async () => {
    const records: PlatformLine[] = []
    const before = process.cpuUsage()
    for (const message of await readPage(pieces)) {
      const line = parseTextLine(message)
      if (line !== undefined) records.push(line)
    }
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

/** The product's decoding. */
function readWithOurs(): Promise<number> {
  return readPages(async (pieces) => {
    const page = parsePage(Buffer.concat(pieces).toString(), '/aws/lambda/app')
    return page?.events.map(({ message }) => message) ?? []
  })
}

/** The SDK's decoding, without its sockets, and then the same parser. */
function readWithSdk(): Promise<number> {
  let answer: readonly Buffer[] = []
  const client = new CloudWatchLogsClient({
    region: 'us-east-1',
    requestHandler: {
      handle: async () => {
        const headers = { 'content-type': 'application/x-amz-json-1.1' }
        const body = Readable.from(answer, { objectMode: false })
        return { response: { statusCode: 200, headers, body } }
      },
    },
  })
  const query = { logGroupName: '/aws/lambda/app', startTime: 0 }
  return readPages(async (pieces) => {
    answer = pieces
    const { events = [] } = await client.send(new FilterLogEventsCommand(query))
    return events.map(({ message = '' }) => message)
  })
}

const WORK = { parse: parseLines, 'page-ours': readWithOurs, 'page-sdk': readWithSdk }
const work = WORK[process.argv[2] as keyof typeof WORK]
process.stdout.write(JSON.stringify(await work()))
