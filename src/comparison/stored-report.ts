import * as v from 'valibot'
import type { FunctionDescription } from '../function-facts.ts'
import type { Start } from '../starts/start.ts'
import type { SuperCold } from '../starts/super-cold.ts'
import type { Ms } from '../units.ts'
import type { Counts } from '../verdict/summary.ts'

/** Of a `report.json`, what a comparison needs. The file is untrusted: all of it is checked. */
export type StoredReport = {
  readonly label: string
  readonly facts: FunctionDescription
  readonly planText: string
  /** The candidate's; its own baseline is of no use here. */
  readonly starts: readonly Start[]
  readonly counts: Counts
  readonly superCold: { readonly status: SuperCold['status'] }
  readonly gaveUp: readonly Ms[]
}

/** 5,000 starts take 3 MB. */
const MOST_CHARACTERS = 50_000_000

const text = v.pipe(v.string(), v.maxLength(10_000))
const name = v.pipe(v.string(), v.maxLength(500))
const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
const maybeAmount = v.nullable(amount)
const count = v.pipe(amount, v.integer())

const START = v.object({
  requestId: name,
  side: v.picklist(['candidate', 'baseline']),
  step: count,
  // A report of the first version has no rounds.
  round: v.optional(v.nullable(count), null),
  wave: v.picklist(['fresh', 'settled']),
  class: v.picklist(['warm', 'cold', 'super-cold', 'reset']),
  environment: v.nullable(name),
  sentAt: maybeAmount,
  // A report of the first version has no delays.
  clientDelay: v.optional(maybeAmount, null),
  latency: maybeAmount,
  init: maybeAmount,
  initKind: v.picklist(['none', 'init', 'suppressed', 'restore']),
  initCensored: v.optional(v.boolean(), false),
  duration: maybeAmount,
  /** The clocks of two machines may disagree. */
  overhead: v.nullable(v.pipe(v.number(), v.finite())),
  billed: maybeAmount,
  memoryMB: maybeAmount,
  censored: v.boolean(),
  error: v.nullable(text),
})

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

const REPORT = v.object({
  schema: v.literal(1),
  verdict: name,
  label: name,
  function: FUNCTION,
  plan: text,
  counts: v.object({
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
  }),
  superCold: v.object({ status: v.picklist(['separated', 'none', 'undetermined']) }),
  gaveUp: v.array(amount),
  starts: v.array(START),
})

/** @returns why the text is no report to compare with, to follow "which". */
export function parseStoredReport(json: string): StoredReport | string {
  if (json.length > MOST_CHARACTERS) return 'is larger than any report'
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return 'is no JSON'
  }
  const parsed = v.safeParse(REPORT, value, { abortEarly: true })
  if (!parsed.success) {
    const [issue] = parsed.issues
    const path = v.getDotPath(issue) ?? 'the document'
    const expected = `expected ${issue.expected ?? 'another value'}`
    const problem = issue.received === 'undefined' ? 'missing' : expected
    return `is no report of this action (${path}: ${problem})`
  }
  const { label, function: facts, plan: planText, starts, verdict } = parsed.output
  const { counts, superCold, gaveUp } = parsed.output
  if (verdict === 'error') return 'is of a run that could not measure (verdict "error")'
  return {
    label,
    facts,
    planText,
    starts: starts
      .filter(({ side }) => side === 'candidate')
      .map(({ memoryMB, ...start }) => ({
        ...start,
        maxMemory: memoryMB,
        memorySize: facts.memoryMB,
      })),
    counts,
    superCold,
    gaveUp,
  }
}
