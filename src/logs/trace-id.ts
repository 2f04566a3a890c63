/** Of `1-<time>-<random>`, the root of a trace: 8 and 24 hexadecimal digits. */
const ROOT = '1-[0-9a-f]{8}-[0-9a-f]{24}'
const WORD = 'XRAY TraceId: '
const IN_REPORT = new RegExp(`(?:^|[\\n\\t ])${WORD}(${ROOT})(?![\\w-])`)
const IN_HEADER = new RegExp(`(?:^|;)Root=(${ROOT})(?:;|$)`)

/** The trace of a REPORT line, which X-Ray's part tells: behind it, or on a second line. */
export function findTraceId(message: string): string | undefined {
  // Nearly no line has one, and to look for a word is many times cheaper.
  return message.includes(WORD) ? IN_REPORT.exec(message)?.[1] : undefined
}

/** The same of a header `X-Amzn-Trace-Id`, as JSON logs have it. */
export function readTraceHeader(value: string): string | undefined {
  return IN_HEADER.exec(value)?.[1]
}
