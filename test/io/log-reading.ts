import { makeLogReader } from '../../src/io/logs.ts'
import type { LogWindow } from '../../src/logs/bearings.ts'
import { startFarEnd } from './far-end.ts'
import { useLoopback } from './loopback.ts'

export type Call = {
  readonly filterPattern?: string
  readonly nextToken?: string
  readonly startTime: number
  readonly endTime?: number
  readonly logStreamNamePrefix?: string
  readonly logGroupName: string
}

export type Page = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is. */
  readonly body: object | string
}

/** What answers a call, which is the i-th; 'silence' never does. */
export type Answer = (call: Call, i: number) => Page | 'silence' | undefined

/** What a test may set otherwise. */
type Reading = {
  readonly signal?: AbortSignal
  readonly patience?: number
  readonly clockOffset?: () => number
  /** Of a pass, from 0. */
  readonly windowOf?: (pass: number) => LogWindow
}

export const GROUP = '/aws/lambda/app'
const WINDOW: LogWindow = { from: 1_000.7 }

/** For each test of a file: a server of logs on loopback, and one reader. */
export function useLogReader() {
  const { keep } = useLoopback()

  /** Reads passes; the last one's outcome counts. */
  async function readPasses(count: number, answer: Answer, reading: Reading = {}) {
    const { signal = new AbortController().signal, windowOf = () => WINDOW } = reading
    const calls: Call[] = []
    const times: number[] = []
    /** What the `x-amz-date` of each call was ahead of our clock. */
    const aheads: number[] = []
    const { url } = await keep(
      startFarEnd((request, response, body) => {
        calls.push(JSON.parse(body))
        times.push(performance.now())
        aheads.push(timeOf(String(request.headers['x-amz-date'])) - Date.now())
        const page: Page | 'silence' = answer(calls.at(-1) as Call, calls.length - 1) ?? {
          body: {},
        }
        if (page === 'silence') return
        const type = { 'content-type': 'application/x-amz-json-1.1' }
        response.writeHead(page.status ?? 200, { ...type, ...page.headers })
        response.end(typeof page.body === 'string' ? page.body : JSON.stringify(page.body))
      }),
    )
    process.env.AWS_ACCESS_KEY_ID = 'A'
    process.env.AWS_SECRET_ACCESS_KEY = 's'
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = url
    const messages: string[] = []
    const { patience, clockOffset } = reading
    const reader = makeLogReader('eu-west-1', patience, clockOffset)
    await keep(Promise.resolve(reader))
    let isWhole = false
    for (let pass = 0; pass < count; pass += 1) {
      isWhole = await reader.read(
        GROUP,
        windowOf(pass),
        (events) => messages.push(...events.map(({ message }) => message)),
        signal,
      )
    }
    const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    return { calls, pauses, aheads, messages, isWhole }
  }

  return {
    readPasses,
    /** Reads one pass from a server that answers with these pages in turn, then with the last one. */
    readPass: (...pages: readonly Page[]) => readPasses(1, (_, i) => pages[i] ?? pages.at(-1)),
  }
}

export const event = (message: string) => ({
  logStreamName: 's',
  timestamp: 2_000,
  message,
  eventId: message,
})

export const refusal = (type: string): Page => ({
  status: 400,
  body: { __type: type, message: 'no' },
})

/** @param date such as "20261122T090000Z". */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'))
}
