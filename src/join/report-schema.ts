import * as v from 'valibot'
import { TOTALS } from '../config/threshold.ts'
import { TABLE_STATS } from '../verdict/summary.ts'
import { readLabel } from './label.ts'
import { checkStarts, MOST_AMOUNT } from './start-schema.ts'

const text = v.pipe(v.string(), v.maxLength(10_000))
const name = v.pipe(v.string(), v.maxLength(500))
const amount = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(MOST_AMOUNT))
const maybeAmount = v.nullable(amount)
const count = v.pipe(amount, v.integer())
const texts = v.pipe(v.array(text), v.maxLength(1_000))

/** At the top of a joined report, as far as anything is told from it. */
const HEAD = v.object({ verdict: v.optional(name, ''), summary: v.optional(text, '') })

const FUNCTION = v.object({
  name,
  arn: name,
  version: name,
  memoryMB: amount,
  architecture: name,
  packageType: name,
  runtime: v.nullable(name),
  timeout: amount,
  codeSha256: v.nullable(name),
  codeSize: maybeAmount,
  lastModified: v.nullable(name),
  logGroup: name,
  logFormat: v.picklist(['Text', 'JSON']),
  systemLogLevel: v.nullable(name),
  snapStart: v.boolean(),
})

const COUNTS = v.object({
  sent: count,
  answered: count,
  failed: count,
  throttled: count,
  dropped: count,
  matched: count,
  missing: count,
  foreign: count,
  functionErrors: count,
  gaveUp: count,
  unreadable: count,
})

const BASELINE = v.object({
  label: name,
  function: FUNCTION,
  counts: COUNTS,
  missing: v.optional(v.array(name), []),
  whyNotRecycled: v.optional(v.nullable(text), null),
})

const changes = v.nullable(v.pipe(v.array(name), v.maxLength(100)))
const DISTURBED = v.object({ candidate: changes, baseline: changes })

const figure = v.nullable(amount)
const IMPORTED = v.object({
  unanswered: v.object({
    rules: v.union([v.literal('all'), v.array(v.picklist(TOTALS))]),
    reason: text,
  }),
  toolFigures: v.nullable(
    v.object({
      tool: v.picklist(['Locust', 'k6', 'Artillery']),
      n: count,
      figures: v.object({
        mean: figure,
        min: figure,
        p25: figure,
        p50: figure,
        p75: figure,
        p95: figure,
        p99: figure,
        max: figure,
      }),
      atLeast: v.array(v.picklist(TABLE_STATS)),
    }),
  ),
})

/** `report.json` of one setup, as far as anything is told from it. */
export const REPORT = v.object({
  schema: v.literal(1),
  verdict: name,
  summary: v.optional(text, ''),
  label: v.pipe(name, v.transform(readLabel), v.minLength(1)),
  // Null when not even the configuration could be read.
  function: v.nullable(FUNCTION),
  plan: text,
  counts: COUNTS,
  checks: v.optional(v.pipe(v.array(v.object({ rule: text })), v.maxLength(1_000)), []),
  stopRules: v.optional(texts),
  superCold: v.object({ status: v.picklist(['separated', 'none', 'undetermined']) }),
  baseline: v.optional(v.nullable(BASELINE), null),
  // An earlier version did not look.
  disturbed: v.optional(v.nullable(DISTURBED), null),
  // No report of an earlier version was imported.
  imported: v.optional(v.nullable(IMPORTED), null),
  notes: v.optional(texts, []),
  missing: v.optional(v.array(name), []),
  gaveUp: v.array(amount),
  starts: v.array(v.unknown()),
})

export type ParsedReport = Omit<v.InferOutput<typeof REPORT>, 'starts'> & {
  readonly starts: Exclude<ReturnType<typeof checkStarts>, string>
}

/** 100,000 starts take 45 MB. */
const MOST_CHARACTERS = 100_000_000

/** @returns why the text is none, to follow the file's name. */
export function parseDocument(json: string): { readonly document: unknown } | string {
  if (json.length > MOST_CHARACTERS) return 'is larger than any report'
  try {
    // Editors on Windows write a byte order mark.
    return { document: JSON.parse(json.replace(/^\uFEFF/, '')) }
  } catch {
    return 'is no JSON'
  }
}

/** @returns why the document is no report of one setup; nothing of the document is in it. */
export function checkReport(document: unknown): ParsedReport | string {
  const parsed = v.safeParse(REPORT, document, { abortEarly: true })
  if (parsed.success) {
    const starts = checkStarts(parsed.output.starts)
    return typeof starts === 'string'
      ? `is no report of this action (${starts})`
      : { ...parsed.output, starts }
  }
  return refuse(parsed.issues[0])
}

/** @returns why the top of a joined report is none. */
export function checkHead(document: unknown): v.InferOutput<typeof HEAD> | string {
  const parsed = v.safeParse(HEAD, document, { abortEarly: true })
  return parsed.success ? parsed.output : refuse(parsed.issues[0])
}

function refuse(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the document'
  const expected = `expected ${issue.expected ?? 'another value'}`
  const problem = issue.received === 'undefined' ? 'missing' : expected
  return `is no report of this action (${path}: ${problem})`
}
