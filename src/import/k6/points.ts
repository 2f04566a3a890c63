import * as v from 'valibot'
import type { StoredRun } from '../../join/stored-run.ts'
import { quote, readInstant, readTime } from '../cells.ts'
import { type ClientRule, type ClientTime, runOfClientTimes } from '../client-times.ts'
import { describeNames } from '../request-names.ts'
import { isOfLoad, METRIC, timeOfPoint, WHAT } from './point.ts'

/** Of a line, what tells what it is about. */
const LINE = v.object({ type: v.picklist(['Metric', 'Point']), metric: v.string() })

const tag = v.optional(v.string(), '')
const POINT = v.object({
  data: v.object({
    time: v.string(),
    value: v.number(),
    tags: v.object({ status: v.string(), error_code: tag, group: tag, name: tag }),
  }),
})

/**
 * The file of `k6 run --out json=file`: one JSON object a line.
 *
 * @returns why it has no times, naming the line.
 */
export function readK6Points(
  source: string,
  label: string,
  text: string,
  rule: ClientRule,
): StoredRun | string {
  const times: ClientTime[] = []
  const names = new Set<string>()
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '') continue
    const corrupt = `is corrupt: line ${i + 1} is ${quote(line)}, expected`
    const value = parseJson(line)
    const known = v.safeParse(LINE, value)
    if (!known.success) return `${corrupt} a metric or a point of k6`
    if (known.output.type !== 'Point' || known.output.metric !== METRIC) continue
    const point = v.safeParse(POINT, value)
    if (!point.success) return `${corrupt} a point with time, value and status`
    const { data } = point.output
    const { status, error_code: errorCode, group, name } = data.tags
    const at = readInstant(data.time)
    const latency = readTime(String(data.value))
    if (at === undefined || latency === undefined) return `${corrupt} a date and a time in ms`
    const found = { place: `line ${i + 1}`, at, value: latency, status, errorCode, group }
    const time = timeOfPoint(found)
    if (time === undefined) return `${corrupt} an HTTP status`
    if (!isOfLoad(found)) continue
    times.push(time)
    names.add(name)
  }
  if (times.length === 0) return `is output of k6 without a ${METRIC}: no HTTP request was made`
  return runOfClientTimes(
    {
      source,
      label,
      times,
      form: 'the JSON of k6',
      what: WHAT,
      notes: describeNames(names),
      hasStatus: true,
    },
    rule,
  )
}

/** No point has as much to say. */
const MOST_OF_LINE = 20_000

function parseJson(text: string): unknown {
  if (text.length > MOST_OF_LINE) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
